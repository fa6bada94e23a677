import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fleissKappa } from '../../../src/stats/agreement/fleiss-kappa.ts'

const psychiatrists = [
  [0, 0, 0, 0, 14],
  [0, 2, 6, 4, 2],
  [0, 0, 3, 5, 6],
  [0, 3, 9, 2, 0],
  [2, 2, 8, 1, 1],
  [7, 7, 0, 0, 0],
  [3, 2, 6, 3, 0],
  [2, 5, 3, 2, 2],
  [6, 5, 2, 1, 0],
  [0, 2, 2, 3, 7],
]

test('ten items of fourteen judges have the kappa of statsmodels 0.13.5', () => {
  expect(fleissKappa(psychiatrists).coefficient).toBeCloseTo(0.20993070442195522, 13)
})

test('the worked example is 0.55', () => {
  expect(
    fleissKappa([
      [3, 0],
      [2, 1],
      [0, 3],
    ]).coefficient,
  ).toBeCloseTo(0.55, 13)
})

test('the order of items and labels does not matter', () => {
  const item = fc.integer({ min: 0, max: 5 }).map((count) => [count, 5 - count])
  fc.assert(
    fc.property(fc.array(item, { minLength: 1 }), (items) => {
      const kappa = fleissKappa(items).coefficient ?? 9
      const turned = items.map(([a = 0, b = 0]) => [b, a]).reverse()
      expect(fleissKappa(turned).coefficient ?? 9).toBeCloseTo(kappa, 10)
    }),
  )
})

test('no items, one judge or unequal numbers of judges are refused', () => {
  expect(() => fleissKappa([])).toThrow(RangeError)
  expect(() => fleissKappa([[1, 0]])).toThrow(RangeError)
  expect(() =>
    fleissKappa([
      [2, 0],
      [2, 1],
    ]),
  ).toThrow(RangeError)
  expect(() =>
    fleissKappa([
      [2, 0],
      [2, 0, 0],
    ]),
  ).toThrow(RangeError)
})
