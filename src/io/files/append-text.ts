import { appendFile } from 'node:fs/promises'
import { messageOf, UserError } from '../../errors.ts'

/** Appends lines to a file that another program reads. @throws UserError where it cannot be written */
export async function appendText(path: string, text: string): Promise<void> {
  try {
    await appendFile(path, text)
  } catch (error) {
    throw new UserError(`${path}: ${messageOf(error)}`, { cause: error })
  }
}
