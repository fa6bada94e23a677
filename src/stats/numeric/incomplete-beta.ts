import { logBeta } from './gamma.ts'

/**
 * Regularised incomplete beta function I_x(a, b), the distribution function of Beta(a, b), by
 * Lentz's continued fraction (Press et al., Numerical Recipes, 3rd edition, 6.4).
 *
 * Worked example: R's `pbeta(0.3, 2, 5)` = 0.579825.
 *
 * @param x in [0, 1]
 * @throws RangeError outside it, or unless a and b are positive
 */
export function incompleteBeta(x: number, shape: { a: number; b: number }): number {
  const { a, b } = shape
  if (!(x >= 0 && x <= 1)) throw new RangeError(`x must lie in [0, 1], not ${x}`)
  if (!(a > 0 && b > 0)) throw new RangeError(`shapes must be positive, not ${a} and ${b}`)
  if (x === 0 || x === 1) return x
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b))
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, { a, b })) / a
    : 1 - (front * betaFraction(1 - x, { a: b, b: a })) / b
}

/** Needs about √max(a, b) steps. */
const maxSteps = 100_000

function betaFraction(x: number, shape: { a: number; b: number }): number {
  const { a, b } = shape
  let c = 1
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1))
  let result = d
  for (let m = 1; m <= maxSteps; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / awayFromZero(1 + even * d)
    c = awayFromZero(1 + even / c)
    result *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / awayFromZero(1 + odd * d)
    c = awayFromZero(1 + odd / c)
    const step = d * c
    result *= step
    if (Math.abs(step - 1) < 1e-15) break
  }
  return result
}

function awayFromZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value
}
