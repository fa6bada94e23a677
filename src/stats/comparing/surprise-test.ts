import { at, type Numbers } from '../numeric/at.ts'

/** One event: what it could have been, with probabilities that add up to 1, and which it was. */
export type Event = { probabilities: Numbers; outcome: number }

export type Surprise = {
  /** Mean of −log(probability of what happened). */
  mean: number
  /** What that mean is expected to be under the probabilities. */
  expected: number
  /** Upper bound of the chance of as much surprise or more, if the probabilities are right. */
  p: number
}

/**
 * Whether independent events are less likely than their probabilities say: the sum of their surprises
 * x = −log p against Chernoff's bound, min over s ≥ 0 of exp(K(s) − s · x), K(s) = Σ log Σ_k p_k^(1 − s).
 * The bound holds for any number of events, so that p is never too small; it is up to a few times too large.
 * Source: Chernoff, "A Measure of Asymptotic Efficiency for Tests of a Hypothesis" (1952).
 *
 * Worked example: an event of probability 0.1 against 0.9: p = 0.1; both times of two: 0.01.
 *
 * @throws RangeError without events, or for an outcome of probability 0
 */
export function surpriseTest(events: readonly Event[]): Surprise {
  if (events.length === 0) throw new RangeError('no events to be surprised by')
  let total = 0
  for (const { probabilities, outcome } of events) total -= Math.log(at(probabilities, outcome))
  if (!Number.isFinite(total)) throw new RangeError('an event of probability 0 has happened')
  const start = cumulant(events, 0)
  const { length } = events
  const figures = { mean: total / length, expected: start.slope / length }
  if (total <= start.slope) return { ...figures, p: 1 }
  let [low, high] = [0, mostTilt]
  for (let round = 0; round < rounds; round++) {
    const middle = (low + high) / 2
    if (cumulant(events, middle).slope < total) low = middle
    else high = middle
  }
  // Whatever s is, the bound holds; the best one is close enough.
  return { ...figures, p: Math.min(1, Math.exp(cumulant(events, high).value - high * total)) }
}

/** Largest s that is tried: the bound is near its limit there. */
const mostTilt = 50
const rounds = 40

/** K(s) and its derivative. */
function cumulant(events: readonly Event[], s: number): { value: number; slope: number } {
  let value = 0
  let slope = 0
  for (const { probabilities } of events) {
    let least = 1
    for (let k = 0; k < probabilities.length; k++) {
      const p = at(probabilities, k)
      if (p > 0) least = Math.min(least, p)
    }
    // The powers are taken relative to the rarest outcome, so that none overflows.
    const scale = -Math.log(least)
    let sum = 0
    let weighted = 0
    for (let k = 0; k < probabilities.length; k++) {
      const p = at(probabilities, k)
      if (p === 0) continue
      const weight = p * Math.exp(s * (-Math.log(p) - scale))
      sum += weight
      weighted -= weight * Math.log(p)
    }
    value += s * scale + Math.log(sum)
    slope += weighted / sum
  }
  return { value, slope }
}
