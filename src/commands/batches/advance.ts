import { type BatchJob, isOpenJob } from '../../domain/batches/batch-job.ts'
import { ChatError } from '../../domain/calls/chat.ts'
import { tokensOf } from '../../domain/calls/price.ts'
import { listJobs, lockJobs } from '../../io/batches/batch-store.ts'
import { defaultBatchLimits } from '../../pipeline/batches/batch-limits.ts'
import { followJob } from '../../pipeline/batches/follow-job.ts'
import { settleJob } from '../../pipeline/batches/submit-job.ts'
import type { Spending } from '../../pipeline/calls/budget.ts'
import { spendingOf } from '../../pipeline/calls/with-budget.ts'
import type { EndpointUse } from '../calls/endpoint-use.ts'
import { limitsOf } from '../calls/spending.ts'
import type { EndpointFlags } from '../flags.ts'
import type { BatchFlags } from './batch-flags.ts'
import { collectedLines, progressLine, submittedLines } from './batch-lines.ts'
import { type BatchWork, isJobOf } from './batch-work.ts'
import { type Collected, collectJob, forgetUsed } from './collect-job.ts'
import { type BatchContext, toolsFor } from './job-tools.ts'
import { keptRepliesOf, pendingIdsOf, runWork, type WorkRun } from './run-work.ts'
import { fitRequests, submitRequests } from './submit-requests.ts'
import { workOf } from './work-of-job.ts'

export type AdvanceFlags = BatchFlags & EndpointFlags & { dir: string; quiet: boolean }

/** What a run has come to so far. */
export type Advance = {
  collected: Collected[]
  /** Records that were made from cache/ or from replies that had waited for others. */
  recorded: number
  submitted: BatchJob[]
  /** Requests that a provider still works on. */
  waiting: number
  /** Requests that were not submitted because of a limit. */
  leftOut: number
  reached: keyof Spending | undefined
  /** What each batch of this run is held at, or took in the end, by job. */
  taken: Map<string, Spending>
  /** Not submitted yet and known to have come to nothing in this run. */
  failures: Map<string, ChatError>
}

/**
 * Goes on as far as it goes now: settles what an earlier command left half-way, looks at the
 * batches under way, collects those that have ended, and submits what is still to be asked. With
 * `--wait` this is done again until nothing is under way.
 * @throws UserError or ChatError; what was done before is on the disk
 */
export async function advance(
  works: readonly BatchWork[],
  { flags, context }: { flags: AdvanceFlags; context: BatchContext },
): Promise<Advance> {
  const { ui } = context
  const total: Advance = {
    collected: [],
    recorded: 0,
    submitted: [],
    waiting: 0,
    leftOut: 0,
    reached: undefined,
    taken: new Map(),
    failures: new Map(),
  }
  let said = ''
  for (;;) {
    await allRounds(works, { flags, context, total })
    const state = await stateOfAll(works, context)
    if (flags.wait && !flags.quiet && state !== said) ui.stderr.write(state)
    said = state
    if (!flags.wait || total.waiting === 0 || ui.signal.aborted) return total
    await ui.clock.sleep(flags.poll * 1000, ui.signal)
    if (ui.signal.aborted) return total
  }
}

/** How far the batches under way are, a line each. */
async function stateOfAll(works: readonly BatchWork[], context: BatchContext): Promise<string> {
  const jobs = (await listJobs(context.dir)).filter((job) => works.some((w) => isJobOf(w, job)))
  return jobs
    .filter(isOpenJob)
    .map((job) => `${progressLine(job)}\n`)
    .join('')
}

type Round = { flags: AdvanceFlags; context: BatchContext; total: Advance }

async function allRounds(works: readonly BatchWork[], at: Round): Promise<void> {
  const { context, total } = at
  total.waiting = 0
  total.leftOut = 0
  const lock = await lockJobs(context.dir)
  try {
    for (const work of works) await round(work, at)
  } catch (error) {
    if (!context.ui.signal.aborted || !(error instanceof ChatError)) throw error
  } finally {
    await lock.release()
  }
}

async function round(work: BatchWork, at: Round): Promise<void> {
  const { context, total } = at
  for (const job of await jobsOf(work, context)) {
    if (context.ui.signal.aborted) return
    const collected = await bringIn(job, context)
    if (collected === undefined) continue
    total.collected.push(collected)
    if (total.taken.has(job.id)) total.taken.set(job.id, spendingOfUse(collected.use))
    for (const [id, error] of collected.failures) total.failures.set(id, error)
    for (const line of collectedLines(collected)) context.ui.stderr.write(`${line}\n`)
  }
  if (!context.ui.signal.aborted) await askRest(work, at)
}

/** The workspace's jobs for the same model and command. */
export async function jobsOf(
  work: BatchWork,
  { dir }: Pick<BatchContext, 'dir'>,
): Promise<BatchJob[]> {
  return (await listJobs(dir)).filter((job) => isJobOf(work, job))
}

/** Takes a job as far as it goes without a new request; its records where it has ended. */
export async function bringIn(
  job: BatchJob,
  context: BatchContext,
): Promise<Collected | undefined> {
  if (!isOpenJob(job)) return undefined
  const tools = toolsFor(job.endpoint, context)
  const now = await followJob(await settleJob(job, tools), tools)
  if (now.stage !== 'downloaded') return undefined
  const work = await workOf(now, context)
  return collectJob(now, { work, jobs: await jobsOf(work, context), context })
}

/** Plans what is left, saves what needs no batch, and submits the rest. */
async function askRest(work: BatchWork, { flags, context, total }: Round): Promise<void> {
  const { ui } = context
  const jobs = await jobsOf(work, context)
  const run = await planRest(work, { jobs, context, failures: total.failures, isDry: false })
  await forgetUsed(jobs, { run, context })
  total.recorded += run.counts.done
  total.waiting += run.waiting
  if (run.missing.length === 0 || ui.signal.aborted) return
  const limits = limitsOf(flags)
  const spent = sumOf(total.taken.values())
  const fitting = await fitRequests(work, run.missing, { limits, spent })
  total.reached ??= fitting.reached
  total.leftOut += run.missing.length - fitting.requests.length
  if (fitting.requests.length === 0) return
  const sizes = { ...defaultBatchLimits, requests: flags.batchSize }
  const submission = { apiKeyEnv: flags.apiKeyEnv, sizes }
  const submitted = await submitRequests(work, fitting.requests, { jobs, submission, context })
  let at = 0
  for (const job of submitted) {
    const own = fitting.requests.slice(at, at + job.requests)
    total.taken.set(job.id, sumOf(own.map(fitting.worstOf)))
    at += job.requests
  }
  total.submitted.push(...submitted)
  total.waiting += fitting.requests.length
  for (const line of submittedLines(work, { jobs: submitted, held: fitting.held })) {
    ui.stderr.write(`${line}\n`)
  }
}

/** Runs a piece of work with the replies that wait, and says what is left to be asked. */
export async function planRest(
  work: BatchWork,
  options: {
    jobs: readonly BatchJob[]
    context: BatchContext
    failures: ReadonlyMap<string, ChatError>
    isDry: boolean
  },
): Promise<WorkRun> {
  const { jobs, context, failures, isDry } = options
  const replies = await keptRepliesOf(context.dir, jobs)
  const pending = await pendingIdsOf(context.dir, jobs)
  return runWork(work, { replies, failures, pending, ui: context.ui, isDry })
}

function sumOf(parts: Iterable<Spending>): Spending {
  const sum = { calls: 0, tokens: 0, cost: 0 }
  for (const part of parts) {
    sum.calls += part.calls
    sum.tokens += part.tokens
    sum.cost += part.cost
  }
  return sum
}

function spendingOfUse(use: EndpointUse): Spending {
  const tokens = tokensOf(use.usage) ?? { input: 0, output: 0 }
  return { ...spendingOf(tokens, use.price), calls: use.calls }
}
