import type { MatchPlan } from '../../pipeline/judging/plan-matches.ts'
import type { RunCounts } from '../../pipeline/run-events.ts'
import type { EndpointUse } from '../calls/endpoint-use.ts'
import { estimateRow, type PreflightRow } from '../calls/preflight.ts'
import { failureLines } from '../calls/run-ending.ts'
import { spentRow } from '../calls/spending.ts'
import type { SummaryFlags } from '../flags.ts'
import { countsRow, writeSummary } from '../summary.ts'
import type { Judging } from './judging.ts'

/** Writes what `judge` did, or would do, as one document where the flags ask for it. */
export function summariseJudging(
  judging: Judging & { flags: SummaryFlags },
  done: {
    plan: MatchPlan
    counts: RunCounts
    /** Results given without a call. */
    lowest: number
    estimate?: PreflightRow
    use?: EndpointUse | undefined
    /** Requests that this command submitted in batches, and those under way in all. */
    batches?: { submitted: number; waiting: number }
  },
): Promise<void> {
  const { setup, mode, flags, ui } = judging
  const { plan, counts } = done
  const reasons = (reason: string) => plan.todo.filter((t) => t.reason === reason).length
  return writeSummary(
    flags,
    {
      command: 'judge',
      key: setup.key,
      settings: { judge: setup.id, mode, parser: setup.parser, params: setup.params },
      rows: [
        {
          judge: setup.id,
          to_judge: plan.todo.length,
          new: reasons('new'),
          stale: reasons('stale'),
          done_before: plan.done,
          under_way_before: plan.underWay,
          unverified: plan.unverified,
          ...countsRow(counts),
          estimate: estimateRow(done.estimate),
          spent: spentRow(done.use),
          ...(done.batches === undefined ? {} : { batches: done.batches }),
        },
      ],
      leftOut: {
        empty: plan.empty.filter((empty) => !empty.isRecorded).length - done.lowest,
        missing_answers: plan.missingAnswers.length,
        missing_references: plan.missingReferences.length,
        turns_not_judged: plan.turnsNotJudged,
      },
      warnings: failureLines(counts.failed),
    },
    ui,
  )
}
