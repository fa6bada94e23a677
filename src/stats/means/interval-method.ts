/**
 * How an interval is made: by Student's t with a standard error over clusters, or from the quantiles of
 * a bootstrap over clusters, as they are (percentile) or corrected for bias and skewness (BCa).
 */
export const intervalMethods = ['t', 'percentile', 'bca'] as const
export type IntervalMethod = (typeof intervalMethods)[number]

/** A method that was chosen, with what a bootstrap needs to be repeatable. */
export type IntervalChoice = { method: IntervalMethod; resamples: number; seed: number }
