import fc from 'fast-check'
import { expect, test } from 'vitest'
import { logBeta, logGamma, stirlingRest } from '../../../src/stats/numeric/gamma.ts'

test.each([
  [0.5, 0.5723649429247001],
  [5, 3.178053830347946],
  [19.9, 39.04308858123621],
  [123.4, 469.3360974421906],
  [1e6, 12815504.56914761],
])('log Γ(%s) is that of R 4.2.2', (x, expected) => {
  expect(logGamma(x) / expected).toBeCloseTo(1, 13)
})

test.each([
  [1e6, 0.5, -6.33539021105744],
  [500, 521, -709.339018013],
  [2, 5, -Math.log(30)],
])('log B(%s, %s) is that of R 4.2.2', (a, b, expected) => {
  expect(logBeta(a, b) / expected).toBeCloseTo(1, 11)
})

test('Γ(x + 1) = x Γ(x)', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 1000, noNaN: true }), (x) => {
      expect(logGamma(x + 1)).toBeCloseTo(logGamma(x) + Math.log(x), 8)
    }),
  )
})

test('what Stirling leaves out at 10 is log Γ(10) less his formula', () => {
  const stirling = 9.5 * Math.log(10) - 10 + Math.log(2 * Math.PI) / 2
  expect(stirlingRest(10)).toBeCloseTo(Math.log(362_880) - stirling, 12)
})

test('gamma needs a positive number', () => {
  expect(() => logGamma(0)).toThrow(RangeError)
})
