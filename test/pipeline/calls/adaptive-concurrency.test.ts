import { describe, expect, it } from 'vitest'
import { createAdaptiveConcurrency } from '../../../src/pipeline/calls/adaptive-concurrency.ts'

describe('createAdaptiveConcurrency', () => {
  it('starts at 8 and grows by one with each success, up to 64', () => {
    const concurrency = createAdaptiveConcurrency(undefined)
    expect(concurrency.limit()).toBe(8)
    for (let i = 0; i < 10; i++) concurrency.succeeded()
    expect(concurrency.limit()).toBe(18)
    for (let i = 0; i < 100; i++) concurrency.succeeded()
    expect(concurrency.limit()).toBe(64)
  })

  it('is what was given from the first call on, and never more', () => {
    const concurrency = createAdaptiveConcurrency(3)
    for (let i = 0; i < 50; i++) concurrency.succeeded()
    expect(concurrency.limit()).toBe(3)
  })

  it('halves at a 429, once for the calls that were under way together', () => {
    const concurrency = createAdaptiveConcurrency(32)
    concurrency.tooMuch({ nowMs: 1000, retryAfterMs: 500 })
    concurrency.tooMuch({ nowMs: 1001, retryAfterMs: 500 })
    expect(concurrency.limit()).toBe(16)
    expect(concurrency.heldUntil()).toBe(1501)
    concurrency.tooMuch({ nowMs: 2000, retryAfterMs: undefined })
    expect(concurrency.limit()).toBe(8)
  })

  it('recovers by one a round after a 429', () => {
    const concurrency = createAdaptiveConcurrency(undefined)
    concurrency.tooMuch({ nowMs: 0, retryAfterMs: 0 })
    expect(concurrency.limit()).toBe(4)
    for (let i = 0; i < 4; i++) concurrency.succeeded()
    expect(concurrency.limit()).toBe(5)
    for (let i = 0; i < 4; i++) concurrency.succeeded()
    expect(concurrency.limit()).toBe(5)
    concurrency.succeeded()
    expect(concurrency.limit()).toBe(6)
  })

  it('never goes below one', () => {
    const concurrency = createAdaptiveConcurrency(1)
    for (let t = 0; t < 5; t++) concurrency.tooMuch({ nowMs: t * 1000, retryAfterMs: 1 })
    expect(concurrency.limit()).toBe(1)
  })

  it('holds new calls back while the server says that nothing is left', () => {
    const concurrency = createAdaptiveConcurrency(undefined)
    concurrency.succeeded({ untilMs: 700 })
    concurrency.succeeded({ untilMs: 300 })
    expect(concurrency.heldUntil()).toBe(700)
  })
})
