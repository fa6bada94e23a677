import { expect, test } from 'vitest'
import {
  type ClusterStatistic,
  clusterBootstrap,
} from '../../../src/stats/means/cluster-bootstrap.ts'
import { at } from '../../../src/stats/numeric/at.ts'
import { createRandom } from '../../../src/stats/numeric/random.ts'

const skewed = [1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 10, 13, 17, 22, 30, 41, 55, 70, 90, 120]
const meanOf =
  (values: readonly number[]): ClusterStatistic =>
  (weights) => {
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    return [values.reduce((sum, value, g) => sum + value * at(weights, g), 0) / total]
  }
const run = (statistic: ClusterStatistic, clusters: number, method: 'percentile' | 'bca') =>
  clusterBootstrap(statistic, {
    clusters,
    resamples: 10_000,
    confidence: 0.95,
    method,
    random: createRandom({ seed: 7 }),
  })

// scipy 1.17.1 stats.bootstrap of this mean with 200,000 resamples: BCa [13.8, 44.3], percentile [12.15, 40.75].
test.each([
  ['bca', 13.8, 44.3],
  ['percentile', 12.15, 40.75],
] as const)(
  'the %s interval of a skewed mean is that of scipy within its noise',
  (method, low, high) => {
    const [figure] = run(meanOf(skewed), 20, method)
    expect(figure).toMatchObject({ estimate: 25.15, method, undefinedResamples: 0 })
    expect(Math.abs((figure?.interval?.[0] ?? 0) - low)).toBeLessThan(0.5)
    expect(Math.abs((figure?.interval?.[1] ?? 0) - high)).toBeLessThan(1.5)
  },
)

test('fewer than twenty clusters take the percentile interval, fewer than five none', () => {
  expect(run(meanOf(skewed.slice(0, 19)), 19, 'bca')[0]?.method).toBe('percentile')
  expect(run(meanOf([1, 2, 3, 4]), 4, 'bca')[0]).toMatchObject({ estimate: 2.5, interval: null })
})

test('the same seed gives the same interval', () => {
  expect(run(meanOf(skewed), 20, 'bca')).toEqual(run(meanOf(skewed), 20, 'bca'))
})

test('several figures come from the same resamples', () => {
  const both: ClusterStatistic = (weights) => {
    const mean = at(meanOf(skewed)(weights), 0)
    return [mean, 2 * mean]
  }
  const [one, twice] = run(both, 20, 'bca')
  expect(twice?.interval?.[0]).toBeCloseTo(2 * (one?.interval?.[0] ?? 0), 10)
  expect(twice?.interval?.[1]).toBeCloseTo(2 * (one?.interval?.[1] ?? 0), 10)
})

test('a figure that few resamples leave undefined keeps its interval, and says how many', () => {
  const rare: ClusterStatistic = (weights) =>
    at(weights, 0) >= 5 ? [Number.NaN] : meanOf(skewed)(weights)
  const [figure] = run(rare, 20, 'percentile')
  expect(figure?.undefinedResamples).toBeGreaterThan(0)
  expect(figure?.interval).not.toBeNull()
})

test('a figure that many resamples leave undefined has no interval', () => {
  const often: ClusterStatistic = (weights) =>
    at(weights, 0) === 0 ? [Number.NaN] : meanOf(skewed)(weights)
  const [figure] = run(often, 20, 'bca')
  expect(figure?.estimate).toBe(25.15)
  expect(figure?.interval).toBeNull()
  // A cluster is left out of a resample with probability (19/20)^20 = 0.358.
  expect((figure?.undefinedResamples ?? 0) / 10_000).toBeCloseTo(0.358, 1)
})

test('a figure that the data themselves leave undefined has no estimate', () => {
  expect(run(() => [Number.NaN], 20, 'bca')[0]).toMatchObject({ estimate: null, interval: null })
})

test('no clusters and no resamples are refused', () => {
  const options = { confidence: 0.95, method: 'bca', random: createRandom({ seed: 1 }) } as const
  expect(() => clusterBootstrap(() => [1], { ...options, clusters: 0, resamples: 9 })).toThrow(
    RangeError,
  )
  expect(() => clusterBootstrap(() => [1], { ...options, clusters: 9, resamples: 0 })).toThrow(
    RangeError,
  )
})
