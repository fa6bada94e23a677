import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packageVersion } from '../../io/files/package-files.ts'
import { writeDocument } from '../../io/files/write-document.ts'
import { runsFolder, type Workspace } from '../../io/workspace/workspace.ts'
import type { Failure, RunCounts } from '../../pipeline/run-events.ts'
import { plural } from '../../report/plural.ts'
import type { Ending, Ui } from '../ui.ts'
import type { EndpointUse } from './endpoint-use.ts'

/** Failures that are shown one by one at the end; the others are only counted. */
const shownFailures = 5

/** Lines that say what failed: equal reasons together, the first of each with its place. */
export function failureLines(failures: readonly Failure[]): string[] {
  const byReason = new Map<string, Failure[]>()
  for (const failure of failures) {
    byReason.set(failure.why, [...(byReason.get(failure.why) ?? []), failure])
  }
  const lines = [...byReason].slice(0, shownFailures).map(([why, same]) => {
    const others = same.length > 1 ? ` and ${same.length - 1} more` : ''
    return `failed: ${same[0]?.what}${others}: ${why}`
  })
  const rest = byReason.size - shownFailures
  return rest > 0 ? [...lines, `failed: ${plural(rest, 'further reason')}`] : lines
}

/** How a run ended: nothing could run where every failure was a dead endpoint and nothing was done. */
export function endingOf(counts: RunCounts): Ending {
  if (counts.failed.length === 0 && counts.notRun === 0) return 'done'
  const isDead = counts.failed.length > 0 && counts.failed.every((f) => f.endpointIsDead)
  return isDead && counts.done === 0 ? 'nothing could run' : 'partial'
}

/** Counts of stages that ran beside each other, together. */
export function addCounts(parts: readonly RunCounts[]): RunCounts {
  const sum = (pick: (counts: RunCounts) => number) => parts.reduce((s, c) => s + pick(c), 0)
  return {
    done: sum((c) => c.done),
    failed: parts.flatMap((c) => c.failed),
    truncated: sum((c) => c.truncated),
    unparsed: sum((c) => c.unparsed),
    filtered: sum((c) => c.filtered),
    notRun: sum((c) => c.notRun),
  }
}

/** A name that no other run has: two may start in one millisecond, or the clock be set back. */
function freePath(stem: string): string {
  for (let number = 1; ; number++) {
    const path = `${stem}${number === 1 ? '' : `-${number}`}.json`
    if (!existsSync(path)) return path
  }
}

/** What a run was made of, for its manifest. */
export type RunRecord = {
  command: string
  started: number
  hashes: Readonly<Record<string, string | null>>
  settings: Readonly<Record<string, unknown>>
  counts: RunCounts
  uses: readonly EndpointUse[]
}

/** Writes `runs/<time>-<command>.json`; keys are never in it. Returns its path. */
export async function writeManifest(
  workspace: Workspace,
  record: RunRecord,
  ui: Ui,
): Promise<string> {
  const { command, started, counts } = record
  const time = new Date(started).toISOString().replace(/[:.]/g, '-')
  const file = freePath(join(runsFolder(workspace), `${time}-${command}`))
  const manifest = {
    schema: 'mtbench.run/1',
    version: packageVersion(),
    command,
    suite: workspace.bench,
    started: new Date(started).toISOString(),
    finished: new Date(ui.clock.now()).toISOString(),
    hashes: record.hashes,
    settings: record.settings,
    endpoints: record.uses,
    counts: {
      ...counts,
      failed: counts.failed.length,
      failures: counts.failed.slice(0, 100).map(({ what, why }) => ({ what, why })),
    },
  }
  await writeDocument(file, JSON.stringify(manifest, null, 2))
  return file
}
