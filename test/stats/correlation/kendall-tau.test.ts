import fc from 'fast-check'
import { expect, test } from 'vitest'
import { kendallTau } from '../../../src/stats/correlation/kendall-tau.ts'

const options = { confidence: 0.95 }

test.each([
  [[1, 2, 2, 4, 5, 7, 7, 9], [2, 1, 3, 3, 6, 5, 8, 7], 0.7171087882915773],
  [[1, 2, 3, 4, 5], [2, 1, 4, 3, 5], 0.6],
])('tau-b of %j and %j is that of scipy 1.17.1 and R 4.2.2', (first, second, expected) => {
  expect(kendallTau(first, second, options).correlation).toBeCloseTo(expected, 13)
})

test('the interval of twenty items is tanh(artanh tau ± 1.96 √(0.437 / 16))', () => {
  const first = Array.from({ length: 20 }, (_, i) => i)
  const second = first.map((i) => (i * 7) % 20)
  const { correlation, interval } = kendallTau(first, second, options)
  const half = 1.959963984540054 * Math.sqrt(0.437 / 16)
  expect(interval?.[0]).toBeCloseTo(Math.tanh(Math.atanh(correlation ?? 9) - half), 12)
  expect(interval?.[1]).toBeCloseTo(Math.tanh(Math.atanh(correlation ?? 9) + half), 12)
})

test('swapping the sides and reordering the items change nothing', () => {
  const pair = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }))
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1, maxLength: 30 }), (pairs) => {
      const first = pairs.map(([x]) => x)
      const second = pairs.map(([, y]) => y)
      const tau = kendallTau(first, second, options).correlation
      expect(kendallTau(second, first, options).correlation).toBe(tau)
      expect(kendallTau(first.reverse(), second.reverse(), options).correlation).toBe(tau)
      if (tau !== null) expect(Math.abs(tau)).toBeLessThanOrEqual(1 + 1e-12)
    }),
  )
})

test('a side that does not vary has no tau, and no pairs are refused', () => {
  expect(kendallTau([1, 1], [1, 2], options).correlation).toBeNull()
  expect(() => kendallTau([], [], options)).toThrow(RangeError)
})
