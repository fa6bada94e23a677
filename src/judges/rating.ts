import type { Subject } from '../domain/calls/chat.ts'
import type { JudgeWeights, Scale } from '../domain/judge-weights.ts'

/** The published answers that an answer is measured by: of the same turn, with a reference or without. */
export function scaleFor(subject: Subject, scale: JudgeWeights['scale']): Scale {
  const suffix = subject.reference === undefined ? '' : '_with_reference'
  return scale[`turn_${subject.turn}${suffix}`]
}

/**
 * A rating from 1 to 10 by the place of a strength among those of the published answers: 1 at the
 * weakest, 10 at the strongest, in between 1 + 9 × quantile, linear between knots.
 */
export function rateStrength(strength: number, scale: Scale): number {
  return 1 + 9 * placeAmong(scale.knots, strength)
}

/** Where a value lies between the first (0) and last (1) of ascending knots. */
function placeAmong(knots: readonly number[], value: number): number {
  const steps = knots.length - 1
  const above = knots.findIndex((knot) => knot > value)
  if (above === 0) return 0
  if (above < 0) return 1
  const low = knots[above - 1] ?? value
  const high = knots[above] ?? value
  return (above - 1 + (value - low) / (high - low)) / steps
}
