/**
 * What a server asks us to wait before the next try, in milliseconds: `retry-after-ms`, or
 * `Retry-After` in seconds or as a date; undefined where it does not say, or says at once: then
 * our own waits apply, or all tries would be used up before anything has changed.
 */
export function retryAfterMs(headers: Headers | undefined, nowMs: number): number | undefined {
  const ms = askedMs(headers, nowMs)
  return ms === undefined || ms <= 0 ? undefined : ms
}

function askedMs(headers: Headers | undefined, nowMs: number): number | undefined {
  const inMs = numberIn(headers?.get('retry-after-ms'))
  if (inMs !== undefined) return inMs
  const text = headers?.get('retry-after')
  if (text === null || text === undefined) return undefined
  const seconds = numberIn(text)
  if (seconds !== undefined) return seconds * 1000
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : date - nowMs
}

function numberIn(text: string | null | undefined): number | undefined {
  if (text === null || text === undefined || text.trim() === '') return undefined
  const value = Number(text)
  return Number.isFinite(value) && value >= 0 ? value : undefined
}
