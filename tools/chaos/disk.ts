import { execFile } from 'node:child_process'
import { mkdir, statfs } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A folder whose room can be limited. */
export type Disk = {
  /** Leaves so many bytes of room; undefined: as much as is wanted. */
  leave: (roomBytes: number | undefined) => Promise<void>
  setReadOnly: (isReadOnly: boolean) => Promise<void>
  /** Words to put before a program's, for limits that belong to a process. */
  wrap: (roomBytes: number | undefined) => string[]
  remove: () => Promise<void>
}

export type DiskKind = 'tmpfs' | 'ulimit'

const wideBytes = 256 * 1024 * 1024

/**
 * How room can be limited here: with a small tmpfs, which takes root, else with a limit on the
 * size of each file (RLIMIT_FSIZE).
 */
export async function findDiskKind(dir: string): Promise<DiskKind> {
  try {
    const disk = await mountDisk(dir)
    await disk.remove()
    return 'tmpfs'
  } catch {
    return 'ulimit'
  }
}

/** A folder whose room can be limited, at a path that is not there yet. */
export function makeDisk(dir: string, kind: DiskKind): Promise<Disk> {
  return kind === 'tmpfs' ? mountDisk(dir) : limitedFolder(dir)
}

async function mountDisk(dir: string): Promise<Disk> {
  await mkdir(dir, { recursive: true })
  await run('mount', ['-t', 'tmpfs', '-o', `size=${wideBytes}`, 'mtbench-chaos', dir])
  const remount = (option: string) => run('mount', ['-o', `remount,${option}`, dir])
  return {
    leave: async (roomBytes) => {
      const { blocks, bfree, bsize } = await statfs(dir)
      const used = (blocks - bfree) * bsize
      await remount(`size=${roomBytes === undefined ? wideBytes : used + roomBytes}`)
    },
    setReadOnly: async (isReadOnly) => {
      await remount(isReadOnly ? 'ro' : 'rw')
    },
    wrap: () => [],
    remove: async () => {
      await run('umount', ['-l', dir])
    },
  }
}

async function limitedFolder(dir: string): Promise<Disk> {
  await mkdir(dir, { recursive: true })
  return {
    leave: () => Promise.resolve(),
    setReadOnly: () => Promise.resolve(),
    // It holds for each file alone: the records' own is about a quarter of all that is written.
    // Blocks of 512 bytes, as POSIX has it; some shells count in 1,024.
    wrap: (roomBytes) =>
      roomBytes === undefined
        ? []
        : ['sh', '-c', `ulimit -f ${Math.ceil(roomBytes / 4 / 512)} && exec "$@"`, 'sh'],
    remove: () => Promise.resolve(),
  }
}
