import { expect, test } from 'vitest'
import { isTieSeparated } from '../../../src/stats/ratings/davidson-separation.ts'

const separated = (models: number, wins: number[], ties: number[]) =>
  isTieSeparated({ models, wins: Float64Array.from(wins), ties: Float64Array.from(ties) })

test('wins and ties on one side only run off to infinity, one loss holds them', () => {
  expect(separated(2, [0, 5, 0, 0], [0, 5, 5, 0])).toBe(true)
  expect(separated(2, [0, 5, 1, 0], [0, 5, 5, 0])).toBe(false)
})

test('ties alone do', () => {
  expect(separated(2, [0, 0, 0, 0], [0, 1, 1, 0])).toBe(true)
})

test('a circle of wins beside ties does not: no gaps of 2 go round in a circle', () => {
  const circle = [0, 1, 0, 0, 0, 1, 1, 0, 0]
  expect(separated(3, circle, [0, 1, 0, 1, 0, 0, 0, 0, 0])).toBe(false)
})

test('a chain of wins with a tie between its ends is held where the ends would be 4 apart', () => {
  expect(separated(3, [0, 1, 0, 0, 0, 1, 0, 0, 0], [0, 0, 1, 0, 0, 0, 1, 0, 0])).toBe(false)
  expect(separated(3, [0, 1, 0, 0, 0, 1, 0, 0, 0], [0, 1, 0, 1, 0, 0, 0, 0, 0])).toBe(true)
})
