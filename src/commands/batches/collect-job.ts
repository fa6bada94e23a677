import type { BatchJob } from '../../domain/batches/batch-job.ts'
import type { ChatError } from '../../domain/calls/chat.ts'
import { openBatchStore } from '../../io/batches/batch-store.ts'
import { type JobResults, readJobResults } from '../../io/batches/read-results.ts'
import type { KnownPrice } from '../../io/endpoint/prices.ts'
import { sha256 } from '../../io/hash.ts'
import { purposeId, purposePartOf } from '../../pipeline/batches/batch-requests.ts'
import type { RunCounts } from '../../pipeline/run-events.ts'
import { countUsage, type EndpointUse, unusedEndpoint } from '../calls/endpoint-use.ts'
import { writeManifest } from '../calls/run-ending.ts'
import type { BatchWork } from './batch-work.ts'
import type { BatchContext } from './job-tools.ts'
import { keptRepliesOf, pendingIdsOf, runWork, usableResults, type WorkRun } from './run-work.ts'

/** What collecting one job came to. */
export type Collected = {
  job: BatchJob
  counts: RunCounts
  use: EndpointUse
  /** Requests that are to be asked again, by id. */
  failures: ReadonlyMap<string, ChatError>
  /** Replies that wait for others to make a record. */
  kept: number
  /** Replies to what has changed since, and those that nobody asks for any more. */
  changed: number
  notWanted: number
  /** What the replies have taught of the endpoint. */
  notices: readonly string[]
  wasStopped: boolean
}

/**
 * Makes the records of a job whose results are here. Its replies are matched by what would be asked
 * today: a reply to anything else is left out and counted. A job is marked as collected only when
 * all is on the disk; broken off, it is collected again, and what is recorded is not doubled.
 *
 * @param options.work made from the job's own flags
 * @param options.jobs all jobs for the same model
 */
export async function collectJob(
  job: BatchJob,
  options: { work: BatchWork; jobs: readonly BatchJob[]; context: BatchContext },
): Promise<Collected> {
  const { work, jobs, context } = options
  const { dir, ui } = context
  const started = ui.clock.now()
  const results = usableResults(work, await readJobResults(dir, job))
  const others = jobs.filter((other) => other.id !== job.id)
  const replies = new Map([...(await keptRepliesOf(dir, others)), ...results.replies])
  const pending = await pendingIdsOf(dir, others)
  const { failures, notices, capabilities } = results
  const run = await runWork(work, { replies, failures, pending, ui, isDry: false })
  const use = useOf(work, { job, results, served: run.served })
  const unused = [...results.replies.keys()].filter((id) => !isUsed(run, id))
  const asked = new Set([...run.asked].map((purpose) => purposeId(purpose, sha256)))
  const changed = unused.filter((id) => asked.has(purposePartOf(id))).length
  // What was paid for and made no record is kept: it serves when the same is asked again.
  const kept = [...results.replies.keys()].filter((id) => !run.saved.has(id))
  const waiting = kept.filter((id) => run.unsaved.has(id)).length
  const wasStopped = ui.signal.aborted
  const counts = { ...run.counts, notRun: 0 }
  if (!wasStopped) {
    await forgetUsed(others, { run, context })
    const next: BatchJob = { ...job, stage: 'collected', kept, capabilities }
    const command = `${work.manifest.command}-batch-${job.id}`
    const settings = { ...job.settings, batch: job.id, batch_id: job.batch_id }
    const { hashes } = work.manifest
    const manifest = { command, started, hashes, settings, counts, uses: [use] }
    await writeManifest(work.workspace, manifest, ui)
    await openBatchStore(dir).write(next)
  }
  return {
    job,
    counts,
    use,
    failures,
    kept: waiting,
    changed,
    notWanted: unused.length - changed,
    notices,
    wasStopped,
  }
}

function isUsed(run: WorkRun, id: string): boolean {
  return run.saved.has(id) || run.unsaved.has(id)
}

/** Takes the replies that are in a record now off the list of those that jobs keep. */
export async function forgetUsed(
  jobs: readonly BatchJob[],
  { run, context }: { run: WorkRun; context: BatchContext },
): Promise<void> {
  const store = openBatchStore(context.dir)
  for (const job of jobs) {
    const kept = job.kept.filter((id) => !run.saved.has(id))
    if (kept.length < job.kept.length) await store.write({ ...job, kept })
  }
}

function useOf(
  work: BatchWork,
  of: { job: BatchJob; results: JobResults; served: number },
): EndpointUse {
  const { price } = of.job
  const known: KnownPrice | null =
    price === null
      ? null
      : { price: { input: price.input, output: price.output }, source: price.source }
  const use = unusedEndpoint(work.endpoint, { baseUrl: work.baseUrl, known })
  use.calls = of.results.calls
  use.served = of.served
  for (const usage of of.results.billed) countUsage(use, usage)
  return use
}
