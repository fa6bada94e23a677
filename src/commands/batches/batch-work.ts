import type { BatchJob } from '../../domain/batches/batch-job.ts'
import type { Chat, ChatReply } from '../../domain/calls/chat.ts'
import type { Endpoint } from '../../domain/calls/endpoint.ts'
import type { Workspace } from '../../io/workspace/workspace.ts'
import type { RunCounts } from '../../pipeline/run-events.ts'

/**
 * What batches are made for: planned, read and saved just as in a live run, only that its Chat
 * hands on the replies of batches.
 */
export type BatchWork = {
  command: BatchJob['command']
  workspace: Workspace
  endpoint: Endpoint
  baseUrl: string
  /** The flags that its jobs keep, so that their records can be made another day. */
  settings: Record<string, unknown>
  /** Where the judge's replies are kept beside its records; undefined: nowhere. */
  cache: { folder: string; isRefreshing: boolean } | undefined
  /** Why a reply makes no record and has to be asked for again; undefined where it may. */
  problemOf: (reply: ChatReply) => string | undefined
  /** Plans under the lock of the record file, and saves each record that is whole. */
  run: (options: {
    chat: Chat
    /** Only look what would be asked: nothing is written. */
    isDry: boolean
    /** Told which calls made a record that is on the disk. */
    onSaved: (purposes: readonly string[]) => void
  }) => Promise<RunCounts>
  /** For the manifest of what was collected. */
  manifest: { command: string; hashes: Readonly<Record<string, string | null>> }
  /** Where its records stand. */
  file: string
}

/** True for a job that was made for this work's model, whatever its other flags were. */
export function isJobOf(work: BatchWork, job: BatchJob): boolean {
  const { command, workspace, endpoint, baseUrl } = work
  return (
    job.command === command &&
    job.suite === workspace.bench &&
    job.endpoint.id === endpoint.id &&
    job.endpoint.model === endpoint.model &&
    job.endpoint.base_url === baseUrl
  )
}
