import type { RateLimit } from '../../domain/calls/chat.ts'

/**
 * What a server says of its limit on requests: how many are left, and in how many milliseconds
 * they are all there again. Undefined where it does not say both.
 */
export function rateLimitOf(headers: Headers | undefined): RateLimit | undefined {
  const remaining = headers?.get('x-ratelimit-remaining-requests')
  const reset = headers?.get('x-ratelimit-reset-requests')
  if (remaining === null || remaining === undefined || !/^\d+$/.test(remaining)) return undefined
  const resetMs = reset === null || reset === undefined ? undefined : durationMs(reset)
  return resetMs === undefined ? undefined : { remainingRequests: Number(remaining), resetMs }
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** A duration as such headers write it (`6m0s`, `1.5s`, `20ms`, bare seconds), in milliseconds. */
function durationMs(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)]
  return parts.reduce((sum, part) => sum + Number(part[1]) * (unitMs[part[2] ?? ''] ?? 0), 0)
}
