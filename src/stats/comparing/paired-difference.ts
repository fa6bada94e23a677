import type { ClusteredMean } from '../means/clustered-mean.ts'
import { type MeanOptions, meanWithInterval } from '../means/mean-interval.ts'
import { sum } from '../means/summary.ts'

/** One question's ratings on two sides, in the same order: first[i] is compared with second[i]. */
export type PairedCluster = { first: readonly number[]; second: readonly number[] }

export type PairedDifference = ClusteredMean & {
  /** Each cluster's sum of differences, in the order given: what a sign-flip test takes. */
  sums: number[]
}

/**
 * Mean paired difference, first − second, with its interval by cluster (t, unless another is chosen): the
 * clustered mean of the differences.
 *
 * Worked example: questions (7, 8 against 6, 6), (5 against 6), (9, 9 against 8, 9): sums of differences
 * 3, −1, 1; mean 3/5.
 *
 * @throws RangeError without pairs, or where a cluster's sides have unequal length
 */
export function pairedDifference(
  clusters: readonly PairedCluster[],
  options: MeanOptions,
): PairedDifference {
  const sums = clusters.map(sumOfDifferences)
  const counts = clusters.map((cluster, i) => ({ sum: sums[i] ?? 0, n: cluster.first.length }))
  return { ...meanWithInterval(counts, options), sums }
}

function sumOfDifferences({ first, second }: PairedCluster): number {
  if (first.length !== second.length) {
    throw new RangeError(`${first.length} and ${second.length} values are not pairs`)
  }
  return sum(first) - sum(second)
}
