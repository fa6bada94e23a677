import { tQuantile } from '../numeric/student-t.ts'

/** A cluster's values, as their sum and number: a question's ratings over its turns. */
export type Cluster = { sum: number; n: number }

/** Fewer clusters than this give no interval. */
export const minClusters = 5

export type ClusteredMean = {
  mean: number
  /** Number of values. */
  n: number
  clusters: number
  /** Standard error; null with one cluster. */
  standardError: number | null
  /** Two-sided interval; null with fewer than five clusters. */
  interval: [number, number] | null
}

/**
 * Mean of values that come in clusters, with its cluster-robust t interval.
 *
 * mean = Σ sum / Σ n; variance = G/(G−1) · Σ (sum_g − n_g · mean)² / (Σ n)²; t with G − 1 degrees
 * of freedom. With clusters of one size this is the t interval of the cluster means.
 * Source: Cameron and Miller, "A Practitioner's Guide to Cluster-Robust Inference" (2015).
 *
 * Worked example: clusters {1, 3}, {2, 4}, {5, 5} have means 2, 3, 5: mean 10/3,
 * standard error sd(2, 3, 5)/√3 = 0.881917.
 *
 * @param options.quantile of Student's t: one that remembers, where there are many means
 * @throws RangeError without values, or for a confidence outside (0, 1)
 */
export function clusteredMean(
  clusters: readonly Cluster[],
  options: { confidence: number; quantile?: typeof tQuantile },
): ClusteredMean {
  const { confidence, quantile = tQuantile } = options
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`the confidence must lie in (0, 1), not ${confidence}`)
  }
  const used = clusters.filter((cluster) => cluster.n > 0)
  const n = used.reduce((total, cluster) => total + cluster.n, 0)
  if (n === 0) throw new RangeError('the mean of no values is not defined')
  const mean = used.reduce((total, cluster) => total + cluster.sum, 0) / n
  const count = used.length
  if (count === 1) return { mean, n, clusters: 1, standardError: null, interval: null }
  const squares = used.reduce((total, c) => total + (c.sum - c.n * mean) ** 2, 0)
  const standardError = Math.sqrt((count / (count - 1)) * squares) / n
  if (count < minClusters) return { mean, n, clusters: count, standardError, interval: null }
  const half = quantile((1 + confidence) / 2, count - 1) * standardError
  return { mean, n, clusters: count, standardError, interval: [mean - half, mean + half] }
}
