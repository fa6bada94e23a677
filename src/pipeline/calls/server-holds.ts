import type { RateLimit } from '../../domain/calls/chat.ts'

/** Longest time for which a refusal holds back calls, in milliseconds: a longer wait ends the run. */
const longestHoldMs = 600_000

/** The same where the server says that nothing is left, which may speak of a whole day. */
const longestEmptyMs = 60_000

/** A refusal that asks to wait at least so long speaks of all calls, not of one, in milliseconds. */
const leastHoldMs = 1000

/** When calls may start again, by what the server has said. Times in milliseconds. */
export type ServerHolds = {
  /** Until when no call may start beside so many that are under way; 0: one may. */
  until: (underWay: number, nowMs: number) => number
  answered: (call: StartedCall & { rateLimit: RateLimit | undefined }) => void
  /** Says whether the refusal speaks of all calls, and now holds them back. */
  refused: (
    call: StartedCall & { rateLimit: RateLimit | undefined; retryAfterMs: number | undefined },
  ) => boolean
}

/** A call that has ended now, and the place of its start among all calls. */
export type StartedCall = { order: number; startedMs: number; nowMs: number }

/**
 * Holds back calls that the server would refuse: as many as it says are left may be under way, and
 * after a refusal that speaks of all calls none starts until the time it named. A server that
 * answers a later call although it had named such a time does not mean all calls: it is not
 * believed again until it refuses several in a row.
 */
export function createServerHolds(): ServerHolds {
  let left: { requests: number; untilMs: number; order: number } | undefined
  let named: { order: number; untilMs: number } | undefined
  let isBelieved = true
  let refusedInARow = 0

  return {
    until: (underWay, nowMs) => {
      const named_ = named !== undefined && isBelieved ? named.untilMs : 0
      if (left === undefined || nowMs >= left.untilMs || underWay < left.requests) return named_
      // What is under way will say how many are left; where nothing is, only time helps.
      return underWay > 0 ? Number.POSITIVE_INFINITY : Math.max(named_, left.untilMs)
    },
    answered: ({ order, startedMs, nowMs, rateLimit }) => {
      refusedInARow = 0
      // Answers come in any order: what was said to the call that started last is the newest.
      if (rateLimit !== undefined && order >= (left?.order ?? 0)) {
        const untilMs = nowMs + Math.min(rateLimit.resetMs, longestEmptyMs)
        left = { requests: rateLimit.remainingRequests, untilMs, order }
      }
      if (named !== undefined && order > named.order && startedMs < named.untilMs) {
        isBelieved = false
      }
    },
    refused: ({ order, nowMs, rateLimit, retryAfterMs }) => {
      refusedInARow++
      if (refusedInARow >= 4) isBelieved = true
      const isExhausted = rateLimit?.remainingRequests === 0
      const waitMs = retryAfterMs ?? (isExhausted ? rateLimit.resetMs : 0)
      if (!isExhausted && waitMs < leastHoldMs) return false
      if (isExhausted) left = undefined
      const untilMs = nowMs + Math.min(waitMs, longestHoldMs)
      named = { order, untilMs: Math.max(untilMs, named?.untilMs ?? 0) }
      return isBelieved
    },
  }
}
