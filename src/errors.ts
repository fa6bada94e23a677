/**
 * A mistake that the user can act on: wrong flag, bad line, missing file.
 * Its message is one line that names what and where; `cause` keeps the original error.
 */
export class UserError extends Error {
  override name = 'UserError'
}

/** The disk is full, or another fault of the file system: nothing that comes after can be saved. */
export class StorageError extends Error {
  override name = 'StorageError'
}

/**
 * A file that cannot be written, as what it is: a full disk is a StorageError, for what was saved
 * before stands and there is nothing to correct in the command; anything else is a UserError.
 */
export function writeError(path: string, cause: unknown): UserError | StorageError {
  const code = codeOf(cause)
  const why = code === undefined ? undefined : fullDisk.get(code)
  return why === undefined
    ? new UserError(`${path} cannot be written: ${messageOf(cause)}`, { cause })
    : new StorageError(`${path} cannot be written: ${why}; what was saved before stands`, { cause })
}

const fullDisk: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EFBIG', 'the file is as large as the system allows'],
  ['EIO', 'the disk failed (EIO)'],
])

/** The message of anything that was thrown, on one line. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.replace(/\s*\n\s*/g, ' ')
}

/** The system's error code (`ENOENT`, `ECONNREFUSED`, …) of anything that was thrown, if it has one. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
