import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type DataLock, dataLockSchema, emptyDataLock } from '../../domain/catalogue/data-lock.ts'
import { messageOf, UserError } from '../../errors.ts'
import { takeLock } from '../files/lock.ts'
import { makeFolder } from '../files/make-folder.ts'
import { writeDocument } from '../files/write-document.ts'
import { readJson } from '../workspace/load-suite.ts'

/** How long a pull waits for another one in the same workspace. */
const waitMs = 5000

/** Where a workspace keeps what was pulled into it. */
export function dataLockFile(dir: string): string {
  return join(dir, 'data', 'mtbench.lock.json')
}

/**
 * The lock file of a workspace; an empty one where nothing was pulled.
 * @throws UserError naming file and field
 */
export async function readDataLock(dir: string): Promise<DataLock> {
  const file = dataLockFile(dir)
  return existsSync(file) ? readJson(file, dataLockSchema) : emptyDataLock
}

/** Writes the lock file, its files in a fixed order. */
export async function writeDataLock(dir: string, lock: DataLock): Promise<void> {
  const files = Object.fromEntries(Object.entries(lock.files).sort(([a], [b]) => (a < b ? -1 : 1)))
  await writeDocument(dataLockFile(dir), JSON.stringify({ ...lock, files }, null, 2))
}

/**
 * Does something that changes the pulled data of a workspace, one process at a time.
 * @throws UserError where another one is at it
 */
export async function withDataLock<T>(dir: string, action: () => Promise<T>): Promise<T> {
  const file = dataLockFile(dir)
  try {
    await makeFolder(dirname(file))
  } catch (error) {
    throw new UserError(`${dirname(file)} cannot be written: ${messageOf(error)}`, { cause: error })
  }
  const claim = await takeLock(file, { waitMs })
  try {
    return await action()
  } finally {
    await claim.release()
  }
}
