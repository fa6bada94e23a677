import { at, type Numbers } from '../numeric/at.ts'
import { checkPaired } from '../numeric/ranks.ts'
import { fisherInterval } from './fisher-interval.ts'
import type { RankCorrelation } from './spearman.ts'

/**
 * Kendall's tau-b: (concordant − discordant) / √((pairs − ties in the first)(pairs − ties in the second))
 * over all pairs of items (Kendall, "The Treatment of Ties in Ranking Problems", 1945). Interval by
 * Fisher's z with the standard error √(0.437/(n − 4)) of Fieller, Hartley and Pearson ("Tests for Rank
 * Correlation Coefficients", 1957), for independent items and |tau| < 0.8. Compares every pair: for
 * rankings, not for a million rows.
 *
 * Worked example: 1, 2, 3, 4, 5 against 2, 1, 4, 3, 5: (8 − 2)/10 = 0.6 (scipy's `stats.kendalltau`).
 *
 * @throws RangeError without pairs, or for rows of unequal length
 */
export function kendallTau(
  first: Numbers,
  second: Numbers,
  options: { confidence: number },
): RankCorrelation {
  checkPaired(first, second)
  const n = first.length
  let [balance, untiedFirst, untiedSecond] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const x = Math.sign(at(first, i) - at(first, j))
      const y = Math.sign(at(second, i) - at(second, j))
      balance += x * y
      untiedFirst += x * x
      untiedSecond += y * y
    }
  }
  if (untiedFirst === 0 || untiedSecond === 0) return { correlation: null, interval: null, n }
  const tau = balance / Math.sqrt(untiedFirst * untiedSecond)
  if (n < 5) return { correlation: tau, interval: null, n }
  const standardError = Math.sqrt(0.437 / (n - 4))
  return { correlation: tau, interval: fisherInterval(tau, { standardError, ...options }), n }
}
