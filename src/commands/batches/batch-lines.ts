import type { BatchJob } from '../../domain/batches/batch-job.ts'
import { batchPriceOf } from '../../io/endpoint/prices.ts'
import type { Spending } from '../../pipeline/calls/budget.ts'
import { dollars, grouped } from '../../report/money.ts'
import { failureLines } from '../calls/run-ending.ts'
import { shortList } from '../short-list.ts'
import type { BatchWork } from './batch-work.ts'
import type { Collected } from './collect-job.ts'

/** What was submitted, and what is held for it. */
export function submittedLines(
  { endpoint }: BatchWork,
  { jobs, held }: { jobs: readonly BatchJob[]; held: Spending },
): string[] {
  const ids = shortList(jobs.map((job) => job.id))
  const batches = jobs.length === 1 ? `batch ${ids}` : `${jobs.length} batches (${ids})`
  return [
    `${endpoint.id}: ${grouped(held.calls)} requests submitted in ${batches}`,
    `${endpoint.id}: held for them at most: ${heldText({ endpoint }, held)}`,
  ]
}

/** The worst case of requests: tokens, and dollars where the price is known. */
export function heldText({ endpoint }: Pick<BatchWork, 'endpoint'>, held: Spending): string {
  const cost =
    batchPriceOf(endpoint) === null
      ? 'cost unknown (no batch price; state batch_input and batch_output in mtbench.config.json)'
      : dollars(held.cost)
  return `${grouped(held.calls)} calls, ${grouped(Math.ceil(held.tokens))} tokens, ${cost}`
}

/** How far a job's batch is. */
export function progressLine({ id, status, counts, requests }: BatchJob): string {
  const done = counts === null ? '' : `, ${grouped(counts.completed)} of ${grouped(requests)} done`
  return `batch ${id}: ${status ?? 'submitted'}${done}`
}

/** What became of a job that was collected. */
export function collectedLines(collected: Collected): string[] {
  const { job, counts, kept, changed, notWanted, notices } = collected
  const noun = job.command === 'judge' ? 'judgments' : 'answers'
  const parts = [
    `${grouped(counts.done)} ${noun} recorded`,
    ...(counts.unparsed > 0 ? [`${counts.unparsed} unparsed`] : []),
    ...(counts.truncated > 0 ? [`${counts.truncated} cut by the token limit`] : []),
    ...(counts.filtered > 0 ? [`${counts.filtered} filtered by the provider`] : []),
    ...(counts.failed.length > 0 ? [`${counts.failed.length} failed`] : []),
    ...(kept > 0 ? [`${grouped(kept)} replies wait for the rest of their record`] : []),
  ]
  return [
    `batch ${job.id} (${job.status}): ${parts.join(', ')}`,
    ...failureLines(counts.failed),
    ...(changed > 0
      ? [
          `batch ${job.id}: ${changed} replies are not recorded: what they are about has changed since (kept, should it change back)`,
        ]
      : []),
    ...(notWanted > 0
      ? [
          `batch ${job.id}: ${notWanted} replies are not recorded: their records stand already, or are not asked for any more (kept)`,
        ]
      : []),
    ...notices.map((notice) => `${job.endpoint.id}: ${notice}`),
  ]
}
