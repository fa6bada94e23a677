import { type BatchJob, isOpenJob } from '../../domain/batches/batch-job.ts'
import { ChatError } from '../../domain/calls/chat.ts'
import { messageOf, UserError } from '../../errors.ts'
import { lockJobs, openBatchStore } from '../../io/batches/batch-store.ts'
import { settleJob, withState } from '../../pipeline/batches/submit-job.ts'
import { retrying } from '../../pipeline/calls/with-retries.ts'
import type { Ending, Ui } from '../ui.ts'
import { type BatchCommandFlags, batchContext, chosenJobs } from './chosen-jobs.ts'
import { type BatchContext, toolsFor } from './job-tools.ts'

/** Stops batches at their providers, or gives them up without a call. */
export async function batchCancel(
  ids: readonly string[],
  flags: BatchCommandFlags & { forget: boolean },
  ui: Ui,
): Promise<Ending> {
  if (ids.length === 0) throw new UserError('batch cancel: name the batches (mtbench batch status)')
  const context = batchContext(flags, ui)
  const jobs = await chosenJobs(ids, { dir: flags.dir })
  const lock = await lockJobs(flags.dir)
  let ending: Ending = 'done'
  try {
    for (const job of jobs) {
      const line = await (flags.forget ? forgotten(job, context) : cancelled(job, context)).catch(
        (error: unknown) => {
          if (!(error instanceof ChatError)) throw error
          ending = 'partial'
          return messageOf(error)
        },
      )
      ui.stderr.write(`batch ${job.id}: ${line}\n`)
    }
  } finally {
    await lock.release()
  }
  return ending
}

async function forgotten(job: BatchJob, { dir }: BatchContext): Promise<string> {
  if (!isOpenJob(job)) return `is ${job.stage} already`
  await openBatchStore(dir).write({ ...job, stage: 'forgotten' })
  return job.batch_id === null
    ? 'forgotten; its requests are asked again'
    : `forgotten; its requests are asked again, and what ${job.batch_id} costs at the provider is not counted`
}

async function cancelled(job: BatchJob, context: BatchContext): Promise<string> {
  const tools = toolsFor(job.endpoint, context)
  const now = await settleJob(job, tools)
  const { batch_id: batchId } = now
  if (now.stage === 'dropped') return 'was never created; its requests are asked again'
  if (now.stage !== 'submitted' || batchId === null) return `is ${now.stage} already`
  const { service, retries, signal } = tools
  const state = await retrying(() => service.cancel(batchId), { ...retries, signal }).catch(
    async (error: unknown) => {
      // Whoever ended first: a batch that is over cannot be cancelled any more.
      const seen = await service.look(batchId)
      if (['completed', 'expired', 'cancelled', 'cancelling', 'failed'].includes(seen.status))
        return seen
      throw error
    },
  )
  await tools.store.write(withState(now, state))
  return `${state.status}; what it has done so far: mtbench batch collect`
}
