import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { messageOf, UserError } from '../errors.ts'

/**
 * Writes a whole document, its folders made where they are missing. Readers see the old or the
 * new one, never a part.
 * @throws UserError where it cannot be written
 */
export async function writeDocument(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(draft, text.endsWith('\n') ? text : `${text}\n`, { flush: true })
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined)
    throw new UserError(`${path} cannot be written: ${messageOf(error)}`, { cause: error })
  }
}
