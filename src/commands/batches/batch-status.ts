import { type BatchJob, isOpenJob } from '../../domain/batches/batch-job.ts'
import { ChatError } from '../../domain/calls/chat.ts'
import { messageOf } from '../../errors.ts'
import { batchFolder, listJobs, lockJobs, openBatchStore } from '../../io/batches/batch-store.ts'
import { packageVersion } from '../../io/files/package-files.ts'
import { withState } from '../../pipeline/batches/submit-job.ts'
import { retrying } from '../../pipeline/calls/with-retries.ts'
import { jsonText } from '../../report/json-document.ts'
import { grouped } from '../../report/money.ts'
import { type Column, textTable } from '../../report/tables/text-table.ts'
import { type Ending, type Ui, widthOf } from '../ui.ts'
import { type BatchCommandFlags, batchContext, chosenJobs } from './chosen-jobs.ts'
import { type BatchContext, toolsFor } from './job-tools.ts'

/** Asks the providers how far batches are, and prints it. */
export async function batchStatus(
  ids: readonly string[],
  flags: BatchCommandFlags & { all: boolean; json: boolean },
  ui: Ui,
): Promise<Ending> {
  const context = batchContext(flags, ui)
  const chosen = await chosenJobs(ids, { dir: flags.dir, isAll: flags.all })
  const { jobs, problems } = await lookAtAll(chosen, context)
  for (const line of problems) ui.stderr.write(`${line}\n`)
  const all = await listJobs(flags.dir)
  const others = all.length - jobs.length
  const text = flags.json ? jsonOf(jobs, problems) : tableOf(jobs, { others, flags, ui })
  ui.stdout.write(`${text}\n`)
  return problems.length > 0 ? 'partial' : 'done'
}

async function lookAtAll(
  chosen: readonly BatchJob[],
  context: BatchContext,
): Promise<{ jobs: BatchJob[]; problems: string[] }> {
  const jobs: BatchJob[] = []
  const problems: string[] = []
  if (chosen.every((job) => job.stage !== 'submitted')) return { jobs: [...chosen], problems }
  const lock = await lockJobs(context.dir)
  try {
    for (const job of chosen) {
      const seen = await lookAt(job, context).catch((error: unknown) => {
        if (!(error instanceof ChatError)) throw error
        problems.push(`batch ${job.id}: ${messageOf(error)}`)
        return job
      })
      jobs.push(seen)
    }
  } finally {
    await lock.release()
  }
  return { jobs, problems }
}

async function lookAt(job: BatchJob, context: BatchContext): Promise<BatchJob> {
  const { batch_id: batchId } = job
  if (job.stage !== 'submitted' || batchId === null) return job
  const { service, retries, signal } = toolsFor(job.endpoint, context)
  const state = await retrying(() => service.look(batchId), { ...retries, signal })
  const lookedAt = new Date(context.ui.clock.now()).toISOString()
  const seen: BatchJob = { ...withState(job, state), looked_at: lookedAt }
  await openBatchStore(context.dir).write(seen)
  return seen
}

/** A job's state in a few words. */
function stateOf(job: BatchJob): string {
  if (job.stage === 'written') return 'not sent'
  if (job.stage === 'creating') return 'in doubt'
  if (job.stage === 'submitted') return job.status ?? 'submitted'
  if (job.stage === 'downloaded') return `${job.status}, here`
  return job.stage
}

function tableOf(
  jobs: readonly BatchJob[],
  { others, flags, ui }: { others: number; flags: BatchCommandFlags; ui: Ui },
): string {
  const notes = others > 0 ? [`${others} more are done with: --all shows them`] : []
  if (jobs.length === 0)
    return [`${batchFolder(flags.dir)} holds no open batches`, ...notes].join('\n')
  const ended = jobs.filter((job) => isOpenJob(job) && isReady(job))
  const hint = ended.length > 0 ? [`${ended.length} can be collected: mtbench batch collect`] : []
  const problems = jobs.flatMap((job) => job.problems.map((text) => `${job.id}: ${text}`))
  return [
    textTable(columns, jobs, { width: widthOf(ui) }),
    [...problems, ...hint, ...notes].join('\n'),
  ]
    .filter((text) => text !== '')
    .join('\n\n')
}

function isReady({ status }: BatchJob): boolean {
  return ['completed', 'failed', 'expired', 'cancelled'].includes(status ?? '')
}

const columns: Column<BatchJob>[] = [
  { heading: 'batch', align: 'left', cell: (job) => job.id },
  { heading: 'for', align: 'left', cell: (job) => (job.command === 'judge' ? 'judge' : 'answers') },
  { heading: 'model', align: 'left', cell: (job) => job.endpoint.id, shrinks: true },
  { heading: 'suite', align: 'left', cell: (job) => job.suite, shrinks: true },
  { heading: 'created', align: 'left', cell: (job) => job.created.slice(0, 10) },
  { heading: 'state', align: 'left', cell: stateOf },
  { heading: 'requests', align: 'right', cell: (job) => grouped(job.requests) },
  { heading: 'done', align: 'right', cell: (job) => countOf(job.counts?.completed) },
  { heading: 'failed', align: 'right', cell: (job) => countOf(job.counts?.failed) },
]

function countOf(count: number | undefined): string {
  return count === undefined ? '-' : grouped(count)
}

function jsonOf(jobs: readonly BatchJob[], warnings: string[]): string {
  const rows = jobs.map((job) => ({
    batch: job.id,
    command: job.command,
    model: job.endpoint.id,
    base_url: job.endpoint.base_url,
    suite: job.suite,
    created: job.created,
    stage: job.stage,
    status: job.status,
    looked_at: job.looked_at,
    batch_id: job.batch_id,
    requests: job.requests,
    counts: job.counts,
    replies_kept: job.kept.length,
    problems: job.problems,
  }))
  return jsonText({
    schema: 'mtbench.batch-status/1',
    version: packageVersion(),
    inputs: [],
    key: null,
    settings: {},
    rows,
    left_out: {},
    warnings,
  })
}
