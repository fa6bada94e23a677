/** What the records of a file are. */
export type RecordKind = 'questions' | 'answers' | 'references' | 'prompts' | 'judgments' | 'votes'

/** One file that can be pulled. */
export type CatalogueFile = {
  /** Upstream address. A mirror serves the same path below its own base. */
  url: string
  /** Place in the workspace, with `/`. */
  target: string
  holds: RecordKind
  /** SHA-256 of the upstream bytes; null where it is not known: the first pull records it. */
  sha256: string | null
  /** Size of the upstream bytes; null where it is not known. */
  bytes: number | null
  /** What is written is not the upstream bytes but these, converted. */
  convert?: 'votes' | 'questions'
  /** SHA-256 and size of what a conversion is known to write. */
  converted?: { sha256: string; bytes: number }
}

export type Licence = { id: string; holder: string; url: string }

/** A named set of files that are pulled together. */
export type CatalogueEntry = {
  name: string
  summary: string
  licence: Licence
  /** Page that describes the data. */
  source: string
  /** Commit of the source, or `main` where none could be verified: there the checksums are the pin. */
  revision: string
  /** Suites that it brings questions for. */
  suites: readonly string[]
  files: readonly CatalogueFile[]
}

/** Path of a file below a mirror's base or a `--from` folder: that of its upstream address. */
export function mirrorPath(file: CatalogueFile): string {
  return new URL(file.url).pathname.slice(1)
}

/** How a licence is known in the lock file: one question a licence and holder. */
export function licenceKey(licence: Licence): string {
  return `${licence.id}, ${licence.holder}`
}

/** Bytes that an entry takes up in the workspace; null where the size of one file is not known. */
export function knownBytes(entry: CatalogueEntry): number | null {
  let sum = 0
  for (const file of entry.files) {
    const bytes = file.convert === undefined ? file.bytes : (file.converted?.bytes ?? null)
    if (bytes === null) return null
    sum += bytes
  }
  return sum
}

/** One suite or set of data in `data list`. */
export type DataListing = {
  name: string
  state: 'shipped' | 'workspace' | 'in part' | 'available'
  files: number
  files_there: number
  /** Null where the size of one file is not known before it is pulled. */
  bytes: number | null
  licence: string | null
  source: string | null
  revision: string | null
  /** Files whose SHA-256 the catalogue knows. */
  pinned: number
}
