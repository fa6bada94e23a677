import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { UserError } from '../errors.ts'

/** Flags that name a file to be written. */
const writtenFlags = ['output', 'plot', 'paper', 'record', 'write'] as const

/**
 * Looks at the places that the flags name before anything is read, called or written: a folder that
 * comes from a typing mistake must not be made.
 * @throws UserError for a workspace that is not there, or a file whose folder is not there
 */
export function checkPlaces(flags: Readonly<Record<string, unknown>>): void {
  const { dir } = flags
  if (typeof dir === 'string' && !isFolder(dir)) {
    throw new UserError(`--dir ${dir}: no such folder: make it first, or mend the name`)
  }
  for (const name of writtenFlags) {
    const file = flags[name]
    if (typeof file !== 'string' || isFolder(dirname(file))) continue
    throw new UserError(
      `--${name} ${file}: there is no folder ${dirname(file)}: make it first, or mend the name`,
    )
  }
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory()
}
