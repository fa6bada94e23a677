import { join } from 'node:path'
import { catalogue } from '../../domain/catalogue/catalogue.ts'
import type { CatalogueFile } from '../../domain/catalogue/catalogue-entry.ts'
import { readDataLock } from './lock-file.ts'
import { hashIfThere } from './place-file.ts'

/** A pulled file, and whether it still is what was pulled. */
export type VerifiedFile = {
  entry: string
  file: string
  state: 'same' | 'differs' | 'missing'
  sha256: string | null
  expected: string
  /** Who says what it should be. */
  by: 'catalogue' | 'lock file'
}

/**
 * Recomputes the SHA-256 of every file that the lock file lists. The catalogue's word counts more
 * than the lock file's, where it has one.
 */
export async function verifyData(dir: string): Promise<VerifiedFile[]> {
  const { files } = await readDataLock(dir)
  const known = new Map<string, CatalogueFile>(
    catalogue.flatMap((entry) => entry.files.map((file) => [file.target, file] as const)),
  )
  // What a conversion writes may change with a version of this program: there the lock file counts.
  const pinOf = (file: CatalogueFile | undefined) =>
    file?.convert === undefined ? (file?.sha256 ?? null) : null
  const rows: VerifiedFile[] = []
  for (const [target, locked] of Object.entries(files)) {
    const pin = pinOf(known.get(target))
    const expected = pin ?? locked.sha256
    const found = await hashIfThere(join(dir, ...target.split('/')))
    const state = found === undefined ? 'missing' : found.sha256 === expected ? 'same' : 'differs'
    rows.push({
      entry: locked.entry,
      file: target,
      state,
      sha256: found?.sha256 ?? null,
      expected,
      by: pin === null ? 'lock file' : 'catalogue',
    })
  }
  return rows
}
