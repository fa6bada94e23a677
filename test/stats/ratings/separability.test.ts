import { expect, test } from 'vitest'
import { separability } from '../../../src/stats/ratings/separability.ts'

test('two of three pairs are apart (by hand)', () => {
  expect(
    separability([
      [8, 10],
      [7, 9],
      [1, 2],
    ]),
  ).toEqual({ share: 2 / 3, separated: 2, pairs: 3 })
})

test('intervals that touch overlap', () => {
  expect(
    separability([
      [1, 2],
      [2, 3],
    ]).separated,
  ).toBe(0)
})

test('the order does not matter', () => {
  expect(
    separability([
      [1, 2],
      [8, 10],
      [7, 9],
    ]).share,
  ).toBe(2 / 3)
})

test('one interval has no pairs', () => {
  expect(() => separability([[1, 2]])).toThrow(RangeError)
})
