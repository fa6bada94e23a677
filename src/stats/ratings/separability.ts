import { checkIntervals, type Interval } from './rank-range.ts'

export type Separability = {
  /** Share of pairs whose intervals do not overlap. */
  share: number
  separated: number
  pairs: number
}

/**
 * Share of pairs of models whose intervals do not overlap; intervals that touch do.
 * Source: Li et al., "From Crowdsourced Data to High-Quality Benchmarks: Arena-Hard" (2024), 3.
 *
 * Worked example: [8, 10], [7, 9], [1, 2] → 2 of 3 pairs.
 *
 * @throws RangeError with fewer than two intervals, or for one whose ends are not in order
 */
export function separability(intervals: readonly Interval[]): Separability {
  checkIntervals(intervals)
  if (intervals.length < 2) throw new RangeError('separability needs two intervals or more')
  const pairs = (intervals.length * (intervals.length - 1)) / 2
  const separated = intervals.reduce(
    (sum, [lower]) => sum + intervals.filter((other) => other[1] < lower).length,
    0,
  )
  return { share: separated / pairs, separated, pairs }
}
