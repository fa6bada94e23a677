import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cohenKappa } from '../../../src/stats/agreement/cohen-kappa.ts'

// References: R psych 2.2.9 cohen.kappa and statsmodels 0.13.5 cohens_kappa.
test.each([
  [
    [
      [13, 0, 0],
      [0, 20, 7],
      [0, 4, 56],
    ],
    0.796409402183972,
  ],
  [
    [
      [20, 5],
      [10, 15],
    ],
    0.4,
  ],
])('the kappa of %j is that of R and statsmodels', (table, expected) => {
  expect(cohenKappa(table).coefficient).toBeCloseTo(expected, 13)
})

const tables = fc
  .array(fc.array(fc.nat({ max: 50 }), { minLength: 3, maxLength: 3 }), {
    minLength: 3,
    maxLength: 3,
  })
  .filter((table) => table.flat().some((count) => count > 0))

test('swapping the judges, renaming the labels and duplicating the items change nothing', () => {
  fc.assert(
    fc.property(tables, (table) => {
      const kappa = cohenKappa(table).coefficient ?? 9
      const swapped = table.map((_, i) => table.map((row) => row[i] ?? 0))
      const renamed = [...table].reverse().map((row) => [...row].reverse())
      const doubled = table.map((row) => row.map((count) => 2 * count))
      for (const other of [swapped, renamed, doubled]) {
        expect(cohenKappa(other).coefficient ?? 9).toBeCloseTo(kappa, 10)
      }
      expect(kappa === 9 || (kappa >= -1 && kappa <= 1)).toBe(true)
    }),
  )
})

test('judges who only ever gave the same one label have no kappa', () => {
  expect(
    cohenKappa([
      [5, 0],
      [0, 0],
    ]),
  ).toEqual({ coefficient: null, observed: 1, expected: 1 })
})

test('full agreement on two labels is 1', () => {
  expect(
    cohenKappa([
      [5, 0],
      [0, 7],
    ]).coefficient,
  ).toBeCloseTo(1, 14)
})
