import type { BatchJob } from '../../domain/batches/batch-job.ts'
import { fileNameOf } from '../../domain/model-id.ts'
import { UserError } from '../../errors.ts'
import { answerFiles, openWorkspace } from '../../io/workspace/workspace.ts'
import { answerWorks } from './answer-work.ts'
import { type BatchWork, isJobOf } from './batch-work.ts'
import type { BatchContext } from './job-tools.ts'
import { judgeWork } from './judge-work.ts'
import { answerFlagsOf, type BatchJudgeFlags, judgeFlagsOf } from './stored-flags.ts'

/**
 * The work that a job was made for, by the flags that it keeps and the workspace as it is now.
 * @throws UserError where the model is at another address now, and for bad input
 */
export async function workOf(job: BatchJob, context: BatchContext): Promise<BatchWork> {
  const { dir, ui } = context
  const here = { dir, quiet: true }
  const [work] =
    job.command === 'judge'
      ? [await judgeWork(withModelsThatStand(judgeFlagsOf(job, here)), ui)]
      : await answerWorks(answerFlagsOf(job, here), ui)
  if (work === undefined) throw new Error(`batch ${job.id} is for no model`)
  if (isJobOf(work, job)) return work
  const { model, base_url } = job.endpoint
  throw new UserError(
    `batch ${job.id} was made for ${model} at ${base_url}, but ${work.endpoint.id} is ${work.endpoint.model} at ${work.baseUrl} now: set it as it was (mtbench.config.json, OPENAI_BASE_URL), or give the batch up with mtbench batch cancel ${job.id} --forget`,
  )
}

/** Without the models whose answers are gone: the others' replies are recorded. */
function withModelsThatStand(flags: BatchJudgeFlags): BatchJudgeFlags {
  const files = answerFiles(openWorkspace(flags.dir, flags.bench))
  const models = flags.models?.filter((id) => files.has(fileNameOf(id))) ?? []
  return models.length === 0 ? flags : { ...flags, models }
}
