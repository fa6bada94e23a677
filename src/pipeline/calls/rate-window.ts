const windowMs = 60_000

/** Added to waits, since a server counts when a call arrives, not when it is sent. */
const slackMs = 50

/** Amounts (requests, tokens) of the last minute against a limit; times in milliseconds. */
export type RateWindow = {
  /** From when on this amount fits; an amount above the whole limit fits an empty window. */
  opensAt: (amount: number) => number
  add: (amount: number, now: number) => void
}

/** A sliding window of 60 seconds. @param limit most in any window; undefined: never reached */
export function createRateWindow(limit: number | undefined): RateWindow {
  if (limit === undefined) return { opensAt: () => 0, add: () => undefined }
  const events: { at: number; amount: number }[] = []
  let total = 0
  return {
    opensAt: (amount) => {
      let excess = total + Math.min(amount, limit) - limit
      for (const event of events) {
        if (excess <= 0) break
        excess -= event.amount
        if (excess <= 0) return event.at + windowMs + slackMs
      }
      return 0
    },
    add: (amount, now) => {
      events.push({ at: now, amount })
      total += amount
      for (let [first] = events; first !== undefined; [first] = events) {
        if (now - first.at < windowMs + slackMs) break
        total -= first.amount
        events.shift()
      }
    },
  }
}
