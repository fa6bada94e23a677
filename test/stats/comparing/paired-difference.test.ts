import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pairedDifference } from '../../../src/stats/comparing/paired-difference.ts'

test('one pair a question gives the interval of R 4.2.2 t.test(paired = TRUE)', () => {
  const first = [7, 8, 6, 9, 5, 7]
  const second = [6, 8, 4, 8, 6, 5]
  const clusters = first.map((value, i) => ({ first: [value], second: [second[i] ?? 0] }))
  const result = pairedDifference(clusters, { confidence: 0.95 })
  expect(result.mean).toBeCloseTo(0.833333333333333, 14)
  expect(result.interval?.[0]).toBeCloseTo(-0.39350435837164, 12)
  expect(result.interval?.[1]).toBeCloseTo(2.060171025038307, 12)
})

test('the sums of differences come in the order of the questions', () => {
  const clusters = [
    { first: [7, 8], second: [6, 6] },
    { first: [5], second: [6] },
    { first: [9, 9], second: [8, 9] },
  ]
  const result = pairedDifference(clusters, { confidence: 0.95 })
  expect(result.sums).toEqual([3, -1, 1])
  expect(result.mean).toBeCloseTo(0.6, 14)
  expect(result.interval).toBeNull()
})

test('swapping the sides turns the interval around', () => {
  const pair = fc.tuple(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 10 }))
  const question = fc.array(pair, { minLength: 1, maxLength: 2 })
  fc.assert(
    fc.property(fc.array(question, { minLength: 5, maxLength: 30 }), (questions) => {
      const sides = (one: 0 | 1) => questions.map((pairs) => pairs.map((pair) => pair[one]))
      const [a, b] = [sides(0), sides(1)]
      const clusters = a.map((first, i) => ({ first, second: b[i] ?? [] }))
      const swapped = a.map((second, i) => ({ first: b[i] ?? [], second }))
      const forward = pairedDifference(clusters, { confidence: 0.95 })
      const backward = pairedDifference(swapped, { confidence: 0.95 })
      expect(backward.mean).toBeCloseTo(-forward.mean, 10)
      expect(backward.interval?.[0]).toBeCloseTo(-(forward.interval?.[1] ?? 0), 10)
    }),
  )
})

test('a question with unequal sides is refused', () => {
  const clusters = [{ first: [1, 2], second: [1] }]
  expect(() => pairedDifference(clusters, { confidence: 0.95 })).toThrow(RangeError)
  expect(() => pairedDifference([], { confidence: 0.95 })).toThrow(RangeError)
})
