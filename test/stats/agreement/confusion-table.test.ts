import { expect, test } from 'vitest'
import { confusionTable, tableShares } from '../../../src/stats/agreement/confusion-table.ts'

test('pairs of labels are counted by first and second', () => {
  const table = confusionTable([0, 1, 1, 2], [0, 1, 0, 2], { categories: 3 })
  expect(table).toEqual([
    [1, 0, 0],
    [1, 1, 0],
    [0, 0, 1],
  ])
  expect(tableShares(table)).toEqual({
    total: 4,
    observed: 0.75,
    rows: [0.25, 0.5, 0.25],
    columns: [0.5, 0.25, 0.25],
  })
})

test('labels out of range, unequal rows and no pairs are refused', () => {
  expect(() => confusionTable([0], [3], { categories: 3 })).toThrow(RangeError)
  expect(() => confusionTable([-1], [0], { categories: 3 })).toThrow(RangeError)
  expect(() => confusionTable([0.5], [0], { categories: 3 })).toThrow(RangeError)
  expect(() => confusionTable([0, 1], [0], { categories: 3 })).toThrow(RangeError)
  expect(() => confusionTable([], [], { categories: 3 })).toThrow(RangeError)
})

test.each([
  [
    'empty',
    [
      [0, 0],
      [0, 0],
    ],
  ],
  ['not square', [[1, 2]]],
  [
    'negative',
    [
      [1, -1],
      [1, 1],
    ],
  ],
])('a table that is %s has no shares', (_, table) => {
  expect(() => tableShares(table)).toThrow(RangeError)
})
