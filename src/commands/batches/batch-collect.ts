import { type BatchJob, isOpenJob } from '../../domain/batches/batch-job.ts'
import { ChatError } from '../../domain/calls/chat.ts'
import { messageOf } from '../../errors.ts'
import { batchFolder, listJobs, lockJobs } from '../../io/batches/batch-store.ts'
import { addCounts, endingOf } from '../calls/run-ending.ts'
import { spendingLines } from '../calls/spending.ts'
import type { Ending, Ui } from '../ui.ts'
import { bringIn } from './advance.ts'
import { collectedLines } from './batch-lines.ts'
import { type BatchCommandFlags, batchContext, chosenJobs } from './chosen-jobs.ts'
import type { Collected } from './collect-job.ts'
import type { BatchContext } from './job-tools.ts'

/** Records what batches that have ended brought; those under way are left to go on. */
export async function batchCollect(
  ids: readonly string[],
  flags: BatchCommandFlags,
  ui: Ui,
): Promise<Ending> {
  const context = batchContext(flags, ui)
  const jobs = (await chosenJobs(ids, { dir: flags.dir })).filter(isOpenJob)
  if (jobs.length === 0) {
    ui.stderr.write(`${batchFolder(flags.dir)} holds no open batches\n`)
    return 'done'
  }
  const { collected, problems } = await bringInAll(jobs, context)
  for (const line of problems) ui.stderr.write(`${line}\n`)
  const uses = collected.map((one) => one.use)
  for (const line of spendingLines({ uses: () => uses, limitReached: () => undefined })) {
    ui.stderr.write(`${line}\n`)
  }
  for (const line of await restLines(flags.dir, collected)) ui.stderr.write(`${line}\n`)
  if (problems.length > 0) return 'partial'
  return endingOf(addCounts(collected.map((one) => one.counts)))
}

async function bringInAll(
  jobs: readonly BatchJob[],
  context: BatchContext,
): Promise<{ collected: Collected[]; problems: string[] }> {
  const { dir, ui } = context
  const lock = await lockJobs(dir)
  const collected: Collected[] = []
  const problems: string[] = []
  try {
    for (const job of jobs) {
      if (ui.signal.aborted) break
      const one = await bringIn(job, context).catch(noteIn(problems, job))
      if (one === undefined) continue
      collected.push(one)
      for (const line of collectedLines(one)) ui.stderr.write(`${line}\n`)
    }
  } finally {
    await lock.release()
  }
  return { collected, problems }
}

/** Notes what a provider did not answer; anything else goes on. */
function noteIn(problems: string[], job: BatchJob): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof ChatError)) throw error
    problems.push(`batch ${job.id}: ${messageOf(error)}`)
    return undefined
  }
}

/** What is under way still, and what is to be asked next. */
async function restLines(dir: string, collected: readonly Collected[]): Promise<string[]> {
  const open = (await listJobs(dir)).filter(isOpenJob)
  const next = collected.filter((one) => one.kept > 0 || one.failures.size > 0 || one.changed > 0)
  const commands = [...new Set(next.map(({ job }) => job.command))]
  return [
    ...(open.length > 0 ? [`${open.length} batches are under way: mtbench batch status`] : []),
    ...commands.map((command) => `mtbench ${command} --batch asks what is still to be asked`),
  ]
}
