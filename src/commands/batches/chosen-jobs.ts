import { type BatchJob, isOpenJob } from '../../domain/batches/batch-job.ts'
import { UserError } from '../../errors.ts'
import { listJobs } from '../../io/batches/batch-store.ts'
import { shortList } from '../short-list.ts'
import type { Ui } from '../ui.ts'
import type { BatchContext } from './job-tools.ts'

/** Flags of every command of `batch`. */
export type BatchCommandFlags = { dir: string; apiKeyEnv?: string; maxTries: number }

export function batchContext(flags: BatchCommandFlags, ui: Ui): BatchContext {
  return { dir: flags.dir, ui, apiKeyEnv: flags.apiKeyEnv, maxTries: flags.maxTries }
}

/**
 * The jobs that are named, or all that are open.
 * @throws UserError for an id that no job has, naming those there are
 */
export async function chosenJobs(
  ids: readonly string[],
  { dir, isAll = false }: { dir: string; isAll?: boolean },
): Promise<BatchJob[]> {
  const jobs = await listJobs(dir)
  const unknown = ids.find((id) => !jobs.some((job) => job.id === id))
  if (unknown !== undefined) {
    const have =
      jobs.length === 0 ? 'there is none' : `there are: ${shortList(jobs.map((j) => j.id))}`
    throw new UserError(`no batch ${JSON.stringify(unknown)} in ${dir}; ${have}`)
  }
  if (ids.length > 0) return jobs.filter((job) => ids.includes(job.id))
  return isAll ? jobs : jobs.filter(isOpenJob)
}
