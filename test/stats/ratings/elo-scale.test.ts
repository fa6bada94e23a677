import { expect, test } from 'vitest'
import { eloPerUnit, toEloScale } from '../../../src/stats/ratings/elo-scale.ts'

const strengths = [Math.log(3) / 2, -Math.log(3) / 2]

test('odds of 10 are 400 points', () => {
  expect(eloPerUnit * Math.log(10)).toBeCloseTo(400, 12)
})

test('a centre is the mean of the ratings', () => {
  // By hand: 400 log10(3) = 190.848501888.
  expect(toEloScale(strengths, { centre: 1000 })[0]).toBeCloseTo(1095.424250944, 8)
  expect(toEloScale([5, 6, 10], { centre: 0 }).reduce((sum, r) => sum + r, 0)).toBeCloseTo(0, 9)
})

test('an anchor has its rating', () => {
  const ratings = toEloScale(strengths, { anchor: 1, rating: 1114 })
  expect(ratings[1]).toBe(1114)
  expect(ratings[0]).toBeCloseTo(1114 + 190.848501888, 8)
})

test('no strengths, or an anchor out of range, are refused', () => {
  expect(() => toEloScale([], { centre: 1000 })).toThrow(RangeError)
  expect(() => toEloScale([1], { anchor: 1, rating: 1000 })).toThrow(RangeError)
})
