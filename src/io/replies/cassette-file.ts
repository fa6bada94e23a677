import { once } from 'node:events'
import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { constants, createGzip } from 'node:zlib'
import {
  type CassetteLine,
  cassetteLineSchema,
  type RecordedCall,
} from '../../domain/calls/cassette.ts'
import { messageOf, StorageError, UserError, writeError } from '../../errors.ts'
import { makeFolder } from '../files/make-folder.ts'
import { readJsonl } from '../files/read-jsonl.ts'

/**
 * Opens a new recording: JSON lines in one gzip stream, flushed with every write, so that what a
 * killed run leaves behind can be read up to its last call.
 * @throws UserError where the file is there already or cannot be made
 */
export async function openCassette(path: string): Promise<{
  write: (lines: readonly CassetteLine[]) => Promise<void>
  close: () => Promise<void>
}> {
  if (existsSync(path)) throw new UserError(`${path} exists: --record makes a new file`)
  const handle = await madeFile(path)
  const gzip = createGzip()
  const chunks: Buffer[] = []
  gzip.on('data', (chunk: Buffer) => chunks.push(chunk))

  async function writeOut(): Promise<void> {
    const bytes = Buffer.concat(chunks.splice(0))
    try {
      // Not `write`, which may stop half-way without an error.
      await handle.appendFile(bytes)
    } catch (error) {
      throw new StorageError(writeError(path, error).message, { cause: error })
    }
  }

  return {
    write: async (lines) => {
      gzip.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
      await new Promise<void>((resolve) => gzip.flush(constants.Z_SYNC_FLUSH, resolve))
      await writeOut()
    },
    close: async () => {
      gzip.end()
      await once(gzip, 'end')
      await writeOut()
      await handle.close()
    },
  }
}

async function madeFile(path: string): Promise<FileHandle> {
  try {
    await makeFolder(dirname(path))
    return await open(path, 'wx')
  } catch (error) {
    throw writeError(path, error)
  }
}

/** A recording, read whole: memory holds all its texts. */
export type Cassette = {
  command: string
  startedMs: number
  calls: RecordedCall[]
  records: Extract<CassetteLine, { kind: 'record' }>[]
  reports: Extract<CassetteLine, { kind: 'report' }>[]
  /** What the recording itself says it holds; undefined where the run was broken off. */
  counts: { calls: number; records: number; reports: number } | undefined
}

/**
 * Reads a recording; one that was broken off ends with its last whole line.
 * @throws UserError for a file that is none, or a line that cannot be read
 */
export async function readCassette(path: string): Promise<Cassette> {
  if (!isGzip(path)) throw new UserError(`${path} is no recording: it is not compressed with gzip`)
  const lines: CassetteLine[] = []
  const summary = await readJsonl(path, cassetteLineSchema, {
    isGzip: true,
    onRecord: (line) => lines.push(line),
  })
  const [header] = lines
  if (header?.kind !== 'header') throw new UserError(`${path} is no recording: it has no header`)
  const last = lines.at(-1)
  return {
    command: header.command,
    startedMs: header.started_ms,
    calls: lines.filter((line) => line.kind === 'call'),
    records: lines.filter((line) => line.kind === 'record'),
    reports: lines.filter((line) => line.kind === 'report'),
    counts: !summary.torn && last?.kind === 'end' ? last : undefined,
  }
}

/** True for a file that begins as gzip does. @throws UserError where it cannot be read */
export function isGzip(path: string): boolean {
  const start = Buffer.alloc(2)
  try {
    const file = openSync(path, 'r')
    readSync(file, start, 0, 2, 0)
    closeSync(file)
  } catch (error) {
    throw new UserError(`${path} cannot be read: ${messageOf(error)}`, { cause: error })
  }
  return start[0] === 0x1f && start[1] === 0x8b
}
