import { describe, expect, it } from 'vitest'
import { createAdaptiveConcurrency } from '../../../src/pipeline/calls/adaptive-concurrency.ts'

/** The calls of a moment, each settled in it; every `nth` is refused. */
function atOnce(concurrency: ReturnType<typeof createAdaptiveConcurrency>) {
  let nowMs = 0
  return (calls: number, { nth = 0, beside = 0 }: { nth?: number; beside?: number } = {}) => {
    for (let i = 1; i <= calls; i++) {
      nowMs++
      const call = { startedMs: nowMs, nowMs }
      if (nth > 0 && i % nth === 0) concurrency.refused({ ...call, beside })
      else concurrency.answered(call)
    }
  }
}

describe('createAdaptiveConcurrency', () => {
  it('starts at 8 and grows by one with each answer, up to 64', () => {
    const concurrency = createAdaptiveConcurrency(undefined)
    const settle = atOnce(concurrency)
    expect(concurrency.limit()).toBe(8)
    settle(10)
    expect(concurrency.limit()).toBe(18)
    settle(100)
    expect(concurrency.limit()).toBe(64)
  })

  it('is what was given from the first call on, and never more', () => {
    const concurrency = createAdaptiveConcurrency(3)
    const settle = atOnce(concurrency)
    expect(concurrency.limit()).toBe(3)
    settle(50)
    expect(concurrency.limit()).toBe(3)
  })

  it('falls once for all refusals of a round, to what was under way beside them', () => {
    const concurrency = createAdaptiveConcurrency(32)
    const settle = atOnce(concurrency)
    settle(8, { nth: 2, beside: 20 })
    expect(concurrency.limit()).toBe(20)
  })

  it('falls by the refused share where it is not known who else will be refused', () => {
    const concurrency = createAdaptiveConcurrency(32)
    for (let i = 0; i < 8; i++) {
      if (i % 2 === 0) concurrency.refused({ startedMs: 1, nowMs: 2, beside: undefined })
      else concurrency.answered({ startedMs: 1, nowMs: 2 })
    }
    expect(concurrency.limit()).toBe(16)
  })

  it('does not count calls that were under way before the limit fell', () => {
    const concurrency = createAdaptiveConcurrency(32)
    atOnce(concurrency)(8, { nth: 2, beside: 20 })
    for (let i = 0; i < 100; i++) concurrency.refused({ startedMs: 1, nowMs: 9, beside: 3 })
    expect(concurrency.limit()).toBe(20)
  })

  it('tries a little more where falling has helped, and falls back where that fails', () => {
    const concurrency = createAdaptiveConcurrency(32)
    const settle = atOnce(concurrency)
    settle(8, { nth: 2, beside: 20 })
    settle(200)
    const tried = concurrency.limit()
    expect(tried).toBeGreaterThan(20)
    for (let i = 0; i < 100 && concurrency.limit() >= tried; i++) settle(1, { nth: 1, beside: 20 })
    expect(concurrency.limit()).toBeLessThan(tried)
    expect(concurrency.limit()).toBeGreaterThanOrEqual(20)
  })

  it('goes back to where it was when falling was worth nothing, and takes it for chance', () => {
    const concurrency = createAdaptiveConcurrency(32)
    const settle = atOnce(concurrency)
    settle(8, { nth: 4, beside: 16 })
    expect(concurrency.limit()).toBe(24)
    settle(24, { nth: 4, beside: 16 })
    expect(concurrency.limit()).toBeGreaterThanOrEqual(32)
    settle(400, { nth: 4, beside: 16 })
    expect(concurrency.limit()).toBe(32)
  })

  it('never goes below one', () => {
    const concurrency = createAdaptiveConcurrency(1)
    atOnce(concurrency)(50, { nth: 1 })
    expect(concurrency.limit()).toBe(1)
  })
})
