import { at } from '../numeric/at.ts'
import { type Battles, checkBattles } from './battles.ts'

/**
 * Online Elo ratings: battle by battle in the order given, the winner takes k · (score − expected) from
 * the loser, expected = 1 / (1 + 10^((r_second − r_first) / 400)). They depend on the order, unlike
 * Bradley–Terry's. Source: Elo, The Rating of Chessplayers (1978).
 *
 * Worked example: k = 4 from 1000: the first of two wins once: 1002, 998.
 *
 * @throws RangeError for columns of unequal length, a model out of range or against itself, or another
 * outcome
 */
export function eloRatings(
  battles: Battles,
  options: { k: number; initial: number },
): Float64Array {
  checkBattles(battles)
  const { first, second, outcome } = battles
  const ratings = new Float64Array(battles.models).fill(options.initial)
  for (let row = 0; row < first.length; row++) {
    const i = at(first, row)
    const j = at(second, row)
    const gap = at(ratings, j) - at(ratings, i)
    const expected = 1 / (1 + Math.exp((Math.LN10 / 400) * gap))
    const taken = options.k * (at(outcome, row) / 2 - expected)
    ratings[i] = at(ratings, i) + taken
    ratings[j] = at(ratings, j) - taken
  }
  return ratings
}
