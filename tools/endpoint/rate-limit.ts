import type { RateLimit, RetryAfterForm } from './options.ts'

export type Headers = Readonly<Record<string, string>>

export type RateLimiter = {
  /** Lets one request through, or says how long to wait (null: until another one ends). */
  admit(limit: RateLimit | null, nowMs: number): Admission
  /** One request that was let through has ended. */
  release(): void
}

type Admission = {
  readonly isAdmitted: boolean
  /** Milliseconds until a place in the window is free; null when waiting for another request. */
  readonly retryAfterMs: number | null
  /** x-ratelimit-* headers; none without a limit per minute. */
  readonly headers: Headers
}

const MINUTE_MS = 60_000
const NO_HEADERS: Headers = {}
const UNLIMITED: Admission = { isAdmitted: true, retryAfterMs: null, headers: NO_HEADERS }
const FULL: Admission = { isAdmitted: false, retryAfterMs: null, headers: NO_HEADERS }

/**
 * A sliding window over the requests let through (refused ones take no place) and a bound on
 * those not yet answered. The clock and the limits are parameters of each call.
 */
export function createRateLimiter(): RateLimiter {
  let running = 0
  let admittedMs: number[] = []
  let head = 0

  /** Forgets what has left the window; returns how many are still in it. */
  function slide(sinceMs: number): number {
    while (head < admittedMs.length && (admittedMs[head] ?? 0) <= sinceMs) head += 1
    if (head > 1024 && head * 2 > admittedMs.length) {
      admittedMs = admittedMs.slice(head)
      head = 0
    }
    return admittedMs.length - head
  }

  function admit(limit: RateLimit | null, nowMs: number): Admission {
    const { requestsPerMinute, concurrent, windowMs = MINUTE_MS } = limit ?? {}
    if (concurrent !== undefined && running >= concurrent) return FULL
    if (requestsPerMinute !== undefined) return takePlace(requestsPerMinute, { windowMs, nowMs })
    running += 1
    return UNLIMITED
  }

  function takePlace(
    places: number,
    { windowMs, nowMs }: { windowMs: number; nowMs: number },
  ): Admission {
    const taken = slide(nowMs - windowMs)
    const isAdmitted = taken < places
    if (isAdmitted) {
      running += 1
      admittedMs.push(nowMs)
    }
    const freeMs = (admittedMs[head] ?? nowMs) + windowMs - nowMs
    const resetMs = (admittedMs.at(-1) ?? nowMs) + windowMs - nowMs
    return {
      isAdmitted,
      retryAfterMs: isAdmitted ? null : freeMs,
      headers: {
        'x-ratelimit-limit-requests': String(places),
        'x-ratelimit-remaining-requests': String(Math.max(0, places - taken - Number(isAdmitted))),
        'x-ratelimit-reset-requests': formatDuration(resetMs),
      },
    }
  }

  return {
    admit,
    release() {
      running -= 1
    },
  }
}

/**
 * The headers that ask a client to wait.
 * 'seconds': `Retry-After` in whole seconds, rounded up, or `retry-after-ms` below one second;
 * 'date': `Retry-After` as an HTTP date, the first whole second not before the wait's end;
 * 'ms': `retry-after-ms`, rounded up.
 */
export function retryAfterHeaders(
  waitMs: number,
  { form, epochMs }: { form: RetryAfterForm; epochMs: number },
): Headers {
  if (form === 'date') {
    const endMs = Math.ceil((epochMs + waitMs) / 1000) * 1000
    return { 'retry-after': new Date(endMs).toUTCString() }
  }
  if (form === 'seconds' && waitMs >= 1000) {
    return { 'retry-after': String(Math.ceil(waitMs / 1000)) }
  }
  return { 'retry-after-ms': String(Math.ceil(waitMs)) }
}

/** A duration as OpenAI's headers write it: 45ms, 1.5s, 1m0s. Milliseconds are rounded up. */
export function formatDuration(durationMs: number): string {
  const ms = Math.ceil(durationMs)
  if (ms < 1000) return `${ms}ms`
  if (ms < MINUTE_MS) return `${ms / 1000}s`
  return `${Math.floor(ms / MINUTE_MS)}m${(ms % MINUTE_MS) / 1000}s`
}
