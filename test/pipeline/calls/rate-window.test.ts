import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRateWindow } from '../../../src/pipeline/calls/rate-window.ts'

describe('createRateWindow', () => {
  it('is always open without a limit', () => {
    const window = createRateWindow(undefined)
    window.add(1e9, 0)
    expect(window.opensAt(1e9)).toBe(0)
  })

  it('opens when the oldest amounts that are in the way are a minute old', () => {
    const window = createRateWindow(3)
    for (const at of [0, 10_000, 20_000]) window.add(1, at)
    expect(window.opensAt(1)).toBe(60_050)
    expect(window.opensAt(2)).toBe(70_050)
  })

  it('lets an amount above the whole limit through when nothing else is in the window', () => {
    const window = createRateWindow(100)
    window.add(60, 5000)
    expect(window.opensAt(500)).toBe(65_050)
    expect(createRateWindow(100).opensAt(500)).toBe(0)
  })

  it('never lets more than the limit into any 60 seconds', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 9000 }), { minLength: 1, maxLength: 80 })
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 9 }), (waits, limit) => {
        const window = createRateWindow(limit)
        const starts: number[] = []
        let now = 0
        for (const wait of waits) {
          now = Math.max(now + wait, window.opensAt(1))
          window.add(1, now)
          starts.push(now)
        }
        const inWindow = (from: number) =>
          starts.filter((t) => t >= from && t < from + 60_000).length
        expect(Math.max(...starts.map(inWindow))).toBeLessThanOrEqual(limit)
      }),
    )
  })
})
