import { type Chat, ChatError } from '../../domain/calls/chat.ts'
import type { Clock } from '../clock.ts'

export type RetryRules = {
  /** Tries of one call, the first included. */
  maxTries: number
  /**
   * Time from a call's first failure in which it may be tried again, in milliseconds. What came
   * before does not count: a call may have waited long for a limiter.
   */
  maxCallMs: number
}

export const defaultRetryRules: RetryRules = { maxTries: 16, maxCallMs: 600_000 }

const firstWaitMs = 500
const longestWaitMs = 30_000

/** A Chat that makes a call again while that may help; see `retrying`. */
export function withRetries(chat: Chat, options: RetryOptions): Chat {
  return (request) => retrying(() => chat(request), { ...options, signal: request.signal })
}

/**
 * Makes a call again while that may help, waiting as long as the server asks, else exponentially
 * longer with random spread (0.5 to 1 of 0.5 s, 1 s, 2 s, … at most 30 s).
 * @throws ChatError the last failure, when tries or time are used up or it is final
 */
export async function retrying<T>(
  call: () => Promise<T>,
  options: RetryOptions & { signal?: AbortSignal | undefined },
): Promise<T> {
  let failedFirst: number | undefined
  for (let attempt = 1; ; attempt++) {
    const tried = await call().then((value) => ({ value }), failed)
    if ('value' in tried) return tried.value
    failedFirst ??= options.clock.now()
    const waitMs = waitOrThrow(tried.failure, { ...options, attempt, failedFirst })
    options.onRetry(tried.failure)
    await options.clock.sleep(waitMs, options.signal)
    if (options.signal?.aborted === true) {
      throw new ChatError('stopped', { kind: 'aborted', cause: tried.failure })
    }
  }
}

export type RetryOptions = RetryRules & {
  clock: Clock
  /** Uniform in [0, 1). */
  random: () => number
  onRetry: (error: ChatError) => void
}

function failed(error: unknown): { failure: ChatError } {
  if (error instanceof ChatError && error.kind === 'retry') return { failure: error }
  throw error
}

/** Milliseconds to wait before the next try; throws where tries or time are used up. */
function waitOrThrow(
  error: ChatError,
  options: RetryOptions & { attempt: number; failedFirst: number },
): number {
  const { attempt, failedFirst, clock } = options
  const waitMs = waitAfter(attempt, error, options.random)
  const endsAt = clock.now() + waitMs - failedFirst
  if (attempt >= options.maxTries || endsAt > options.maxCallMs) throw gaveUp(error, attempt)
  return waitMs
}

function waitAfter(attempt: number, error: ChatError, random: () => number): number {
  const ceiling = Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1))
  const spread = 0.5 + random() / 2
  // Past the server's own word a little is added, so that those who wait do not all come at once.
  if (error.retryAfterMs !== undefined) return error.retryAfterMs + random() * 100
  return ceiling * spread
}

function gaveUp(error: ChatError, attempts: number): ChatError {
  return new ChatError(`${error.message} (after ${attempts} tries)`, {
    kind: 'call',
    cause: error,
    ...(error.status === undefined ? {} : { status: error.status }),
  })
}
