/**
 * A mistake that the user can act on: wrong flag, bad line, missing file.
 * Its message is one line that names what and where; `cause` keeps the original error.
 */
export class UserError extends Error {
  override name = 'UserError'
}

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
