/**
 * Quantile of Student's t distribution: the x with P(T ≤ x) = p.
 *
 * Found by bisection on the distribution function, which is taken from the regularised incomplete
 * beta function (continued fraction, Numerical Recipes 6.4). Accurate to about 1e-12.
 *
 * Worked example: R's `qt(0.975, 79)` = 1.990450…
 *
 * @param p probability in (0, 1)
 * @param df degrees of freedom, > 0
 * @throws RangeError outside those ranges
 */
export function tQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`probability must lie in (0, 1), not ${p}`)
  if (!(df > 0)) throw new RangeError(`degrees of freedom must be positive, not ${df}`)
  if (p === 0.5) return 0
  if (p < 0.5) return -tQuantile(1 - p, df)
  let low = 0
  let high = 1
  while (tDistribution(high, df) < p) high *= 2
  for (let step = 0; step < 200 && high - low > 1e-13 * high; step++) {
    const middle = (low + high) / 2
    if (tDistribution(middle, df) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/**
 * P(T ≤ x) for Student's t with df degrees of freedom.
 * Worked example: R's `pt(2, 10)` = 0.963306…
 */
export function tDistribution(x: number, df: number): number {
  const tail = incompleteBeta(df / (df + x * x), { a: df / 2, b: 0.5 }) / 2
  return x >= 0 ? 1 - tail : tail
}

/** Regularised incomplete beta function I_x(a, b). */
function incompleteBeta(x: number, shape: { a: number; b: number }): number {
  const { a, b } = shape
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x),
  )
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, { a, b })) / a
    : 1 - (front * betaFraction(1 - x, { a: b, b: a })) / b
}

/** Lentz's continued fraction for the incomplete beta function. */
function betaFraction(x: number, shape: { a: number; b: number }): number {
  const { a, b } = shape
  const tiny = 1e-300
  const away = (value: number) => (Math.abs(value) < tiny ? tiny : value)
  let c = 1
  let d = 1 / away(1 - ((a + b) * x) / (a + 1))
  let result = d
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / away(1 + even * d)
    c = away(1 + even / c)
    result *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / away(1 + odd * d)
    c = away(1 + odd / c)
    const step = d * c
    result *= step
    if (Math.abs(step - 1) < 1e-15) break
  }
  return result
}

const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
]

/** Natural logarithm of the gamma function for x > 0 (Lanczos, g = 7). */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const z = x - 1
  const t = z + 7.5
  const sum = lanczos.reduce((total, c, i) => total + (i === 0 ? c : c / (z + i)), 0)
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum)
}
