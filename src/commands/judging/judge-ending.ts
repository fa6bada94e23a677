import type { MatchPlan } from '../../pipeline/judging/plan-matches.ts'
import type { RunCounts } from '../../pipeline/run-events.ts'
import { plural } from '../../report/plural.ts'
import { endingOf, failureLines } from '../calls/run-ending.ts'
import type { Ending } from '../ui.ts'
import type { JudgingFlags } from './judge-flags.ts'

/** What a judge did, and what it was asked to do; `lowest` counts results given without a call. */
export type Judged = { empty: MatchPlan['empty']; lowest: number; flags: JudgingFlags }

function notJudged({ empty, lowest }: Judged): number {
  return empty.filter((match) => !match.isRecorded).length - lowest
}

/** The last lines of a run: what was done, what was not, and where it stands. */
export function judgingLines(counts: RunCounts, done: Judged & { file: string }): string[] {
  const skipped = notJudged(done)
  const parts = [
    `${counts.done} judged`,
    ...(done.lowest > 0 ? [`${plural(done.lowest, 'empty answer')} given the lowest result`] : []),
    ...(counts.unparsed > 0 ? [`${counts.unparsed} unparsed`] : []),
    ...(counts.truncated > 0 ? [`${counts.truncated} cut before a verdict`] : []),
    ...(counts.filtered > 0 ? [`${counts.filtered} filtered by the provider`] : []),
    ...(skipped > 0 ? [`${skipped} not judged: the answer is empty`] : []),
    `${counts.failed.length} failed`,
    ...(counts.notRun > 0 ? [`${counts.notRun} not asked`] : []),
  ]
  return [
    ...failureLines(counts.failed),
    `${parts.join(', ')}${counts.done + done.lowest > 0 ? `; written to ${done.file}` : ''}`,
    ...(counts.failed.length + counts.notRun > 0
      ? ['the same command again asks only what is missing']
      : []),
  ]
}

/** How judging ended. */
export function judgingEnding(counts: RunCounts, done: Judged): Ending {
  const ending = endingOf(counts)
  if (ending !== 'done') return ending
  const { maxUnparsed } = done.flags
  const unread = counts.unparsed + counts.truncated + counts.filtered
  if (maxUnparsed !== undefined && unread > maxUnparsed * counts.done) return 'partial'
  return notJudged(done) > 0 ? 'partial' : 'done'
}
