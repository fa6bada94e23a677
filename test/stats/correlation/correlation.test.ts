import { expect, test } from 'vitest'
import { correlation } from '../../../src/stats/correlation/correlation.ts'

test.each([
  [[1, 2, 4], [1, 3, 4], 0.928571428571428],
  [[1, 2, 2, 4, 5, 7, 7, 9], [2, 1, 3, 3, 6, 5, 8, 7], 0.875650200892268],
])('the correlation of %j and %j is that of R 4.2.2', (first, second, expected) => {
  expect(correlation(first, second)).toBeCloseTo(expected, 13)
  expect(correlation(second, first)).toBeCloseTo(expected, 13)
})

test('a side that does not vary has no correlation', () => {
  expect(correlation([0.1, 0.1, 0.1], [1, 2, 3])).toBeNull()
})

test('no pairs are refused', () => {
  expect(() => correlation([], [])).toThrow(RangeError)
})
