import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Battles, countBattles, scoreMatrix } from '../../../src/stats/ratings/battles.ts'

const battlesOf = (models: number, rows: [number, number, number][]): Battles => ({
  models,
  first: Int32Array.from(rows, ([first]) => first),
  second: Int32Array.from(rows, ([, second]) => second),
  outcome: Uint8Array.from(rows, ([, , outcome]) => outcome),
})
const row = fc
  .tuple(fc.nat({ max: 3 }), fc.integer({ min: 1, max: 3 }), fc.nat({ max: 2 }))
  .map(([i, step, outcome]): [number, number, number] => [i, (i + step) % 4, outcome])

test('wins and ties are counted by pair, a tie in both halves', () => {
  const counts = countBattles(
    battlesOf(2, [
      [0, 1, 2],
      [1, 0, 1],
      [0, 1, 0],
    ]),
  )
  expect([...counts.wins]).toEqual([0, 1, 1, 0])
  expect([...counts.ties]).toEqual([0, 1, 1, 0])
  expect([...scoreMatrix(counts, { ties: 'half' }).scores]).toEqual([0, 1.5, 1.5, 0])
  expect([...scoreMatrix(counts, { ties: 'drop' }).scores]).toEqual([0, 1, 1, 0])
})

test('order, sides and merging change nothing; weights repeat battles', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1 }), (rows) => {
      const counts = countBattles(battlesOf(4, rows))
      const turned = rows.map(([i, j, o]): [number, number, number] => [j, i, 2 - o]).reverse()
      expect(countBattles(battlesOf(4, turned))).toEqual(counts)
      const doubled = countBattles(battlesOf(4, [...rows, ...rows]))
      expect(
        countBattles(
          battlesOf(4, rows),
          rows.map(() => 2),
        ),
      ).toEqual(doubled)
    }),
  )
})

test.each([
  ['a model out of range', [[0, 2, 2]]],
  ['a model against itself', [[1, 1, 2]]],
  ['an unknown outcome', [[0, 1, 3]]],
] as const)('%s is refused', (_, rows) => {
  const battles = battlesOf(
    2,
    rows.map(([i, j, o]): [number, number, number] => [i, j, o]),
  )
  expect(() => countBattles(battles)).toThrow(RangeError)
})

test('columns and weights of unequal length are refused', () => {
  const battles = battlesOf(2, [[0, 1, 2]])
  expect(() => countBattles({ ...battles, second: Int32Array.of(1, 0) })).toThrow(RangeError)
  expect(() => countBattles(battles, [1, 1])).toThrow(RangeError)
})
