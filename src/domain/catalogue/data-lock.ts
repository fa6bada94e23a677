import { z } from 'zod'
import type { CatalogueFile } from './catalogue-entry.ts'

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'is no sha256')

/** What was pulled into one file. `source_sha256` is that of the upstream bytes, null where unseen. */
export const lockedFileSchema = z.looseObject({
  entry: z.string(),
  url: z.string(),
  revision: z.string(),
  source_sha256: sha256Schema.nullable(),
  sha256: sha256Schema,
  bytes: z.number(),
  pulled: z.string(),
})
export type LockedFile = z.infer<typeof lockedFileSchema>

const targetSchema = z
  .string()
  .refine((path) => !/(^|[\\/])\.\.([\\/]|$)|^[\\/]|^[A-Za-z]:/.test(path), 'leaves the workspace')

/** `data/mtbench.lock.json`: what was pulled into a workspace, and which licences were shown. */
export const dataLockSchema = z.looseObject({
  schema: z.literal('mtbench.lock/1'),
  licences: z.array(z.string()),
  files: z.record(targetSchema, lockedFileSchema),
})
export type DataLock = z.infer<typeof dataLockSchema>

export const emptyDataLock: DataLock = { schema: 'mtbench.lock/1', licences: [], files: {} }

/** The SHA-256 that the upstream bytes must have, and who says so; null where nobody does. */
export function expectedSource(
  file: CatalogueFile,
  locked: LockedFile | undefined,
): { sha256: string; by: 'catalogue' | 'lock file' } | null {
  if (file.sha256 !== null) return { sha256: file.sha256, by: 'catalogue' }
  const sha256 = locked?.source_sha256
  return sha256 === undefined || sha256 === null ? null : { sha256, by: 'lock file' }
}

/** The SHA-256 that the catalogue knows for the file as it is written; null where it does not. */
export function catalogueTarget(file: CatalogueFile): string | null {
  return file.convert === undefined ? file.sha256 : (file.converted?.sha256 ?? null)
}

/** What stands at a file's place in the workspace. */
export type PlaceState = 'absent' | 'right' | 'replaceable' | 'foreign'

/**
 * What a pull finds: nothing; the right bytes; bytes of an earlier pull that nobody has changed
 * since; or something that was not pulled and must not be lost.
 */
export function stateOfPlace(place: {
  /** SHA-256 of what is there; undefined where nothing is. */
  current: string | undefined
  file: CatalogueFile
  locked: LockedFile | undefined
}): PlaceState {
  const { current, file, locked } = place
  if (current === undefined) return 'absent'
  if (current === catalogueTarget(file)) return 'right'
  if (current !== locked?.sha256) return 'foreign'
  return file.sha256 === null || file.sha256 === locked.source_sha256 ? 'right' : 'replaceable'
}
