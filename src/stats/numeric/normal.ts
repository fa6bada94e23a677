import { findRoot } from './find-root.ts'

/** Density of the standard normal distribution. R's `dnorm(1)` = 0.2419707. */
export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / 2.5066282746310002
}

/**
 * Φ(x), the standard normal distribution function: Marsaglia's series ("Evaluating the Normal
 * Distribution", 2004) near 0, Laplace's continued fraction in the tails, so that small
 * probabilities keep their digits.
 *
 * Worked example: R's `pnorm(1.96)` = 0.9750021048517795, `pnorm(-10)` = 7.619853e-24.
 */
export function normalDistribution(x: number): number {
  if (x > 3) return 1 - lowerTail(-x)
  if (x < -3) return lowerTail(x)
  let term = x
  let total = x
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(total); k += 2) {
    term *= (x * x) / k
    total += term
  }
  return 0.5 + total * normalDensity(x)
}

/**
 * Quantile of the standard normal distribution, by bisection.
 * Worked example: R's `qnorm(0.975)` = 1.959963984540054.
 * @param p probability in (0, 1)
 * @throws RangeError outside it
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`probability must lie in (0, 1), not ${p}`)
  if (p === 0.5) return 0
  const tail = Math.min(p, 1 - p)
  const x = findRoot((z) => -normalDistribution(-z), { target: -tail, low: 0, high: 1 })
  return p < 0.5 ? -x : x
}

/** φ(x) / (|x| + 1/(|x| + 2/(|x| + 3/…))), for x < −3. */
function lowerTail(x: number): number {
  const size = -x
  let fraction = size
  for (let k = 60; k >= 1; k--) fraction = size + k / fraction
  return normalDensity(x) / fraction
}
