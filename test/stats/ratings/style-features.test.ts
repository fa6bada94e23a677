import { expect, test } from 'vitest'
import { styleFeatures } from '../../../src/stats/ratings/style-features.ts'
import { lcgBattles } from '../lcg-battles.ts'

test('the first rows of 400 battles are those of numpy 2.4.6', () => {
  const { values } = styleFeatures(lcgBattles().styles, { width: 2 })
  const expected = [0.23891156, -1.42401131, 0.93343725, -0.8270617]
  for (const [cell, value] of expected.entries()) expect(values[cell]).toBeCloseTo(value, 7)
})

test('swapping the answers turns the signs', () => {
  const { first, second } = lcgBattles().styles
  const forward = styleFeatures({ first, second }, { width: 2 }).values
  const turned = styleFeatures({ first: second, second: first }, { width: 2 }).values
  for (const [cell, value] of forward.entries()) expect(turned[cell]).toBeCloseTo(-value, 10)
})

test('the worked example has the z-scores 1 and −1', () => {
  const { values } = styleFeatures({ first: [3, 1], second: [1, 1] }, { width: 1 })
  expect(values[0]).toBeCloseTo(1, 12)
  expect(values[1]).toBeCloseTo(-1, 12)
})

test('a feature that does not vary, rows of unequal length and no battles are refused', () => {
  expect(() => styleFeatures({ first: [2, 2], second: [1, 1] }, { width: 1 })).toThrow(RangeError)
  expect(() => styleFeatures({ first: [2, 2], second: [1] }, { width: 1 })).toThrow(RangeError)
  expect(() => styleFeatures({ first: [1, 2, 3], second: [1, 1, 1] }, { width: 2 })).toThrow(
    RangeError,
  )
  expect(() => styleFeatures({ first: [], second: [] }, { width: 1 })).toThrow(RangeError)
})
