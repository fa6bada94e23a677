import { randomBytes } from 'node:crypto'
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf, writeError } from '../../errors.ts'
import { makeFolder } from './make-folder.ts'

/**
 * Writes a whole document (a text ends in a line end), its folders made where they are missing. Readers see the old or the
 * new one, never a part. A symbolic link stays one, and a device or pipe is written to.
 * @throws UserError where it cannot be written, StorageError where the disk is full
 */
export async function writeDocument(path: string, content: string | Uint8Array): Promise<void> {
  const whole = typeof content !== 'string' || content.endsWith('\n') ? content : `${content}\n`
  try {
    await makeFolder(dirname(path))
    const target = await unlessMissing(realpath(path))
    const isFile = target === undefined || (await stat(target)).isFile()
    if (isFile) await replaceFile(target ?? path, whole)
    else await writeFile(path, whole)
  } catch (error) {
    throw writeError(path, error)
  }
}

async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const draft = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`
  try {
    await writeFile(draft, content, { flush: true })
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

async function unlessMissing<T>(found: Promise<T>): Promise<T | undefined> {
  return found.catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  })
}
