import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clusteredMean } from '../../../src/stats/means/clustered-mean.ts'

const ratings = [[7, 8], [5], [9, 9], [6, 4], [8, 3], [10, 7]]
const clustersOf = (values: number[][]) =>
  values.map((cluster) => ({ sum: cluster.reduce((a, b) => a + b, 0), n: cluster.length }))

test('a missing turn gives the cluster-robust interval of R sandwich 3.0.2 (vcovCL, HC0, cadjust)', () => {
  const result = clusteredMean(clustersOf(ratings), { confidence: 0.95 })
  expect(result.mean).toBeCloseTo(6.90909090909091, 13)
  expect(result.standardError).toBeCloseTo(0.739713281861334, 13)
  expect(result.interval?.[0]).toBeCloseTo(5.00759738315924, 12)
  expect(result.interval?.[1]).toBeCloseTo(8.81058443502258, 12)
  expect(result).toMatchObject({ n: 11, clusters: 6 })
})

test('clusters of one size give the t interval of their means', () => {
  const result = clusteredMean(
    clustersOf([
      [1, 3],
      [2, 4],
      [5, 5],
    ]),
    { confidence: 0.95 },
  )
  expect(result.mean).toBeCloseTo(10 / 3, 14)
  expect(result.standardError).toBeCloseTo(0.881917103688197, 14)
})

test('fewer than five clusters give no interval, one no standard error', () => {
  expect(clusteredMean(clustersOf([[1], [2], [3], [4]]), { confidence: 0.95 }).interval).toBeNull()
  expect(clusteredMean(clustersOf([[1, 2]]), { confidence: 0.95 }).standardError).toBeNull()
})

test('the order of the clusters and empty clusters change nothing', () => {
  const rating = fc.integer({ min: 1, max: 10 })
  fc.assert(
    fc.property(fc.array(fc.array(rating, { maxLength: 4 }), { minLength: 6 }), (values) => {
      fc.pre(values.some((cluster) => cluster.length > 0))
      const forward = clusteredMean(clustersOf(values), { confidence: 0.9 })
      const backward = clusteredMean(clustersOf([[], ...values].reverse()), { confidence: 0.9 })
      expect(backward.mean).toBeCloseTo(forward.mean, 10)
      expect(backward.standardError ?? -1).toBeCloseTo(forward.standardError ?? -1, 10)
    }),
  )
})

test('the interval grows with the confidence and holds the mean', () => {
  const narrow = clusteredMean(clustersOf(ratings), { confidence: 0.8 }).interval ?? [0, 0]
  const wide = clusteredMean(clustersOf(ratings), { confidence: 0.99 }).interval ?? [0, 0]
  expect(wide[0]).toBeLessThan(narrow[0])
  expect(narrow[1]).toBeLessThan(wide[1])
})

test('no values, or a confidence that is none, are refused', () => {
  expect(() => clusteredMean([{ sum: 0, n: 0 }], { confidence: 0.95 })).toThrow(RangeError)
  for (const confidence of [0, 1, -0.5, 95]) {
    expect(() => clusteredMean(clustersOf(ratings), { confidence })).toThrow(RangeError)
  }
})
