import { at, type Numbers } from '../numeric/at.ts'

/**
 * Arithmetic mean, summed with Neumaier's compensation so that the order does not show.
 * Worked example: mean of 2, 4, 9 = 5.
 * @throws RangeError without values
 */
export function mean(values: Numbers): number {
  if (values.length === 0) throw new RangeError('the mean of no values is not defined')
  return sum(values) / values.length
}

/**
 * Sum with Neumaier's compensation ("Rundungsfehleranalyse einiger Verfahren zur Summation endlicher
 * Summen", 1974). The sum of no values is 0.
 * Worked example: 1 + 1e100 + 1 − 1e100 = 2, where plain addition gives 0 (as Python's math.fsum).
 */
export function sum(values: Numbers): number {
  let total = 0
  let lost = 0
  for (let i = 0; i < values.length; i++) {
    const value = at(values, i)
    const next = total + value
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total
    total = next
  }
  return total + lost
}

/**
 * Sample variance, Σ (x − mean)² / (n − 1).
 * Worked example: R's `var(c(2, 4, 9))` = 13.
 * @throws RangeError with fewer than two values
 */
export function variance(values: Numbers): number {
  if (values.length < 2) throw new RangeError('a variance needs two values or more')
  const centre = mean(values)
  return sum(Array.from(values, (value) => (value - centre) ** 2)) / (values.length - 1)
}

/** Sample standard deviation. Worked example: R's `sd(c(2, 4, 9))` = 3.605551. */
export function standardDeviation(values: Numbers): number {
  return Math.sqrt(variance(values))
}

/** Median: the middle value, or the mean of the two middle ones. R's `median(c(4, 1, 3, 2))` = 2.5. */
export function median(values: Numbers): number {
  return quantile(values, 0.5)
}

/**
 * Quantile by linear interpolation between order statistics at (n − 1)p (type 7 of Hyndman and Fan,
 * "Sample Quantiles in Statistical Packages", 1996: the default of R and numpy).
 * Worked example: R's `quantile(c(1, 2, 4, 8), 0.9)` = 6.8.
 * @param p probability in [0, 1]
 * @throws RangeError without values or for another p
 */
export function quantile(values: Numbers, p: number): number {
  return quantileOfSorted(Float64Array.from(values).sort(), p)
}

/** As `quantile`, for values in ascending order. */
export function quantileOfSorted(sorted: Numbers, p: number): number {
  if (sorted.length === 0) throw new RangeError('the quantile of no values is not defined')
  if (!(p >= 0 && p <= 1)) throw new RangeError(`probability must lie in [0, 1], not ${p}`)
  const place = (sorted.length - 1) * p
  const below = Math.floor(place)
  const low = at(sorted, below)
  const share = place - below
  return share === 0 ? low : low + share * (at(sorted, below + 1) - low)
}
