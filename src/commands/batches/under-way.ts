import type { BatchJob } from '../../domain/batches/batch-job.ts'
import { listJobs } from '../../io/batches/batch-store.ts'
import { sha256 } from '../../io/hash.ts'
import { purposeId, purposePartOf } from '../../pipeline/batches/batch-requests.ts'
import { pendingIdsOf } from './run-work.ts'

/** Is a batch under way for the call of this purpose? */
export type UnderWay = (purpose: string) => boolean

export const nothingUnderWay: UnderWay = () => false

/** What the batches under way for one model are for, whatever they were asked. */
export async function callsUnderWay(
  dir: string,
  of: { command: BatchJob['command']; suite: string; model: string },
): Promise<UnderWay> {
  const jobs = (await listJobs(dir)).filter(
    ({ command, suite, endpoint }) =>
      command === of.command && suite === of.suite && endpoint.id === of.model,
  )
  const ids = await pendingIdsOf(dir, jobs)
  if (ids.size === 0) return nothingUnderWay
  const parts = new Set([...ids].map(purposePartOf))
  return (purpose) => parts.has(purposeId(purpose, sha256))
}
