import { expect, test } from 'vitest'
import { eloRatings } from '../../../src/stats/ratings/elo.ts'
import { lcgBattles } from '../lcg-battles.ts'

const options = { k: 4, initial: 1000 }

test('400 battles in order give the ratings of FastChat’s loop, run in Python 3.11', () => {
  const ratings = eloRatings(lcgBattles().battles, options)
  const expected = [1061.766751097456, 1021.9849062420176, 972.7261847016639, 943.522157958863]
  for (const [i, rating] of ratings.entries()) expect(rating).toBeCloseTo(expected[i] ?? 0, 9)
})

test('one win moves two points, and none are lost or made', () => {
  const one = { first: Int32Array.of(0), second: Int32Array.of(1), outcome: Uint8Array.of(2) }
  expect([...eloRatings({ models: 3, ...one }, options)]).toEqual([1002, 998, 1000])
})

test('the order matters', () => {
  const battles = {
    models: 2,
    first: Int32Array.of(0, 0),
    second: Int32Array.of(1, 1),
    outcome: Uint8Array.of(2, 0),
  }
  const turned = { ...battles, outcome: Uint8Array.of(0, 2) }
  expect(eloRatings(battles, options)[0]).not.toBe(eloRatings(turned, options)[0])
})

test('a model out of range is refused', () => {
  const one = { first: Int32Array.of(0), second: Int32Array.of(5), outcome: Uint8Array.of(2) }
  expect(() => eloRatings({ models: 2, ...one }, options)).toThrow(RangeError)
})
