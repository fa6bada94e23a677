import { findRoot } from './find-root.ts'
import { incompleteBeta } from './incomplete-beta.ts'

/**
 * Quantile of Student's t distribution: the x with P(T ≤ x) = p, by bisection on the tail.
 *
 * Worked example: R's `qt(0.975, 79)` = 1.990450…
 *
 * @param p probability in (0, 1)
 * @param df degrees of freedom, > 0
 * @throws RangeError outside those ranges
 */
export function tQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`probability must lie in (0, 1), not ${p}`)
  checkDegrees(df)
  if (p === 0.5) return 0
  const tail = Math.min(p, 1 - p)
  const x = findRoot((t) => -upperTail(t, df), { target: -tail, low: 0, high: 1 })
  return p < 0.5 ? -x : x
}

/** `tQuantile` that keeps what it has computed: many intervals share their degrees of freedom. */
export function createTQuantiles(): typeof tQuantile {
  const known = new Map<number, Map<number, number>>()
  return (p, df) => {
    const ofP = known.get(p) ?? new Map<number, number>()
    known.set(p, ofP)
    const value = ofP.get(df) ?? tQuantile(p, df)
    ofP.set(df, value)
    return value
  }
}

/**
 * P(T ≤ x) for Student's t with df degrees of freedom, from the incomplete beta function.
 * Worked example: R's `pt(2, 10)` = 0.963306…
 * @throws RangeError unless df > 0
 */
export function tDistribution(x: number, df: number): number {
  checkDegrees(df)
  return x >= 0 ? 1 - upperTail(x, df) : upperTail(-x, df)
}

/** P(T > x) for x ≥ 0. */
function upperTail(x: number, df: number): number {
  const square = x * x
  if (square < df) {
    return 0.5 - incompleteBeta(square / (df + square), { a: 0.5, b: df / 2 }) / 2
  }
  return incompleteBeta(df / (df + square), { a: df / 2, b: 0.5 }) / 2
}

function checkDegrees(df: number): void {
  if (!(df > 0)) throw new RangeError(`degrees of freedom must be positive, not ${df}`)
}
