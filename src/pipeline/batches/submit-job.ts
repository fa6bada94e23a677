import type { BatchJob, BatchState } from '../../domain/batches/batch-job.ts'
import { ChatError } from '../../domain/calls/chat.ts'
import { messageOf, UserError } from '../../errors.ts'
import { type RetryOptions, retrying } from '../calls/with-retries.ts'
import type { BatchService, BatchStore } from './batch-service.ts'

export type JobTools = {
  service: BatchService
  store: BatchStore
  retries: RetryOptions
  signal: AbortSignal
}

/**
 * Uploads a job's file and has a batch made of it, each step on the disk before the next. Where it
 * is not known whether a batch was made, the provider's list is looked through before it is tried
 * again, now or by `settleJob` another day.
 * @throws ChatError, or what the store throws
 */
export async function submitJob(written: BatchJob, tools: JobTools): Promise<BatchJob> {
  const { service, store } = tools
  const text = await store.readInput(written.id)
  const file = { name: `mtbench-${written.id}.jsonl`, text }
  const fileId = await again(() => service.upload(file), tools).catch(async (error: unknown) => {
    await dropped(written, { tools, error })
    throw error
  })
  const creating: BatchJob = { ...written, stage: 'creating', file_id: fileId }
  await store.write(creating)
  const state = await created(creating, tools)
  const submitted = withState({ ...creating, stage: 'submitted' }, state)
  await store.write(submitted)
  return submitted
}

/**
 * What has become of a job whose submission was broken off: with its batch where there is one,
 * else dropped, so that its requests are planned anew.
 */
export async function settleJob(job: BatchJob, tools: JobTools): Promise<BatchJob> {
  if (job.stage === 'written') return dropped(job, { tools })
  if (job.stage !== 'creating') return job
  const state = await again(() => found(job, tools), tools)
  if (state === undefined) return dropped(job, { tools })
  const submitted = withState({ ...job, stage: 'submitted' }, state)
  await tools.store.write(submitted)
  return submitted
}

/** A job with what the provider says of its batch. */
export function withState(job: BatchJob, state: BatchState): BatchJob {
  const { batchId, status, counts, problems } = state
  return { ...job, batch_id: batchId, status, counts, problems }
}

async function created(job: BatchJob, tools: JobTools): Promise<BatchState> {
  const { service } = tools
  let isInDoubt = false
  const make = async (): Promise<BatchState> => {
    const before = isInDoubt ? await found(job, tools) : undefined
    if (before !== undefined) return before
    isInDoubt = true
    return service.create({ fileId: job.file_id ?? '', jobId: job.id })
  }
  try {
    return await again(make, tools)
  } catch (error) {
    // An answer with a status that is final says that no batch was made.
    if (error instanceof ChatError && error.status !== undefined && error.kind !== 'aborted') {
      if (isFinalStatus(error.status)) await dropped(job, { tools, error })
    }
    throw error
  }
}

function isFinalStatus(status: number): boolean {
  return status >= 400 && status < 500 && ![408, 409, 425, 429].includes(status)
}

function found(job: BatchJob, { service }: JobTools): Promise<BatchState | undefined> {
  return service.find({ fileId: job.file_id ?? '', jobId: job.id }).catch((error) => {
    if (!(error instanceof ChatError) || ![404, 405, 501].includes(error.status ?? 0)) throw error
    throw new UserError(
      `batch ${job.id}: whether it was created is not known, and ${job.endpoint.base_url} lists no batches (${messageOf(error)}): look at the provider, then give it up with mtbench batch cancel ${job.id} --forget`,
      { cause: error },
    )
  })
}

async function dropped(
  job: BatchJob,
  { tools, error }: { tools: JobTools; error?: unknown },
): Promise<BatchJob> {
  const problems = error === undefined ? job.problems : [messageOf(error)]
  const next: BatchJob = { ...job, stage: 'dropped', problems }
  await tools.store.write(next)
  // A file that is left over costs nothing: that it cannot be removed is no failure.
  if (job.file_id !== null) await tools.service.remove(job.file_id).catch(() => undefined)
  return next
}

function again<T>(attempt: () => Promise<T>, { retries, signal }: JobTools): Promise<T> {
  return retrying(attempt, { ...retries, signal })
}
