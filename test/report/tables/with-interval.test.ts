import { describe, expect, it } from 'vitest'
import { intervalLegend, withInterval } from '../../../src/report/tables/with-interval.ts'

describe('withInterval', () => {
  it.each<[string, number, [number, number] | null, 1 | 100, string]>([
    ['half of the interval', 6.1, [5.6, 6.6], 1, '6.1 ±0.5'],
    ['per cent', 0.6597, [0.6207, 0.6987], 100, '66.0 ±3.9'],
    ['a figure without an interval', 0.5, null, 100, '50.0'],
    ['the way to both ends where they differ much', 1, [0.69, 1], 100, '100.0 −31/+0'],
    ['the same for a coefficient', 0.5, [0.1, 0.6], 1, '0.5 −0.4/+0.1'],
  ])('shows %s', (_, value, ci, scale, text) => {
    expect(withInterval(value, ci, { scale, decimals: 1 })).toBe(text)
  })

  it('says how it was made', () => {
    expect(intervalLegend({ confidence: 0.9, how: 't by question' })).toContain(
      '90 % interval (t by question)',
    )
  })
})
