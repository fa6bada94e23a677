import { at, type Numbers } from '../numeric/at.ts'
import type { Random } from '../numeric/random.ts'
import { tQuantile } from '../numeric/student-t.ts'
import {
  type BootstrapFigure,
  type ClusterStatistic,
  clusterBootstrap,
} from './cluster-bootstrap.ts'
import { minClusters } from './clustered-mean.ts'
import type { IntervalMethod } from './interval-method.ts'
import { mean, sum } from './summary.ts'

export type ClusterFigureOptions = {
  clusters: number
  resamples: number
  confidence: number
  method: IntervalMethod
  random: Random
}

/**
 * Figures of weighted clusters with intervals of the method that is asked for: the bootstrap, or for `t`
 * the jackknife, which leaves out one cluster at a time.
 * @throws RangeError without clusters, or without resamples where they are needed
 */
export function clusterFigures(
  statistic: ClusterStatistic,
  options: ClusterFigureOptions,
): BootstrapFigure[] {
  const { method } = options
  return method === 't'
    ? jackknifeFigures(statistic, options)
    : clusterBootstrap(statistic, { ...options, method })
}

/**
 * Estimate ± t · √((G − 1)/G · Σ (θ₍g₎ − mean)²), θ₍g₎ the figure without cluster g, t with G − 1 degrees
 * of freedom. For a mean over clusters of one size this is the t interval of the cluster means.
 * Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), 11.2.
 *
 * Worked example: clusters with means 1, 2, 3, 4, 5: 3 ± 2.776 · √0.5 = [1.037, 4.963].
 */
function jackknifeFigures(
  statistic: ClusterStatistic,
  options: { clusters: number; confidence: number },
): BootstrapFigure[] {
  const { clusters } = options
  if (!(clusters >= 1)) throw new RangeError('a jackknife needs clusters to leave out')
  const weights = new Float64Array(clusters).fill(1)
  const estimates = Array.from(statistic(weights))
  const isEnough = clusters >= minClusters
  const without = Array.from({ length: isEnough ? clusters : 0 }, (_, left) => {
    weights.fill(1)
    weights[left] = 0
    return Array.from(statistic(weights))
  })
  return estimates.map((estimate, k) => {
    const values = without.map((row) => at(row, k))
    const isDefined = !Number.isNaN(estimate)
    if (!isDefined || !isEnough || values.some(Number.isNaN)) {
      return noInterval(isDefined ? estimate : null)
    }
    const half = tQuantile((1 + options.confidence) / 2, clusters - 1) * standardError(values)
    const interval: [number, number] = [estimate - half, estimate + half]
    return { estimate, interval, method: 't', undefinedResamples: 0 }
  })
}

function noInterval(estimate: number | null): BootstrapFigure {
  return { estimate, interval: null, method: null, undefinedResamples: 0 }
}

function standardError(values: Numbers): number {
  const centre = mean(values)
  const squares = sum(Array.from(values, (value) => (value - centre) ** 2))
  return Math.sqrt(((values.length - 1) / values.length) * squares)
}
