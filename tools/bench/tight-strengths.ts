import { at } from '../../src/stats/numeric/at.ts'
import type { ScoreMatrix } from '../../src/stats/ratings/battles.ts'

/** Steps of the iteration at most; the made battles need a few hundred. */
const maxRounds = 100_000
/** The iteration ends where no log-strength moves by more than this. */
const tightness = 1e-14

/**
 * Bradley–Terry log-strengths by another way than the one that is measured: Newman's iteration
 * π_i ← Σ_j s_ij π_j / (π_i + π_j) ÷ Σ_j s_ji / (π_i + π_j), until nothing moves, mean 0.
 * Source: Newman, "Efficient Computation of Rankings from Pairwise Comparisons" (2023), eq. 24.
 *
 * @throws RangeError where it has not settled
 */
export function tightStrengths({ models, scores }: ScoreMatrix): Float64Array {
  const strength = new Float64Array(models).fill(1)
  for (let round = 0; round < maxRounds; round++) {
    let moved = 0
    for (let i = 0; i < models; i++) {
      let won = 0
      let lost = 0
      for (let j = 0; j < models; j++) {
        const both = at(strength, i) + at(strength, j)
        won += (at(scores, i * models + j) * at(strength, j)) / both
        lost += at(scores, j * models + i) / both
      }
      moved = Math.max(moved, Math.abs(Math.log(won / lost / at(strength, i))))
      strength[i] = won / lost
    }
    const logs = strength.map(Math.log)
    const mean = logs.reduce((sum, value) => sum + value, 0) / models
    for (let i = 0; i < models; i++) strength[i] = Math.exp(at(logs, i) - mean)
    if (moved < tightness) return logs.map((value) => value - mean)
  }
  throw new RangeError(`the iteration has not settled after ${maxRounds} rounds`)
}
