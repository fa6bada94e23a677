import { expect, test } from 'vitest'
import { gwetAc1 } from '../../../src/stats/agreement/gwet-ac1.ts'

test('the abstractors of Gwet (R irrCAC, gwet.ac1.table(cont3x3abstractors)) have 0.8493', () => {
  const { coefficient } = gwetAc1([
    [13, 0, 0],
    [0, 20, 7],
    [0, 4, 56],
  ])
  expect(coefficient).toBeCloseTo(0.8493, 4)
  // By hand: labels have the mean shares 0.13, 0.255, 0.615, observed 0.89.
  const chance = (0.13 * 0.87 + 0.255 * 0.745 + 0.615 * 0.385) / 2
  expect(coefficient).toBeCloseTo((0.89 - chance) / (1 - chance), 13)
})

test('the worked example is 0.205/0.505', () => {
  expect(
    gwetAc1([
      [20, 5],
      [10, 15],
    ]).coefficient,
  ).toBeCloseTo(0.205 / 0.505, 14)
})

test('one label only is full agreement, where kappa is undefined', () => {
  expect(
    gwetAc1([
      [9, 0],
      [0, 0],
    ]).coefficient,
  ).toBe(1)
})

test('a label that nobody gave still counts as one they could give', () => {
  const two = gwetAc1([
    [20, 5],
    [10, 15],
  ]).expected
  expect(
    gwetAc1([
      [20, 5, 0],
      [10, 15, 0],
      [0, 0, 0],
    ]).expected,
  ).toBeCloseTo(two / 2, 14)
})

test('one label, or no items, are refused', () => {
  expect(() => gwetAc1([[5]])).toThrow(RangeError)
  expect(() =>
    gwetAc1([
      [0, 0],
      [0, 0],
    ]),
  ).toThrow(RangeError)
})
