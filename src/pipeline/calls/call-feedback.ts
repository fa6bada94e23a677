import { ChatError, type ChatReply } from '../../domain/calls/chat.ts'
import { createAdaptiveConcurrency } from './adaptive-concurrency.ts'
import { createServerHolds, type StartedCall } from './server-holds.ts'

/** How a call ended. */
export type CallEnd = { reply: ChatReply } | { error: unknown }

/** What an endpoint's answers and refusals say of when calls may start. Times in milliseconds. */
export type CallFeedback = {
  /** Calls that may be under way at once. */
  limit: () => number
  /** Until when no call may start beside so many that are under way. */
  heldUntil: (underWay: number, nowMs: number) => number
  /**
   * A call has ended; `beside`: how many others are under way. Returns for how long its place is to
   * stay empty.
   */
  ended: (end: CallEnd, call: StartedCall & { beside: number }) => number
}

/**
 * Bounds of the time for which the place of a refused call stays empty, in milliseconds: as long as
 * an answer takes, since a place that is filled at once would be refused at once, again and again.
 */
const leastPauseMs = 20
const longestPauseMs = 1000

/** The same before any answer has come. */
const firstPauseMs = 250

/** Weight of the newest call in what an answer takes of late. */
const newest = 0.2

/** @param given calls at once from the first call on; undefined: found out */
export function createCallFeedback(given: number | undefined): CallFeedback {
  const concurrency = createAdaptiveConcurrency(given)
  const holds = createServerHolds()
  let answerMs: number | undefined

  function pauseAfter(error: ChatError, call: StartedCall & { beside: number }): number {
    const { retryAfterMs, rateLimit } = error
    if (holds.refused({ ...call, retryAfterMs, rateLimit })) return 0
    const tookMs = call.nowMs - call.startedMs
    const isQuick = answerMs === undefined || tookMs < answerMs / 2
    concurrency.refused({ ...call, beside: isQuick ? call.beside : undefined })
    if (answerMs === undefined) return firstPauseMs
    return Math.min(longestPauseMs, Math.max(leastPauseMs, answerMs - tookMs))
  }

  return {
    limit: concurrency.limit,
    heldUntil: holds.until,
    ended: (end, call) => {
      if ('error' in end) {
        const { error } = end
        return error instanceof ChatError && error.status === 429 ? pauseAfter(error, call) : 0
      }
      const tookMs = call.nowMs - call.startedMs
      answerMs = answerMs === undefined ? tookMs : (1 - newest) * answerMs + newest * tookMs
      holds.answered({ ...call, rateLimit: end.reply.rateLimit })
      concurrency.answered(call)
      return 0
    },
  }
}
