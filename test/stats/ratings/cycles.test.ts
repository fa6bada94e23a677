import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cycles } from '../../../src/stats/ratings/cycles.ts'

const matrixOf = (rows: number[][]) => ({
  models: rows.length,
  scores: Float64Array.from(rows.flat()),
})

test('three that each beat the next go round in a circle', () => {
  const circle = [
    [0, 2, 1],
    [1, 0, 2],
    [2, 1, 0],
  ]
  expect(cycles(matrixOf(circle))).toEqual({ share: 1, cyclic: 1, triples: 1 })
})

test('a draw breaks the circle, a pair that never met takes the triple out', () => {
  expect(
    cycles(
      matrixOf([
        [0, 1, 1],
        [1, 0, 2],
        [2, 1, 0],
      ]),
    ).cyclic,
  ).toBe(0)
  expect(
    cycles(
      matrixOf([
        [0, 0, 1],
        [0, 0, 2],
        [2, 1, 0],
      ]),
    ),
  ).toEqual({
    share: null,
    cyclic: 0,
    triples: 0,
  })
})

test('five in a regular tournament have five circles of ten (Kendall and Babington Smith, 1940)', () => {
  const rows = Array.from({ length: 5 }, (_, i) =>
    Array.from({ length: 5 }, (_, j) => ([1, 2].includes((j - i + 5) % 5) ? 1 : 0)),
  )
  expect(cycles(matrixOf(rows))).toEqual({ share: 0.5, cyclic: 5, triples: 10 })
})

test('turning all winners around, or renaming, keeps the circles', () => {
  const score = fc.nat({ max: 3 })
  fc.assert(
    fc.property(
      fc.array(fc.array(score, { minLength: 5, maxLength: 5 }), { minLength: 5, maxLength: 5 }),
      (rows) => {
        const expected = cycles(matrixOf(rows))
        const turned = rows.map((_, i) => rows.map((row) => row[i] ?? 0))
        const renamed = [...rows].reverse().map((row) => [...row].reverse())
        expect(cycles(matrixOf(turned))).toEqual(expected)
        expect(cycles(matrixOf(renamed))).toEqual(expected)
      },
    ),
  )
})
