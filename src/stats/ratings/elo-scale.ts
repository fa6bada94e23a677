import { mean } from '../means/summary.ts'
import { at, type Numbers } from '../numeric/at.ts'

/** Points by which one natural unit of log-strength is worth: 400 / ln 10, so that 400 points are odds of 10. */
export const eloPerUnit = 400 / Math.LN10

/** Where the scale is fixed: at the mean of the models, or at one of them. */
export type EloOrigin = { centre: number } | { anchor: number; rating: number }

/**
 * Natural log-strengths on the Elo scale.
 * Worked example: strengths ±(log 3)/2 centred on 1000: 1095.424, 904.576 (gap 400 log₁₀ 3 = 190.848).
 * @throws RangeError without strengths, or for an anchor out of range
 */
export function toEloScale(strengths: Numbers, origin: EloOrigin): number[] {
  const [zero, rating] =
    'centre' in origin
      ? [mean(strengths), origin.centre]
      : [at(strengths, origin.anchor), origin.rating]
  return Array.from(strengths, (strength) => rating + (strength - zero) * eloPerUnit)
}
