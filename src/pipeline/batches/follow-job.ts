import { type BatchJob, hasEnded } from '../../domain/batches/batch-job.ts'
import { retrying } from '../calls/with-retries.ts'
import { type JobTools, withState } from './submit-job.ts'

/**
 * Looks at a submitted job's batch, and brings what has come of it once it has ended.
 * @throws ChatError, or what the store throws
 */
export async function followJob(job: BatchJob, tools: JobTools): Promise<BatchJob> {
  const { service, store, retries, signal } = tools
  const { batch_id: batchId } = job
  if (job.stage !== 'submitted' || batchId === null) return job
  const again = <T>(attempt: () => Promise<T>) => retrying(attempt, { ...retries, signal })
  const state = await again(() => service.look(batchId))
  const lookedAt = new Date(retries.clock.now()).toISOString()
  const seen: BatchJob = { ...withState(job, state), looked_at: lookedAt }
  await store.write(seen)
  if (!hasEnded(state.status)) return seen
  const text = (id: string | null) => (id === null ? '' : again(() => service.download(id)))
  const output = await text(state.outputFileId)
  const errors = await text(state.errorFileId)
  await store.writeResults(job.id, { output, errors })
  const downloaded: BatchJob = { ...seen, stage: 'downloaded' }
  await store.write(downloaded)
  return downloaded
}
