import { plural } from '../../report/plural.ts'
import type { IntervalMethod } from '../../stats/means/interval-method.ts'
import type { IntervalFlags } from '../flags.ts'
import type { ResultFlags } from './result-source.ts'

/** How intervals are made, for a line under the table. */
export function intervalText(flags: IntervalFlags, usual: IntervalMethod = 't'): string {
  const method = flags.interval ?? usual
  if (method === 't') return usual === 't' ? 't' : 't with the jackknife’s standard error'
  const name = method === 'bca' ? 'BCa bootstrap' : 'percentile bootstrap'
  const few = method === 'bca' ? '; percentile below 20 questions' : ''
  return `${name} (${flags.resamples} resamples, seed ${flags.seed}${few})`
}

/** One line where rows have too few questions for an interval. */
export function noIntervalNote(
  rows: readonly { n: number; ci: [number, number] | null }[],
): string[] {
  const without = rows.filter((row) => row.n > 0 && row.ci === null).length
  if (without === 0) return []
  const which = without === rows.length ? '' : ` in ${without} of ${rows.length} lines`
  return [`no interval${which}: it needs five questions or more`]
}

/** One line where judgments are stale. */
export function staleWarning(stale: number): string[] {
  return stale === 0
    ? []
    : [
        `${plural(stale, 'judgment is', 'judgments are')} stale (the answer, prompt or reference has changed since): judge again`,
      ]
}

/** What of the rows of a result has to be known to read it. */
export function notesOf(
  counts: { superseded: number; empty: number },
  flags: ResultFlags,
): string[] {
  return [
    ...(counts.superseded > 0
      ? [
          `${plural(counts.superseded, 'row is', 'rows are')} superseded by another row of the same key (--duplicates ${flags.duplicates})`,
        ]
      : []),
    ...(counts.empty > 0
      ? [
          `${plural(counts.empty, 'result stands', 'results stand')} for an empty answer, without a judge's call`,
        ]
      : []),
  ]
}
