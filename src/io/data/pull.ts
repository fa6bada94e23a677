import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { CatalogueEntry, CatalogueFile } from '../../domain/catalogue/catalogue-entry.ts'
import {
  catalogueTarget,
  type DataLock,
  type LockedFile,
  stateOfPlace,
} from '../../domain/catalogue/data-lock.ts'
import { messageOf, UserError } from '../../errors.ts'
import { writeDocument } from '../files/write-document.ts'
import { readParquetVotes } from '../votes/parquet.ts'
import { isPackageFile } from '../workspace/workspace.ts'
import { checkRecords, readQuestions } from './check-records.ts'
import { DownloadError } from './download-request.ts'
import { type FetchOptions, fetchFile, isParquet, type Place } from './fetch-file.ts'
import { readDataLock, writeDataLock } from './lock-file.ts'
import { hashIfThere, jsonlOf, putInPlace } from './place-file.ts'

export type PullOptions = FetchOptions & {
  dir: string
  /** Replace files that were not pulled. */
  force: boolean
  now: () => number
  onFile: (result: PulledFile) => void
}

/**
 * One file of a pull. `pulled`: its bytes are those the catalogue knows; `recorded`: nobody knew
 * them, the lock file does now; `there`: they were there; `kept`: the package's own file stays.
 */
export type PulledFile = {
  entry: string
  file: string
  state: 'pulled' | 'recorded' | 'there' | 'kept'
  bytes: number
  sha256: string
  from: string | null
}

/** A file that could not be pulled; what was there before is untouched. */
export type FailedFile = { entry: string; file: string; why: string; isHostGone: boolean }

/**
 * Pulls the files of an entry, one after the other, each into its place at once. A file that
 * fails does not hold up the others, unless the host cannot be reached.
 * To be called under `withDataLock`.
 * @throws UserError for a file in the way that was not pulled, before anything is fetched
 */
export async function pullEntry(
  entry: CatalogueEntry,
  options: PullOptions,
): Promise<{ done: PulledFile[]; failed: FailedFile[] }> {
  const lock = await readDataLock(options.dir)
  const plans: Plan[] = []
  for (const file of entry.files) plans.push(await planFile(file, { entry, lock, options }))
  const done: PulledFile[] = []
  const failed: FailedFile[] = []
  for (const plan of plans) {
    const result = await pullFile(plan, options).catch((error: unknown) => failureOf(error, plan))
    if ('state' in result) {
      done.push(result)
      options.onFile(result)
    } else {
      failed.push(result)
      if (result.isHostGone) break
    }
  }
  return { done, failed }
}

/** A failure of one file; what the others would meet as well is thrown on. */
function failureOf(error: unknown, { entry, file }: Plan): FailedFile {
  const kind = error instanceof DownloadError ? error.kind : undefined
  if (!(error instanceof UserError) || kind === 'stopped') throw error
  const isHostGone = kind === 'unreachable'
  return { entry: entry.name, file: file.target, why: messageOf(error), isHostGone }
}

type Plan = Place & {
  entry: CatalogueEntry
  current: { sha256: string; bytes: number } | undefined
  todo: 'fetch' | 'nothing' | 'keep'
}

async function planFile(
  file: CatalogueFile,
  context: { entry: CatalogueEntry; lock: DataLock; options: PullOptions },
): Promise<Plan> {
  const { entry, lock, options } = context
  const target = join(options.dir, ...file.target.split('/'))
  const locked = lock.files[file.target]
  const current = await hashIfThere(target)
  const plan = { entry, file, target, locked, current }
  if (isPackageFile(options.dir, file.target)) return { ...plan, todo: 'keep' }
  const state = stateOfPlace({ current: current?.sha256, file, locked })
  if (state === 'foreign' && !options.force) {
    const why =
      locked === undefined
        ? `is there and was not pulled (sha256 ${current?.sha256})`
        : `has changed since it was pulled (sha256 ${current?.sha256}, pulled ${locked.sha256})`
    throw new UserError(`${target} ${why}; --force replaces it`)
  }
  const isSettled = state === 'right' && !(options.updateLock && catalogueTarget(file) === null)
  return { ...plan, todo: isSettled ? 'nothing' : 'fetch' }
}

async function pullFile(plan: Plan, options: PullOptions): Promise<PulledFile> {
  const { entry, file, current } = plan
  const result = { entry: entry.name, file: file.target, from: null }
  if (plan.todo === 'keep' && current !== undefined) return { ...result, ...current, state: 'kept' }
  if (plan.todo === 'nothing' && current !== undefined) {
    if (plan.locked === undefined) {
      const source = file.convert === undefined ? current.sha256 : null
      await remember(plan, { ...current, source, from: file.url }, options)
    }
    return { ...result, ...current, state: 'there' }
  }
  const fetched = await fetchFile(plan, options)
  const written = await writeFetched(plan, fetched.part).finally(() =>
    rm(fetched.part, { force: true }),
  )
  await remember(plan, { ...written, source: fetched.source, from: fetched.from }, options)
  const known = file.sha256 !== null || catalogueTarget(file) === written.sha256
  return { ...result, ...written, from: fetched.from, state: known ? 'pulled' : 'recorded' }
}

/** Checks and, where that is asked for, converts the bytes; then puts them in place. */
async function writeFetched(plan: Plan, part: string): Promise<{ sha256: string; bytes: number }> {
  const { file, target } = plan
  try {
    if (file.convert === 'votes' && (await isParquet(part))) {
      await writeDocument(target, jsonlOf(await readParquetVotes(part)))
    } else if (file.convert === 'questions') {
      await writeDocument(target, jsonlOf(await readQuestions(part)))
    } else {
      if (file.sha256 === null) await checkRecords(part, file.holds)
      await putInPlace(part, target)
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const message = messageOf(error).replaceAll(part, file.url)
    throw new UserError(`${message}; nothing was replaced`, { cause: error })
  }
  const written = await hashIfThere(target)
  if (written === undefined) throw new UserError(`${target} is gone again`)
  return written
}

async function remember(
  plan: Plan,
  got: { sha256: string; bytes: number; source: string | null; from: string },
  options: PullOptions,
): Promise<void> {
  const { entry, file } = plan
  const lock = await readDataLock(options.dir)
  const locked: LockedFile = {
    entry: entry.name,
    url: file.url,
    revision: entry.revision,
    source_sha256: got.source,
    sha256: got.sha256,
    bytes: got.bytes,
    pulled: new Date(options.now()).toISOString(),
  }
  await writeDataLock(options.dir, { ...lock, files: { ...lock.files, [file.target]: locked } })
}
