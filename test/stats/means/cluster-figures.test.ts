import { describe, expect, it } from 'vitest'
import { clusterBootstrap } from '../../../src/stats/means/cluster-bootstrap.ts'
import { clusterFigures } from '../../../src/stats/means/cluster-figures.ts'
import { createRandom } from '../../../src/stats/numeric/random.ts'

const meanOf = (values: readonly number[]) => (weights: Float64Array) => {
  let [sum, n] = [0, 0]
  weights.forEach((weight, i) => {
    sum += weight * (values[i] ?? 0)
    n += weight
  })
  return [sum / n]
}
const options = (clusters: number, method: 't' | 'percentile' | 'bca') => ({
  clusters,
  method,
  resamples: 200,
  confidence: 0.95,
  random: createRandom({ seed: 5 }),
})

describe('clusterFigures', () => {
  it('gives the t interval of a mean by the jackknife', () => {
    const [figure] = clusterFigures(meanOf([1, 2, 3, 4, 5]), options(5, 't'))
    // The standard error of 1 … 5 is √(2.5 / 5); scipy 1.17.1 stats.t.ppf(0.975, 4) = 2.7764451051977934
    const half = 2.7764451051977934 * Math.sqrt(0.5)
    expect(figure?.estimate).toBe(3)
    expect(figure?.interval?.[0]).toBeCloseTo(3 - half, 10)
    expect(figure?.interval?.[1]).toBeCloseTo(3 + half, 10)
    expect(figure?.method).toBe('t')
  })

  it('is the bootstrap for the other methods', () => {
    const values = [3, 1, 4, 1, 5, 9]
    for (const method of ['percentile', 'bca'] as const) {
      expect(clusterFigures(meanOf(values), options(6, method))).toEqual(
        clusterBootstrap(meanOf(values), { ...options(6, method), method }),
      )
    }
  })

  it('gives no interval with fewer than five clusters, or where a figure is not defined', () => {
    const [few] = clusterFigures(meanOf([1, 2, 3, 4]), options(4, 't'))
    expect(few).toEqual({ estimate: 2.5, interval: null, method: null, undefinedResamples: 0 })
    const [undefinedOnce] = clusterFigures(
      (weights) => [weights[0] === 0 ? Number.NaN : 1],
      options(6, 't'),
    )
    expect(undefinedOnce).toMatchObject({ estimate: 1, interval: null })
    const [never] = clusterFigures(() => [Number.NaN], options(6, 't'))
    expect(never).toMatchObject({ estimate: null, interval: null })
  })

  it('refuses no clusters', () => {
    expect(() => clusterFigures(meanOf([]), options(0, 't'))).toThrow(RangeError)
  })
})
