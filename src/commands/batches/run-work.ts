import type { BatchJob } from '../../domain/batches/batch-job.ts'
import { type Chat, ChatError, type ChatReply, type ChatRequest } from '../../domain/calls/chat.ts'
import { jobFiles } from '../../io/batches/batch-store.ts'
import { type JobResults, readJobResults, readRequestIds } from '../../io/batches/read-results.ts'
import { sha256 } from '../../io/hash.ts'
import { openReplyStore } from '../../io/replies/reply-store.ts'
import { type BatchReplies, createBatchChat } from '../../pipeline/batches/batch-chat.ts'
import { type BatchRequest, batchRequestId } from '../../pipeline/batches/batch-requests.ts'
import { replyKeyText, withStore } from '../../pipeline/calls/with-store.ts'
import type { RunCounts } from '../../pipeline/run-events.ts'
import { turn } from '../calls/tape.ts'
import type { Ui } from '../ui.ts'
import type { BatchWork } from './batch-work.ts'

/** What came of running a piece of work with the replies that are there. */
export type WorkRun = {
  counts: RunCounts
  missing: BatchRequest[]
  /** Requests that a provider still works on. */
  waiting: number
  /** Purposes that were asked for. */
  asked: ReadonlySet<string>
  /** Ids of replies that are in a record now, and of those that wait for others. */
  saved: ReadonlySet<string>
  unsaved: ReadonlySet<string>
  /** Replies that were kept in cache/ and served without a batch. */
  served: number
}

/** Plans a piece of work and saves every record whose replies are all there. */
export async function runWork(
  work: BatchWork,
  options: BatchReplies & { ui: Ui; isDry: boolean },
): Promise<WorkRun> {
  const { ui, isDry } = options
  const { baseUrl } = work
  const idOf = (request: ChatRequest) => batchRequestId(request, { baseUrl, hash: sha256 })
  const batch = createBatchChat({ ...options, idOf })
  const kept = isDry ? undefined : keptReplies(work, ui)
  let served = 0
  const stored =
    kept === undefined
      ? batch.chat
      : withStore(batch.chat, {
          store: kept,
          keyOf: (request) => sha256(replyKeyText(request, baseUrl)),
          isRefreshing: work.cache?.isRefreshing ?? false,
          onServed: async () => void served++,
          turn,
        })
  // What a batch has brought was paid for: it comes before what was kept.
  const chat: Chat = (request) =>
    request.reuse !== undefined && options.replies.has(idOf(request))
      ? stored({ ...request, reuse: { ...request.reuse, isFresh: true } })
      : stored(request)
  const savedPurposes = new Set<string>()
  const counts = await work.run({
    chat,
    isDry,
    onSaved: (purposes) => {
      for (const purpose of purposes) savedPurposes.add(purpose)
    },
  })
  kept?.close()
  const used = [...batch.used]
  const ids = (isSaved: boolean) =>
    new Set(used.flatMap(([purpose, own]) => (savedPurposes.has(purpose) === isSaved ? own : [])))
  return {
    counts,
    missing: batch.missing(),
    waiting: batch.waiting(),
    asked: batch.asked,
    saved: ids(true),
    unsaved: ids(false),
    served,
  }
}

function keptReplies({ cache, endpoint, baseUrl }: BatchWork, ui: Ui) {
  if (cache === undefined) return undefined
  const { model } = endpoint
  const onProblem = (line: string) => void ui.stderr.write(`${line}\n`)
  return openReplyStore(cache.folder, { model, baseUrl, now: ui.clock.now, onProblem })
}

/** The replies of jobs that wait for others to make a record. */
export async function keptRepliesOf(
  dir: string,
  jobs: readonly BatchJob[],
): Promise<Map<string, ChatReply>> {
  const replies = new Map<string, ChatReply>()
  for (const job of jobs.filter((j) => j.stage === 'collected' && j.kept.length > 0)) {
    const results = await readJobResults(dir, job)
    for (const id of job.kept) {
      const reply = results.replies.get(id)
      if (reply !== undefined) replies.set(id, reply)
    }
  }
  return replies
}

/** The requests of jobs that a provider still works on. */
export async function pendingIdsOf(dir: string, jobs: readonly BatchJob[]): Promise<Set<string>> {
  const ids = new Set<string>()
  for (const job of jobs) {
    if (!['creating', 'submitted', 'downloaded'].includes(job.stage)) continue
    for (const id of await readRequestIds(jobFiles(dir, job.id).input)) ids.add(id)
  }
  return ids
}

/** A job's results for a piece of work: replies that make no record are failures. */
export function usableResults(work: BatchWork, results: JobResults): JobResults {
  const replies = new Map(results.replies)
  const failures = new Map(results.failures)
  for (const [id, reply] of results.replies) {
    const problem = work.problemOf(reply)
    if (problem === undefined) continue
    replies.delete(id)
    failures.set(id, new ChatError(problem, { kind: 'call' }))
  }
  return { ...results, replies, failures }
}
