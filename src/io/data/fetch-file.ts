import { existsSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type CatalogueFile, mirrorPath } from '../../domain/catalogue/catalogue-entry.ts'
import {
  catalogueTarget,
  expectedSource,
  type LockedFile,
} from '../../domain/catalogue/data-lock.ts'
import { UserError } from '../../errors.ts'
import { checkUrl, DownloadError } from './download-request.ts'
import type { Downloader } from './downloads.ts'
import { copyTo, hashIfThere } from './place-file.ts'

/** Where the bytes come from: their own address, a mirror's, or a folder. */
export type Origin = { kind: 'web'; base: string | undefined } | { kind: 'folder'; path: string }

export type FetchOptions = {
  origin: Origin
  downloader: Downloader
  /** Accept bytes other than those that the lock file remembers. */
  updateLock: boolean
  onProgress: (file: CatalogueFile, received: number, total: number | null) => void
}

/** A file of the catalogue, its place in a workspace, and what is remembered of it. */
export type Place = { file: CatalogueFile; target: string; locked: LockedFile | undefined }

/** Bytes beside their place. `source` is null where they were converted before. */
export type Fetched = { part: string; source: string | null; from: string }

/** Gets the upstream bytes beside their place, and checks them against what is known. */
export async function fetchFile(plan: Place, options: FetchOptions): Promise<Fetched> {
  const { file, locked } = plan
  const part = `${plan.target}.part`
  const known = expectedSource(file, locked)
  const expected =
    known?.by !== 'lock file'
      ? known
      : options.updateLock
        ? null
        : { ...known, by: 'lock file; --update-lock accepts others' }
  if (options.origin.kind === 'folder') {
    return fetchFromFolder(plan, { folder: options.origin.path, part, expected, options })
  }
  const url = addressOf(file, options.origin.base)
  try {
    const { sha256 } = await options.downloader.download({
      url,
      part,
      expected,
      onProgress: (received, total) => options.onProgress(file, received, total ?? file.bytes),
    })
    return { part, source: sha256, from: url }
  } catch (error) {
    throw explained(error)
  }
}

/** The address of a file: upstream's own, or its path below a mirror's base. */
function addressOf(file: CatalogueFile, base: string | undefined): string {
  if (base === undefined) return file.url
  return `${checkUrl(base).href.replace(/\/+$/, '')}/${mirrorPath(file)}`
}

function explained(error: unknown): unknown {
  if (!(error instanceof DownloadError) || error.kind !== 'unreachable') return error
  return new DownloadError(
    `${error.message}; without a network: --from <folder>, with a mirror: --base-url <address>`,
    { kind: error.kind, cause: error },
  )
}

async function fetchFromFolder(
  plan: Place,
  context: {
    folder: string
    part: string
    expected: { sha256: string; by: string } | null
    options: FetchOptions
  },
): Promise<Fetched> {
  const { folder, part, options } = context
  const { file } = plan
  const places = [mirrorPath(file), file.target, file.target.replace(/^data\//, '')]
  const source = places.map((path) => join(folder, path)).find((path) => existsSync(path))
  if (source === undefined) {
    throw new UserError(`${folder} does not have it (data pull --help shows its layout)`)
  }
  await copyTo(source, part, (bytes) => options.onProgress(file, bytes, file.bytes))
  const got = await hashIfThere(part)
  const isWritten = file.convert === 'votes' && !(await isParquet(part))
  const expected = isWritten ? expectedWritten(plan) : context.expected
  if (got !== undefined && (expected === null || got.sha256 === expected.sha256)) {
    return { part, source: isWritten ? null : got.sha256, from: source }
  }
  await rm(part, { force: true })
  throw new UserError(
    `${source}: sha256 differs: expected ${expected?.sha256} (${expected?.by}), got ${got?.sha256} (${got?.bytes} bytes); nothing was replaced`,
  )
}

function expectedWritten(plan: Place): { sha256: string; by: string } | null {
  const sha256 = catalogueTarget(plan.file)
  return sha256 === null ? null : { sha256, by: 'catalogue' }
}

/** True for a file that begins as Parquet files do. */
export async function isParquet(path: string): Promise<boolean> {
  const handle = await open(path, 'r')
  try {
    const head = Buffer.alloc(4)
    await handle.read(head, 0, 4, 0)
    return head.toString('latin1') === 'PAR1'
  } finally {
    await handle.close()
  }
}
