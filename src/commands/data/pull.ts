import { catalogue, entryNamed } from '../../domain/catalogue/catalogue.ts'
import type { CatalogueEntry } from '../../domain/catalogue/catalogue-entry.ts'
import { UserError } from '../../errors.ts'
import { checkUrl } from '../../io/data/download-request.ts'
import { createDownloader } from '../../io/data/downloads.ts'
import type { Origin } from '../../io/data/fetch-file.ts'
import { withDataLock } from '../../io/data/lock-file.ts'
import { type FailedFile, type PulledFile, pullEntry } from '../../io/data/pull.ts'
import { packageVersion } from '../../io/files/package-files.ts'
import { bytesText } from '../../report/bytes.ts'
import { createByteProgress } from '../../report/progress/byte-progress.ts'
import { fileColumns } from '../../report/tables/data-tables.ts'
import { failureLines } from '../calls/run-ending.ts'
import type { Ending, Ui } from '../ui.ts'
import { acceptLicence } from './licences.ts'
import { type DataFlags, printRows } from './print.ts'

export type PullFlags = DataFlags & {
  baseUrl?: string
  from?: string
  yes: boolean
  force: boolean
  updateLock: boolean
}

/** All that is in the catalogue, as one name. */
const everything = 'all'

type Pulled = { done: PulledFile[]; failed: FailedFile[] }

/** Pulls entries of the catalogue into the workspace and prints what was done. */
export async function dataPull(
  names: readonly string[],
  flags: PullFlags,
  ui: Ui,
): Promise<Ending> {
  const wanted = names.includes(everything) ? catalogue : names.map((name) => entryNamed(name))
  const { done, failed } = await pullEntries([...new Set(wanted)], flags, ui)
  for (const line of failedLines(failed)) ui.stderr.write(`${line}\n`)
  const untried = fileCount(wanted) - done.length - failed.length
  if (untried > 0) ui.stderr.write(`${untried} other files were not tried\n`)
  if (done.length === 0) return 'nothing could run'
  const recorded = done.filter((file) => file.state === 'recorded').length
  const kept = done.filter((file) => file.state === 'kept')
  await printRows(
    {
      command: 'data-pull',
      title: `${done.length} of ${fileCount(wanted)} files are in ${flags.dir === '.' ? 'this folder' : flags.dir}`,
      columns: fileColumns,
      rows: done,
      notes: [],
      warnings: [
        ...(recorded > 0
          ? [
              `recorded: the checksum of ${recorded} files was not known; data/mtbench.lock.json holds it now, and a pull that brings others is refused`,
            ]
          : []),
        ...kept.map(({ file }) => `kept: ${file} is this package's own and is not replaced`),
      ],
      settings: { names: wanted.map((entry) => entry.name), ...originSettings(flags, ui) },
    },
    flags,
    ui,
  )
  return failed.length === 0 ? 'done' : 'partial'
}

/** Lines that say which files are not there, and why: equal reasons together. */
export function failedLines(failed: readonly FailedFile[]): string[] {
  return failureLines(failed.map(({ file, why }) => ({ what: file, why, endpointIsDead: false })))
}

function fileCount(entries: readonly CatalogueEntry[]): number {
  return new Set(entries.flatMap((entry) => entry.files)).size
}

/** Pulls entries, their licences shown first. Also what `gen-answers --pull` does. */
export async function pullEntries(
  entries: readonly CatalogueEntry[],
  flags: Omit<PullFlags, keyof DataFlags> & Pick<DataFlags, 'dir' | 'quiet'>,
  ui: Ui,
): Promise<Pulled> {
  const origin = originOf(flags, ui)
  const progress = createByteProgress({
    stream: ui.stderr,
    isTerminal: ui.stderr.isTTY === true,
    isQuiet: flags.quiet,
  })
  const downloader = createDownloader({
    env: ui.env,
    signal: ui.signal,
    sleep: ui.clock.sleep,
    userAgent: `mtbench/${packageVersion()}`,
  })
  const all: Pulled = { done: [], failed: [] }
  try {
    await withDataLock(flags.dir, async () => {
      for (const entry of entries) {
        await acceptLicence(entry, { dir: flags.dir, isAccepted: flags.yes }, ui)
      }
      for (const entry of entries) {
        const { done, failed } = await pullEntry(entry, {
          dir: flags.dir,
          origin,
          downloader,
          force: flags.force,
          updateLock: flags.updateLock,
          now: ui.clock.now,
          onProgress: (file, received, total) => progress.update(file.target, received, total),
          onFile: (file) =>
            progress.done(`${file.state.padEnd(8)}  ${bytesText(file.bytes)}  ${file.file}`),
        })
        all.done.push(...done)
        all.failed.push(...failed)
        if (failed.some((file) => file.isHostGone)) break
      }
    })
  } finally {
    progress.stop()
    await downloader.close()
  }
  return all
}

type OriginFlags = Pick<PullFlags, 'baseUrl' | 'from'>

function originOf(flags: OriginFlags, ui: Ui): Origin {
  if (flags.from !== undefined && flags.baseUrl !== undefined) {
    throw new UserError('--from and --base-url exclude each other')
  }
  if (flags.from !== undefined) return { kind: 'folder', path: flags.from }
  const base = flags.baseUrl ?? (ui.env['MTBENCH_DATA_BASE_URL'] || undefined)
  if (base !== undefined) checkUrl(base)
  return { kind: 'web', base }
}

function originSettings(flags: OriginFlags, ui: Ui): Record<string, unknown> {
  const origin = originOf(flags, ui)
  return origin.kind === 'folder'
    ? { from: origin.path, base_url: null }
    : { from: null, base_url: origin.base ?? null }
}
