import { ChatError } from '../../domain/calls/chat.ts'
import { messageOf, UserError } from '../../errors.ts'
import { listJobs } from '../../io/batches/batch-store.ts'
import type { RunCounts } from '../../pipeline/run-events.ts'
import type { EndpointUse } from '../calls/endpoint-use.ts'
import { addCounts, endingOf } from '../calls/run-ending.ts'
import { checkBatchPriced, limitsOf, spendingLines } from '../calls/spending.ts'
import type { Ending, Ui } from '../ui.ts'
import { type Advance, type AdvanceFlags, advance, planRest } from './advance.ts'
import { heldText } from './batch-lines.ts'
import { type BatchWork, isJobOf } from './batch-work.ts'
import type { BatchContext } from './job-tools.ts'
import { fitRequests } from './submit-requests.ts'

/** @throws UserError where flags are given that do not go together */
export function checkBatchFlags(flags: AdvanceFlags): void {
  if (!flags.batch && flags.wait) throw new UserError('--wait goes with --batch')
  if (!flags.batch) return
  if (flags.record !== undefined || flags.replay !== undefined) {
    throw new UserError('--batch cannot be recorded or replayed: leave --record and --replay out')
  }
}

function contextOf(flags: AdvanceFlags, ui: Ui): BatchContext {
  const { dir, maxTries } = flags
  // The flag names the key of what is submitted; a job keeps that name for another day.
  return { dir, ui, apiKeyEnv: flags.apiKeyEnv, maxTries }
}

/** What was done in batches, with everything collected added up. */
export type InBatches = {
  counts: RunCounts
  uses: EndpointUse[]
  ending: Ending
  /** Requests that a provider still works on, and those submitted by this command. */
  waiting: number
  submitted: number
}

/** Has work asked in batches as far as it goes now, and says what was done and what comes next. */
export async function inBatches(
  works: readonly BatchWork[],
  { flags, ui }: { flags: AdvanceFlags; ui: Ui },
): Promise<InBatches> {
  checkBatchPriced(
    works.map((work) => work.endpoint),
    flags,
  )
  const context = contextOf(flags, ui)
  const done = await advance(works, { flags, context }).catch((error: unknown) => {
    throw error instanceof ChatError && error.kind !== 'aborted' ? asUserError(error) : error
  })
  const counts = { ...addCounts(done.collected.map((c) => c.counts)), notRun: done.leftOut }
  const uses = done.collected.map((c) => c.use)
  for (const line of endLines(works, { done, uses })) ui.stderr.write(`${line}\n`)
  return {
    counts: { ...counts, done: counts.done + done.recorded },
    uses,
    ending: endingOf(counts),
    waiting: done.waiting,
    submitted: done.submitted.reduce((sum, job) => sum + job.requests, 0),
  }
}

/** What went wrong with files or batches, in a line: what was done before is kept. */
export function asUserError(error: ChatError): UserError {
  return new UserError(`${messageOf(error)}; the same command again goes on from here`, {
    cause: error,
  })
}

function endLines(
  works: readonly BatchWork[],
  { done, uses }: { done: Advance; uses: EndpointUse[] },
): string[] {
  const { waiting, recorded, reached } = done
  return [
    ...(recorded > 0 ? [`${recorded} recorded without a batch: their replies were here`] : []),
    ...(done.collected.length + recorded > 0
      ? [`written to ${works.map((work) => work.file).join(', ')}`]
      : []),
    ...spendingLines({ uses: () => uses, limitReached: () => reached }),
    ...(waiting > 0
      ? [
          `${waiting} requests are under way in batches: mtbench batch status; the same command again goes on when they are done`,
        ]
      : []),
  ]
}

/** What `--batch --dry-run` adds: requests that would be submitted, and what would be held. */
export async function sayDryBatches(
  works: readonly BatchWork[],
  { flags, ui }: { flags: AdvanceFlags; ui: Ui },
): Promise<void> {
  const context = contextOf(flags, ui)
  const all = await listJobs(flags.dir)
  for (const work of works) {
    const jobs = all.filter((job) => isJobOf(work, job))
    const run = await planRest(work, { jobs, context, failures: new Map(), isDry: true })
    const spent = { calls: 0, tokens: 0, cost: 0 }
    const { held, requests } = await fitRequests(work, run.missing, {
      limits: limitsOf(flags),
      spent,
    })
    const { id } = work.endpoint
    const batches = Math.ceil(requests.length / flags.batchSize)
    const under = run.waiting > 0 ? `, ${run.waiting} are under way` : ''
    ui.stderr.write(
      `${id}: ${requests.length} of ${run.missing.length} requests would be submitted now, in ${batches} ${batches === 1 ? 'batch' : 'batches'}${under}\n`,
    )
    if (requests.length > 0) {
      ui.stderr.write(`${id}: held for them at most: ${heldText(work, held)}\n`)
    }
  }
}
