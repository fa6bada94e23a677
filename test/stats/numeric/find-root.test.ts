import { expect, test } from 'vitest'
import { findRoot } from '../../../src/stats/numeric/find-root.ts'

test('the root of 2 is found from an interval that does not hold it', () => {
  expect(findRoot((x) => x * x, { target: 2, low: 0, high: 1 })).toBeCloseTo(Math.SQRT2, 15)
})

test('a target that is never reached is refused', () => {
  expect(() => findRoot((x) => 1 - 1 / x, { target: 2, low: 1, high: 2 })).toThrow(RangeError)
})
