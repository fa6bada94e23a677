import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkPaired, midranks } from '../../../src/stats/numeric/ranks.ts'

test('equal values share the mean of their ranks, as in R rank()', () => {
  const { ranks, tieSizes } = midranks([10, 20, 20, 5, 20])
  expect([...ranks]).toEqual([2, 4, 4, 1, 4])
  expect(tieSizes).toEqual([3])
})

test('ranks add up to n(n + 1)/2 and follow the values', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1 }), (values) => {
      const { ranks } = midranks(values)
      const n = values.length
      expect(ranks.reduce((sum, rank) => sum + rank, 0)).toBeCloseTo((n * (n + 1)) / 2, 9)
      const order = [...values.keys()].sort((i, j) => (ranks[i] ?? 0) - (ranks[j] ?? 0))
      const sorted = order.map((i) => values[i] ?? 0)
      expect(sorted).toEqual([...values].sort((x, y) => x - y))
    }),
  )
})

test('rows of unequal length, or none, are no pairs', () => {
  expect(() => checkPaired([1], [1, 2])).toThrow(RangeError)
  expect(() => checkPaired([], [])).toThrow(RangeError)
})
