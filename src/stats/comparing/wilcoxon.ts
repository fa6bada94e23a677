import { at, type Numbers } from '../numeric/at.ts'
import { normalDistribution } from '../numeric/normal.ts'
import { midranks } from '../numeric/ranks.ts'

export type WilcoxonTest = {
  /** Sum of the ranks of the positive differences. */
  statistic: number
  /** Two-sided. */
  pValue: number
  /** Differences that are not 0: the others are dropped. */
  n: number
  method: 'exact' | 'normal'
}

/** The exact distribution is counted up to this many differences without ties. */
const maxExact = 49

/**
 * Wilcoxon's signed-rank test of paired differences, differences of 0 dropped. Exact up to 49
 * differences of unequal size, else by the normal distribution with continuity and tie correction:
 * variance n(n + 1)(2n + 1)/24 − Σ (t³ − t)/48.
 * Source: Hollander, Wolfe and Chicken, Nonparametric Statistical Methods (2014), 3.1; as R's
 * `wilcox.test`.
 *
 * Worked example: R's `wilcox.test(c(1.1, -0.4, 2.3, 0.7, -1.9, 3.2))`: V = 16, p = 0.3125.
 *
 * @throws RangeError where no difference is left
 */
export function wilcoxonTest(differences: Numbers): WilcoxonTest {
  const moved = Array.from(differences).filter((difference) => difference !== 0)
  const n = moved.length
  if (n === 0) throw new RangeError('a signed-rank test needs differences that are not 0')
  const { ranks, tieSizes } = midranks(moved.map(Math.abs))
  const statistic = moved.reduce((sum, d, i) => sum + (d > 0 ? at(ranks, i) : 0), 0)
  if (n <= maxExact && tieSizes.length === 0) {
    return { statistic, pValue: exactP(statistic, n), n, method: 'exact' }
  }
  const ties = tieSizes.reduce((sum, t) => sum + (t ** 3 - t), 0)
  const sd = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24 - ties / 48)
  const distance = Math.max(0, Math.abs(statistic - (n * (n + 1)) / 4) - 0.5)
  const pValue = Math.min(1, 2 * normalDistribution(-distance / sd))
  return { statistic, pValue, n, method: 'normal' }
}

/** Twice the share of the 2^n sign patterns whose rank sum is as small as the smaller of the two. */
function exactP(statistic: number, n: number): number {
  const most = (n * (n + 1)) / 2
  const smaller = Math.min(statistic, most - statistic)
  const patterns = new Float64Array(most + 1)
  patterns[0] = 1
  for (let rank = 1; rank <= n; rank++) {
    for (let sum = most; sum >= rank; sum--) {
      patterns[sum] = at(patterns, sum) + at(patterns, sum - rank)
    }
  }
  const extreme = patterns.subarray(0, smaller + 1).reduce((total, count) => total + count, 0)
  return Math.min(1, (2 * extreme) / 2 ** n)
}
