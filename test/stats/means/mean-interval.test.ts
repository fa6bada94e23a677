import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clusteredMean } from '../../../src/stats/means/clustered-mean.ts'
import {
  intervalOfShare,
  meanWithInterval,
  shareWithInterval,
} from '../../../src/stats/means/mean-interval.ts'

const clusters = (values: readonly number[]) => values.map((sum) => ({ sum, n: 1 }))
const ten = clusters([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
const by = (method: 't' | 'percentile' | 'bca') => ({
  confidence: 0.95,
  interval: { method, resamples: 2000, seed: 3 },
})

describe('meanWithInterval', () => {
  it('is the clustered mean where t is chosen, or nothing', () => {
    const plain = clusteredMean(ten, { confidence: 0.95 })
    expect(meanWithInterval(ten, { confidence: 0.95 })).toEqual(plain)
    expect(meanWithInterval(ten, by('t'))).toEqual(plain)
  })

  it('takes percentile and BCa from one bootstrap, near the normal theory of ten values', () => {
    // The standard error of a resampled mean of 1 … 10 is √(8.25 / 10) = 0.908: 5.5 ± 1.96 · 0.908.
    for (const method of ['percentile', 'bca'] as const) {
      const { mean, interval } = meanWithInterval(ten, by(method))
      expect(mean).toBe(5.5)
      expect(interval?.[0]).toBeGreaterThan(3.5)
      expect(interval?.[0]).toBeLessThan(3.95)
      expect(interval?.[1]).toBeGreaterThan(7.05)
      expect(interval?.[1]).toBeLessThan(7.5)
    }
  })

  it('has percentile and BCa differ where the values are skewed and there are 20 clusters', () => {
    const skewed = clusters(Array.from({ length: 25 }, (_, i) => (i < 22 ? 1 : 9)))
    const [percentile, bca] = (['percentile', 'bca'] as const).map(
      (method) => meanWithInterval(skewed, by(method)).interval ?? [0, 0],
    )
    expect(bca?.[1]).toBeGreaterThan(percentile?.[1] ?? Number.NaN)
  })

  it('does not depend on the order of the clusters', () => {
    const values = fc.array(fc.record({ sum: fc.integer(), n: fc.integer({ min: 1, max: 3 }) }), {
      minLength: 5,
      maxLength: 12,
    })
    fc.assert(
      fc.property(values, (list) => {
        const options = {
          confidence: 0.9,
          interval: { method: 'percentile' as const, resamples: 50, seed: 1 },
        }
        expect(meanWithInterval([...list].reverse(), options).interval).toEqual(
          meanWithInterval(list, options).interval,
        )
      }),
      { numRuns: 30 },
    )
  })

  it('gives no interval with fewer than five clusters, by any method', () => {
    for (const method of ['t', 'percentile', 'bca'] as const) {
      expect(meanWithInterval(clusters([1, 2, 3, 4]), by(method)).interval).toBeNull()
    }
  })
})

describe('shareWithInterval', () => {
  it('never passes 0 or 1, whatever the method', () => {
    const methods = fc.constantFrom('t' as const, 'percentile' as const, 'bca' as const)
    const shares = fc.array(fc.constantFrom(0, 0.5, 1), { minLength: 5, maxLength: 30 })
    fc.assert(
      fc.property(shares, methods, (values, method) => {
        const options = {
          confidence: 0.95,
          interval: { method, resamples: 40, seed: 1 },
        }
        const { interval, mean } = shareWithInterval(clusters(values), options)
        expect(interval?.[0]).toBeGreaterThanOrEqual(0)
        expect(interval?.[1]).toBeLessThanOrEqual(1)
        if (method === 't') {
          expect(interval?.[0]).toBeLessThanOrEqual(mean)
          expect(interval?.[1]).toBeGreaterThanOrEqual(mean)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('is the exact one where all clusters are 1, or all 0', () => {
    // Clopper and Pearson, 10 of 10 at 95 %: 0.025 ^ (1 / 10) = 0.69150; R's binom.test(10, 10) says the same.
    const all = shareWithInterval(clusters(Array(10).fill(1)), { confidence: 0.95 }).interval
    expect(all?.[0]).toBeCloseTo(0.69150289, 7)
    expect(all?.[1]).toBe(1)
    const none = shareWithInterval(clusters(Array(10).fill(0)), { confidence: 0.95 }).interval
    expect(none?.[0]).toBe(0)
    expect(none?.[1]).toBeCloseTo(1 - 0.69150289, 7)
  })

  it('leaves no interval as it is', () => {
    expect(intervalOfShare(null, { mean: 1, clusters: 3, confidence: 0.95 })).toBeNull()
  })
})
