/** Calls at once where nothing else is asked for: at first, and at most. */
export const firstConcurrency = 8
export const mostConcurrency = 64

/** Pause after a 429 that does not say how long, in milliseconds. */
const blindPauseMs = 250

/** How many calls may be under way, and from when on new ones may start. Times in milliseconds. */
export type AdaptiveConcurrency = {
  limit: () => number
  heldUntil: () => number
  /** A call succeeded; `hold` where the server says that nothing is left until then. */
  succeeded: (hold?: { untilMs: number }) => void
  /** The server said that it was too much (429). */
  tooMuch: (at: { nowMs: number; retryAfterMs: number | undefined }) => void
}

/**
 * Additive increase, multiplicative decrease.
 *
 * Without a given number calls at once grow by one with each success until the first 429 (they
 * double in a round), then by one a round. A 429 halves them, once for all calls that were under
 * way together, and holds back new calls for as long as the server asks.
 */
export function createAdaptiveConcurrency(given: number | undefined): AdaptiveConcurrency {
  const ceiling = given ?? mostConcurrency
  let limit = given ?? firstConcurrency
  let isGrowingFast = given === undefined
  let successesInRound = 0
  let heldUntil = 0
  let calmUntil = 0
  return {
    limit: () => limit,
    heldUntil: () => heldUntil,
    succeeded: (hold) => {
      if (hold !== undefined) heldUntil = Math.max(heldUntil, hold.untilMs)
      successesInRound++
      if (!isGrowingFast && successesInRound < limit) return
      limit = Math.min(ceiling, limit + 1)
      successesInRound = 0
    },
    tooMuch: ({ nowMs, retryAfterMs }) => {
      heldUntil = Math.max(heldUntil, nowMs + (retryAfterMs ?? blindPauseMs))
      if (nowMs < calmUntil) return
      calmUntil = heldUntil
      isGrowingFast = false
      successesInRound = 0
      limit = Math.max(1, Math.floor(limit / 2))
    },
  }
}
