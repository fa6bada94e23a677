import { at } from '../numeric/at.ts'
import type { OutcomeCounts } from './battles.ts'

/**
 * Whether Davidson's tie parameter runs off to infinity although every model won and lost points: no pair
 * has wins on both sides, and gaps can be found at which every outcome seen is among the likeliest.
 *
 * With log ν = 1 the gap must be at least 2 where a pair has wins, at most 2 where it has ties. Such a
 * system of differences has a solution unless it holds a negative cycle (Bellman and Ford; Cormen et al.,
 * Introduction to Algorithms, 2009, 24.4).
 *
 * Worked example: 5 wins and 5 ties of one pair, no losses: true. With one loss: false.
 *
 * @param counts with at least one tie
 */
export function isTieSeparated(counts: OutcomeCounts): boolean {
  const { models, wins, ties } = counts
  const limits: Limit[] = []
  for (let cell = 0; cell < wins.length; cell++) {
    const from = Math.floor(cell / models)
    const to = cell % models
    const hasWin = at(wins, cell) > 0
    if (hasWin && at(wins, to * models + from) > 0) return false
    if (hasWin) limits.push({ from, to, most: -2 })
    if (at(ties, cell) > 0) limits.push({ from, to, most: 2 })
  }
  return isFeasible(limits, models)
}

/** strength[to] − strength[from] ≤ most. */
type Limit = { from: number; to: number; most: number }

function isFeasible(limits: readonly Limit[], models: number): boolean {
  const strengths = new Float64Array(models)
  for (let round = 0; round <= models; round++) {
    let isChanged = false
    for (const { from, to, most } of limits) {
      const highest = at(strengths, from) + most
      if (at(strengths, to) > highest) {
        strengths[to] = highest
        isChanged = true
      }
    }
    if (!isChanged) return true
  }
  return false
}
