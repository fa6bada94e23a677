import { expect, test } from 'vitest'
import { addAt, at } from '../../../src/stats/numeric/at.ts'

test('a number is read and added to in plain and typed rows', () => {
  const row = Float64Array.of(1, 2)
  addAt(row, 1, 0.5)
  expect(at(row, 1)).toBe(2.5)
  expect(at([7], 0)).toBe(7)
})

test.each([-1, 2, 0.5])('there is no number %s in a row of two', (index) => {
  expect(() => at([1, 2], index)).toThrow(RangeError)
})
