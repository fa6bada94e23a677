import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tDistribution, tQuantile } from '../../../src/stats/numeric/student-t.ts'

test.each([
  [0.975, 79, 1.99045021023013],
  [0.95, 9, 1.83311293265624],
  [0.995, 4, 4.60409487134999],
  [0.05, 2.5, -2.55821861413595],
])('the quantile at %s with %s degrees of freedom is that of R 4.2.2', (p, df, expected) => {
  expect(tQuantile(p, df)).toBeCloseTo(expected, 12)
})

test.each([
  [1e-10, 5, -156.82559270889433],
  [0.9, 1e6, 1.281552412129939],
])('the quantile at %s with %s degrees of freedom is that of scipy 1.17.1', (p, df, expected) => {
  expect(tQuantile(p, df) / expected).toBeCloseTo(1, 10)
})

test.each([
  [2, 10, 0.9633059826146297],
  [-3.5, 4, 0.0124480817301114],
  [0.1, 100, 0.5397277344520743],
  [-8, 30, 3.1329112378503795e-9],
])('P(T ≤ %s) with %s degrees of freedom is that of R 4.2.2', (x, df, expected) => {
  expect(tDistribution(x, df) / expected).toBeCloseTo(1, 12)
})

test('the quantile undoes the distribution, and is odd around 1/2', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      fc.double({ min: 0.5, max: 500, noNaN: true }),
      (p, df) => {
        expect(tDistribution(tQuantile(p, df), df)).toBeCloseTo(p, 10)
        expect(tQuantile(p, df) + tQuantile(1 - p, df)).toBeCloseTo(0, 6)
      },
    ),
  )
})

test('probabilities outside (0, 1) and degrees of freedom that are not positive are refused', () => {
  for (const p of [0, 1, -1, Number.NaN]) expect(() => tQuantile(p, 5)).toThrow(RangeError)
  expect(() => tQuantile(0.5, 0)).toThrow(RangeError)
  expect(() => tDistribution(1, -2)).toThrow(RangeError)
})
