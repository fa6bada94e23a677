import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Interval, rankRanges } from '../../../src/stats/ratings/rank-range.ts'

test('overlapping models share their rank (by hand)', () => {
  expect(
    rankRanges([
      [8, 10],
      [7, 9],
      [1, 2],
    ]),
  ).toEqual([
    { best: 1, worst: 2 },
    { best: 1, worst: 2 },
    { best: 3, worst: 3 },
  ])
})

test('intervals that touch overlap, and infinite ends do', () => {
  expect(
    rankRanges([
      [1, 2],
      [2, 3],
    ])[0],
  ).toEqual({ best: 1, worst: 2 })
  expect(
    rankRanges([
      [-Infinity, 2],
      [3, Infinity],
    ])[1],
  ).toEqual({ best: 1, worst: 1 })
})

test('a rank lies in its range, and shifting or scaling changes nothing', () => {
  const interval = fc
    .tuple(fc.integer({ min: -50, max: 50 }), fc.nat({ max: 20 }))
    .map(([low, width]): Interval => [low, low + width])
  fc.assert(
    fc.property(fc.array(interval, { minLength: 1 }), (intervals) => {
      const ranges = rankRanges(intervals)
      const moved = intervals.map(([low, high]): Interval => [2 * low + 7, 2 * high + 7])
      expect(rankRanges(moved)).toEqual(ranges)
      for (const { best, worst } of ranges) {
        expect(1 <= best && best <= worst && worst <= intervals.length).toBe(true)
      }
    }),
  )
})

test('no intervals, or ends out of order, are refused', () => {
  expect(() => rankRanges([])).toThrow(RangeError)
  expect(() => rankRanges([[2, 1]])).toThrow(RangeError)
  expect(() => rankRanges([[Number.NaN, 1]])).toThrow(RangeError)
})
