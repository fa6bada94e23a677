import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  mean,
  median,
  quantile,
  standardDeviation,
  sum,
  variance,
} from '../../../src/stats/means/summary.ts'

const someNumbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2 })

test('variance and standard deviation are those of R 4.2.2', () => {
  expect(variance([2, 4, 9])).toBe(13)
  expect(standardDeviation([2, 4, 9])).toBeCloseTo(3.60555127546399, 13)
})

test.each([
  [0.1, 1.3],
  [0.25, 1.75],
  [0.9, 6.8],
  [0, 1],
  [1, 8],
])('the quantile at %s is that of R 4.2.2, type 7', (p, expected) => {
  expect(quantile([8, 1, 4, 2], p)).toBeCloseTo(expected, 14)
})

test('small numbers survive between large ones (math.fsum of Python 3.11 gives 2)', () => {
  expect(sum([1, 1e100, 1, -1e100])).toBe(2)
})

test('a median of even count is the mean of the middle two', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median(Float64Array.of(3, 1, 2))).toBe(2)
})

test('the order of values does not matter', () => {
  fc.assert(
    fc.property(someNumbers, (values) => {
      const reversed = [...values].reverse()
      expect(mean(reversed)).toBeCloseTo(mean(values), 8)
      expect(quantile(reversed, 0.3)).toBe(quantile(values, 0.3))
    }),
  )
})

test('the mean lies between the smallest and the largest value', () => {
  fc.assert(
    fc.property(someNumbers, (values) => {
      expect(mean(values)).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9)
      expect(mean(values)).toBeLessThanOrEqual(Math.max(...values) + 1e-9)
    }),
  )
})

test('no data has no mean, no quantile and no variance', () => {
  expect(() => mean([])).toThrow(RangeError)
  expect(() => quantile([], 0.5)).toThrow(RangeError)
  expect(() => quantile([1], 1.1)).toThrow(RangeError)
  expect(() => variance([1])).toThrow(RangeError)
})
