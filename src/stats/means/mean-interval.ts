import { at } from '../numeric/at.ts'
import { createRandom } from '../numeric/random.ts'
import type { tQuantile } from '../numeric/student-t.ts'
import { clusterBootstrap } from './cluster-bootstrap.ts'
import { type Cluster, type ClusteredMean, clusteredMean } from './clustered-mean.ts'
import type { IntervalChoice } from './interval-method.ts'

export type MeanOptions = {
  confidence: number
  /** Left out: t. */
  interval?: IntervalChoice | undefined
  /** Of Student's t: one that remembers, where there are many means. */
  quantile?: typeof tQuantile
}

/**
 * The clustered mean, its interval by t or by a bootstrap over clusters. The order of the clusters does
 * not matter, and means of as many clusters are made from the same draws.
 *
 * Worked example: ten clusters with the values 1 … 10: mean 5.5; by t [3.334, 7.666], by percentile
 * bootstrap about [3.7, 7.3], which is the narrower the fewer the clusters.
 *
 * @throws RangeError without values, or for a confidence outside (0, 1)
 */
export function meanWithInterval(
  clusters: readonly Cluster[],
  options: MeanOptions,
): ClusteredMean {
  const figure = clusteredMean(clusters, options)
  const { interval: choice, confidence } = options
  if (choice === undefined || choice.method === 't' || figure.interval === null) return figure
  const used = clusters.filter(({ n }) => n > 0).sort((a, b) => a.sum - b.sum || a.n - b.n)
  const sums = Float64Array.from(used, (cluster) => cluster.sum)
  const counts = Float64Array.from(used, (cluster) => cluster.n)
  const [drawn] = clusterBootstrap((weights) => [dot(weights, sums) / dot(weights, counts)], {
    clusters: used.length,
    resamples: choice.resamples,
    confidence,
    method: choice.method,
    random: createRandom({ seed: choice.seed }),
  })
  return { ...figure, interval: drawn?.interval ?? null }
}

/**
 * A mean of values from 0 to 1, as a share of wins or of agreement: no end of its interval passes 0 or
 * 1. Where every value is 0, or every one 1, there is no spread to estimate, and the other end is the
 * exact one for as many clusters: (α/2)^(1/G) from the full value. (Of G draws all are 1 with
 * probability P(X = 1)^G, and the mean is no less than P(X = 1).)
 *
 * Worked example: ten clusters that all are 1, at 95 %: [0.025^(1/10), 1] = [0.6915, 1], Clopper and
 * Pearson's interval of 10 of 10.
 */
export function shareWithInterval(
  clusters: readonly Cluster[],
  options: MeanOptions,
): ClusteredMean {
  const figure = meanWithInterval(clusters, options)
  return { ...figure, interval: intervalOfShare(figure.interval, { ...figure, ...options }) }
}

/** The interval of a share over clusters, as `shareWithInterval` keeps it within 0 and 1. */
export function intervalOfShare(
  interval: [number, number] | null,
  { mean, clusters, confidence }: { mean: number; clusters: number; confidence: number },
): [number, number] | null {
  if (interval === null) return null
  const reach = ((1 - confidence) / 2) ** (1 / clusters)
  if (mean === 1) return [reach, 1]
  if (mean === 0) return [0, 1 - reach]
  return [Math.max(0, interval[0]), Math.min(1, interval[1])]
}

function dot(weights: Float64Array, values: Float64Array): number {
  let total = 0
  for (let i = 0; i < weights.length; i++) total += at(weights, i) * at(values, i)
  return total
}
