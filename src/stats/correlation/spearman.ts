import type { Numbers } from '../numeric/at.ts'
import { midranks } from '../numeric/ranks.ts'
import { correlation } from './correlation.ts'
import { fisherInterval } from './fisher-interval.ts'

export type RankCorrelation = {
  /** Null where a side does not vary. */
  correlation: number | null
  /** Null with fewer than five pairs, or at ±1. */
  interval: [number, number] | null
  n: number
}

/**
 * Spearman's rank correlation: Pearson's of the midranks. Interval by Fisher's z with the standard error
 * √((1 + r²/2)/(n − 3)) of Bonett and Wright ("Sample Size Requirements for Estimating Pearson, Kendall
 * and Spearman Correlations", 2000), for independent pairs.
 *
 * Worked example: 1, 2, 3, 4, 5 against 2, 1, 4, 3, 5: 0.8 (scipy's `stats.spearmanr`).
 *
 * @throws RangeError without pairs, or for rows of unequal length
 */
export function spearman(
  first: Numbers,
  second: Numbers,
  options: { confidence: number },
): RankCorrelation {
  const n = first.length
  const r = correlation(midranks(first).ranks, midranks(second).ranks)
  if (r === null || n < 5) return { correlation: r, interval: null, n }
  const standardError = Math.sqrt((1 + (r * r) / 2) / (n - 3))
  const interval = fisherInterval(r, { standardError, confidence: options.confidence })
  return { correlation: r, interval, n }
}
