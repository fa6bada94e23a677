import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { makeFolder } from '../../../src/io/files/make-folder.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

describe('makeFolder', () => {
  it('makes a folder and those above it, and takes one that is there', async () => {
    const folder = temporaryFolder()
    await makeFolder(folder.path('a', 'b'))
    await makeFolder(folder.path('a', 'b'))
    expect(folder.names('a')).toEqual(['b'])
  })

  it('is refused on a way through a file, with the system’s own reason', async () => {
    const folder = temporaryFolder()
    folder.write('file', '')
    await expect(makeFolder(folder.path('file', 'a', 'b'))).rejects.toThrow(/ENOTDIR/)
  })

  // Mounting takes root: elsewhere the campaign of `npm run chaos` cannot try it either.
  const canMount = process.platform === 'linux' && process.getuid?.() === 0
  it.skipIf(!canMount)('says that a disk is read-only, where Node says ENOENT', () => {
    const folder = temporaryFolder()
    const module = new URL('../../../dist/io/files/make-folder.js', import.meta.url).href
    const script = `
      const { makeFolder } = await import(${JSON.stringify(module)})
      await makeFolder(process.argv[1] + '/a/b').catch((error) => console.log(error.code))`
    // In a mount namespace of its own: nothing is left to unmount, whatever happens.
    const inside = 'mount -t tmpfs -o ro none "$3" && exec "$1" --input-type=module -e "$2" "$3"'
    const words = ['-c', 'exec unshare -m sh -c "$0" sh "$@"', inside]
    const run = spawnSync('sh', [...words, process.execPath, script, folder.dir], {
      encoding: 'utf8',
    })
    // A container may refuse to mount: then nothing is printed, and there is nothing to see.
    if (run.status === 0) expect(run.stdout.trim()).toBe('EROFS')
  })
})
