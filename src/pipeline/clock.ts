/** Time as a parameter. */
export type Clock = {
  /** Milliseconds since 1970. */
  now: () => number
  /** Waits, or ends at once when the signal is aborted. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>
}

/** Seconds since 1970, the unit of the records' `tstamp`. */
export function timestamp(clock: Clock): number {
  return clock.now() / 1000
}
