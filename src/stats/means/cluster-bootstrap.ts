import { at, type Numbers } from '../numeric/at.ts'
import type { Random } from '../numeric/random.ts'
import { bcaInterval, percentileInterval } from './bootstrap-interval.ts'
import { minClusters } from './clustered-mean.ts'
import type { IntervalMethod } from './interval-method.ts'

/**
 * One or several figures of weighted clusters: `weights[g]` says how often cluster g counts. NaN where a
 * figure is not defined for these weights. The row of weights is used again: do not keep it.
 */
export type ClusterStatistic = (weights: Float64Array) => Numbers

export type BootstrapMethod = Exclude<IntervalMethod, 't'>

/** BCa needs this many clusters; with fewer the percentile interval takes its place. */
export const minClustersForBca = 20

export type BootstrapFigure = {
  /** The figure of the data themselves; null where it is not defined. */
  estimate: number | null
  /**
   * Null with fewer than five clusters, without an estimate, or where the figure is undefined in so
   * many resamples that an end of the interval is unknown.
   */
  interval: [number, number] | null
  /** How the interval was made; null without one. */
  method: IntervalMethod | null
  /** Resamples in which the figure was not defined; the interval is made from the others. */
  undefinedResamples: number
}

/**
 * Bootstrap over clusters: whole clusters are drawn with replacement, as many as there are, so that what
 * depends on one another (two turns of a question, its models, its judges) stays together.
 * Source: Davison and Hinkley, Bootstrap Methods and their Application (1997), 2.4, 3.8 and 5.3.
 *
 * The acceleration of BCa is the jackknife's over clusters. The same generator and order of clusters
 * give the same interval.
 *
 * Worked example: clusters with means 1, 2, 3, 4, 5 and `(w) => [Σ w·x / Σ w]` give the estimate 3 and
 * about [1.8, 4.2] at 95 %.
 *
 * @throws RangeError without clusters or resamples
 */
export function clusterBootstrap(
  statistic: ClusterStatistic,
  options: {
    clusters: number
    resamples: number
    confidence: number
    method: BootstrapMethod
    random: Random
  },
): BootstrapFigure[] {
  const { clusters, resamples } = options
  if (!(clusters >= 1)) throw new RangeError('a bootstrap needs clusters to draw from')
  if (!(resamples >= 1)) throw new RangeError('a bootstrap needs resamples')
  const weights = new Float64Array(clusters).fill(1)
  const estimates = Array.from(statistic(weights))
  const replicates = estimates.map(() => new Float64Array(resamples))
  for (let b = 0; b < resamples; b++) {
    drawClusters(weights, options.random)
    const values = statistic(weights)
    for (const [k, row] of replicates.entries()) row[b] = at(values, k)
  }
  const isBca = options.method === 'bca' && clusters >= minClustersForBca
  const jackknife = isBca ? jackknifeValues(statistic, weights) : null
  return estimates.map((estimate, k) =>
    figureOf(estimate, {
      replicates: replicates[k] ?? [],
      jackknife: jackknife?.map((values) => at(values, k)) ?? null,
      clusters,
      confidence: options.confidence,
    }),
  )
}

/** Fills a row with how often each of its clusters comes up in as many draws as there are clusters. */
function drawClusters(weights: Float64Array, random: Random): void {
  weights.fill(0)
  for (let draw = 0; draw < weights.length; draw++) {
    const chosen = random.below(weights.length)
    weights[chosen] = at(weights, chosen) + 1
  }
}

/** The statistic without each cluster in turn. */
function jackknifeValues(statistic: ClusterStatistic, weights: Float64Array): number[][] {
  return Array.from(weights, (_, left) => {
    weights.fill(1)
    weights[left] = 0
    return Array.from(statistic(weights))
  })
}

function figureOf(
  estimate: number,
  parts: {
    replicates: Numbers
    jackknife: number[] | null
    clusters: number
    confidence: number
  },
): BootstrapFigure {
  const { replicates, jackknife, clusters, confidence } = parts
  const defined = Array.from(replicates).filter((value) => !Number.isNaN(value))
  const undefinedResamples = replicates.length - defined.length
  if (Number.isNaN(estimate)) {
    return { estimate: null, interval: null, method: null, undefinedResamples }
  }
  const isEndKnown = undefinedResamples <= ((1 - confidence) / 2) * replicates.length
  if (clusters < minClusters || !isEndKnown) {
    return { estimate, interval: null, method: null, undefinedResamples }
  }
  const corrected =
    jackknife === null || jackknife.some(Number.isNaN)
      ? null
      : bcaInterval(defined, { estimate, jackknife, confidence })
  if (corrected !== null)
    return { estimate, interval: corrected, method: 'bca', undefinedResamples }
  const interval = percentileInterval(defined, { confidence })
  return { estimate, interval, method: 'percentile', undefinedResamples }
}
