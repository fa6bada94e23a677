/** What the gate says of a run. */
export type GateOutcome = 'pass' | 'regressed' | 'inconclusive'

/**
 * The gate's rule, for the interval [L, U] of the difference candidate − baseline (of 1 − 2·alpha) and the
 * margin m: *pass* if L > −m, *regressed* if L ≤ −m and U < 0, else *inconclusive*. A run that is exactly m
 * worse passes with probability alpha at most.
 * Without an interval there is no verdict: inconclusive.
 */
export function decide(interval: readonly [number, number] | null, margin: number): GateOutcome {
  if (interval === null) return 'inconclusive'
  const [lower, upper] = interval
  if (lower > -margin) return 'pass'
  return upper < 0 ? 'regressed' : 'inconclusive'
}

/**
 * An absolute floor, for the mean of the candidate alone and its interval: *regressed* if even the upper
 * bound lies below the floor, *inconclusive* if the mean does but the upper bound does not, else *pass*.
 */
export function decideFloor(
  figure: { mean: number | null; interval: readonly [number, number] | null },
  floor: number,
): GateOutcome {
  const { mean, interval } = figure
  if (mean === null || interval === null) return 'inconclusive'
  if (interval[1] < floor) return 'regressed'
  return mean < floor ? 'inconclusive' : 'pass'
}

const severity: readonly GateOutcome[] = ['pass', 'inconclusive', 'regressed']

/** The gravest of several outcomes; pass where there are none. */
export function gravest(outcomes: readonly GateOutcome[]): GateOutcome {
  const worst = Math.max(0, ...outcomes.map((outcome) => severity.indexOf(outcome)))
  return severity[worst] ?? 'pass'
}
