import type { Endpoint } from '../../domain/calls/endpoint.ts'
import type { Tape } from '../../pipeline/tapes/tape.ts'
import { createProgress, type Progress } from '../../report/progress/progress.ts'
import type { CommonFlags, EndpointFlags } from '../flags.ts'
import type { Ui } from '../ui.ts'
import { openSession, type Session } from './session.ts'
import { spendingLines, spentSoFar } from './spending.ts'

/** What everything that calls in one run shares. */
export type Stage = { session: Session; progress: Progress; tape: Tape | undefined }

/**
 * Opens the Chats of a run together with its progress line; nothing is called yet.
 * @throws UserError as `openSession`
 */
export async function openStage(
  endpoints: readonly Endpoint[],
  options: {
    flags: EndpointFlags & CommonFlags
    ui: Ui
    /** What is counted, in the plural. */
    label: string
    total: number
    cache?: { folder: string; isRefreshing: boolean } | undefined
    tape: Tape | undefined
  },
): Promise<Stage> {
  const { flags, ui, label, total, cache, tape } = options
  let progress: Progress | undefined
  const session = await openSession(endpoints, {
    flags,
    ui,
    say: (line) => progress?.say(line),
    onRetry: () => progress?.retried(),
    cache,
    tape,
  })
  progress = createProgress({
    label,
    total,
    stream: ui.stderr,
    isTerminal: ui.stderr.isTTY === true,
    isQuiet: flags.quiet,
    now: ui.monotonic,
    spent: () => spentSoFar(session.uses()),
  })
  return { session, progress, tape }
}

/**
 * Waits for what is called in a stage, and ends the stage. Where nothing can be saved any more, what
 * was spent is said all the same.
 */
export async function whole<T>(
  calling: Promise<T>,
  { session, progress }: Stage,
  ui: Ui,
): Promise<T> {
  try {
    return await calling.finally(() => progress.stop())
  } catch (error) {
    for (const line of spendingLines(session)) ui.stderr.write(`${line}\n`)
    throw error
  } finally {
    session.close()
  }
}
