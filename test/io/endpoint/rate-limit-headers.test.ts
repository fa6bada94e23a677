import { describe, expect, it } from 'vitest'
import { rateLimitOf } from '../../../src/io/endpoint/rate-limit-headers.ts'

const headers = (remaining: string, reset: string) =>
  new Headers({
    'x-ratelimit-remaining-requests': remaining,
    'x-ratelimit-reset-requests': reset,
  })

describe('rateLimitOf', () => {
  it.each([
    ['0', '20ms', 20],
    ['5', '1s', 1000],
    ['5', '6m0s', 360_000],
    ['0', '1h2m3.5s', 3_723_500],
    ['0', '2.5', 2500],
  ])('reads %s left, reset %s as %d ms', (remaining, reset, resetMs) => {
    expect(rateLimitOf(headers(remaining, reset))).toEqual({
      remainingRequests: Number(remaining),
      resetMs,
    })
  })

  it.each([
    ['-1', '1s'],
    ['many', '1s'],
    ['0', 'soon'],
    ['0', '1s later'],
  ])('does not guess at %s left, reset %s', (remaining, reset) => {
    expect(rateLimitOf(headers(remaining, reset))).toBeUndefined()
  })

  it('is undefined without such headers', () => {
    expect(rateLimitOf(new Headers())).toBeUndefined()
    expect(rateLimitOf(undefined)).toBeUndefined()
  })
})
