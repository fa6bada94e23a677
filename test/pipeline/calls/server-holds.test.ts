import { describe, expect, it } from 'vitest'
import { createServerHolds } from '../../../src/pipeline/calls/server-holds.ts'

const nothing = { rateLimit: undefined, retryAfterMs: undefined }
const call = { order: 0, startedMs: 0, nowMs: 100 }

describe('createServerHolds', () => {
  it('holds back nothing while the server says nothing', () => {
    const holds = createServerHolds()
    holds.answered({ ...call, rateLimit: undefined })
    expect(holds.refused({ ...call, ...nothing })).toBe(false)
    expect(holds.until(60, 200)).toBe(0)
  })

  it('lets no more be under way than the server says are left', () => {
    const holds = createServerHolds()
    holds.answered({ ...call, rateLimit: { remainingRequests: 3, resetMs: 5000 } })
    expect(holds.until(2, 200)).toBe(0)
    expect(holds.until(3, 200)).toBe(Number.POSITIVE_INFINITY)
    expect(holds.until(3, 5100)).toBe(0)
  })

  it('waits where nothing is left until there is, a minute at most', () => {
    const holds = createServerHolds()
    holds.answered({ ...call, rateLimit: { remainingRequests: 0, resetMs: 5000 } })
    expect(holds.until(0, 200)).toBe(5100)
    const day = createServerHolds()
    day.answered({ ...call, rateLimit: { remainingRequests: 0, resetMs: 86_400_000 } })
    expect(day.until(0, 200)).toBe(60_100)
  })

  it('heeds what was said to the call that started last', () => {
    const holds = createServerHolds()
    holds.answered({ ...call, order: 2, rateLimit: { remainingRequests: 0, resetMs: 5000 } })
    holds.answered({ ...call, order: 1, rateLimit: { remainingRequests: 9, resetMs: 5000 } })
    expect(holds.until(0, 200)).toBe(5100)
  })

  it('holds back all calls after a refusal that names a long time, or says that none is left', () => {
    const long = createServerHolds()
    expect(long.refused({ ...call, ...nothing, retryAfterMs: 3000 })).toBe(true)
    expect(long.until(0, 200)).toBe(3100)
    const none = createServerHolds()
    const rateLimit = { remainingRequests: 0, resetMs: 700 }
    expect(none.refused({ ...call, rateLimit, retryAfterMs: undefined })).toBe(true)
    expect(none.until(0, 200)).toBe(800)
  })

  it('leaves a short wait to the call that was refused', () => {
    const holds = createServerHolds()
    expect(holds.refused({ ...call, ...nothing, retryAfterMs: 50 })).toBe(false)
    expect(holds.until(0, 101)).toBe(0)
  })

  it('does not believe a server that answers later calls meanwhile, until it refuses in a row', () => {
    const holds = createServerHolds()
    holds.refused({ ...call, order: 1, ...nothing, retryAfterMs: 3000 })
    holds.answered({ ...call, order: 2, rateLimit: undefined })
    expect(holds.until(0, 200)).toBe(0)
    for (const order of [3, 4, 5]) {
      expect(holds.refused({ ...call, order, ...nothing, retryAfterMs: 3000 })).toBe(false)
    }
    expect(holds.refused({ ...call, order: 6, ...nothing, retryAfterMs: 3000 })).toBe(true)
    expect(holds.until(0, 200)).toBe(3100)
  })
})
