import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  normalDensity,
  normalDistribution,
  normalQuantile,
} from '../../../src/stats/numeric/normal.ts'

test.each([
  [1.96, 0.97500210485177963],
  [0.5, 0.69146246127401301],
  [-3.2, 6.8713793791584806e-4],
  [-10, 7.6198530241605269e-24],
])('Φ(%s) is that of R 4.2.2 to twelve digits', (x, expected) => {
  expect(normalDistribution(x) / expected).toBeCloseTo(1, 12)
})

test.each([
  [0.975, 1.9599639845400536],
  [0.001, -3.0902323061678132],
  [0.3, -0.5244005127080407],
  [0.5, 0],
])('the quantile at %s is that of R 4.2.2', (p, expected) => {
  expect(normalQuantile(p)).toBeCloseTo(expected, 13)
})

test('the density at 1 is R dnorm(1)', () => {
  expect(normalDensity(1)).toBeCloseTo(0.241970724519143, 14)
})

test('both tails are alike, and the two ways of computing meet at 3', () => {
  fc.assert(
    fc.property(fc.double({ min: -8, max: 8, noNaN: true }), (x) => {
      expect(normalDistribution(x) + normalDistribution(-x)).toBeCloseTo(1, 13)
    }),
  )
  const below = normalDistribution(-3 - 1e-9)
  expect(normalDistribution(-3 + 1e-9) / below).toBeCloseTo(1, 7)
})

test('a probability outside (0, 1) has no quantile', () => {
  for (const p of [0, 1, Number.NaN]) expect(() => normalQuantile(p)).toThrow(RangeError)
})
