import { addAt, at } from '../numeric/at.ts'
import { choleskyFactor, choleskySolve } from '../numeric/cholesky.ts'
import type { ScoreMatrix } from './battles.ts'
import { type ComparedPairs, fitBradleyTerry, pairLoss, pairsOf } from './bradley-terry.ts'

/**
 * Strengths for other counts of the same pairs, or null where they have no finite optimum. The row of
 * strengths is used again: do not keep it.
 */
export type Refit = () => Float64Array | null

/**
 * Fits Bradley–Terry again and again to resampled counts, from the fit of the data themselves: Newton's
 * steps with the Hessian of that fit, which is factored once (the chord method), down to 1e-8 (2e-6 Elo
 * points); where that does not get there, a full fit.
 *
 * Write the resampled `scores` and `played` of `pairs`, then call `refit`.
 *
 * Worked example: with the counts unchanged `refit()` gives the strengths of `fitBradleyTerry`.
 *
 * @param strengths the fit of the matrix
 */
export function createRefit(
  matrix: ScoreMatrix,
  strengths: Float64Array,
): { pairs: ComparedPairs; refit: Refit } {
  const pairs = pairsOf(matrix)
  const { models } = pairs
  const factor = new Float64Array(models * models)
  pairLoss(pairs, strengths, { gradient: new Float64Array(models), hessian: factor })
  choleskyFactor(factor)
  const point = new Float64Array(models)
  const step = new Float64Array(models)
  const odds = new Float64Array(models)
  const refit = () => {
    if (!isConnected(pairs)) return null
    point.set(strengths)
    let before = Number.NaN
    for (let round = 0; round < maxRounds; round++) {
      for (let i = 0; i < models; i++) odds[i] = Math.exp(at(point, i))
      missingPoints(pairs, odds, step)
      choleskySolve(factor, step)
      const moved = addStep(point, step)
      if (isClose(moved, before)) return point
      before = moved
    }
    return fullFit(pairs)
  }
  return { pairs, refit }
}

const maxRounds = 30
const tolerance = 5e-9

/** The moves shrink by a steady rate, so that moved · rate / (1 − rate) is still to come. */
function isClose(moved: number, before: number): boolean {
  return moved * moved <= tolerance * (before - moved)
}

/** Points won less points expected, by model. */
function missingPoints(pairs: ComparedPairs, odds: Float64Array, into: Float64Array): void {
  const { first, second, scores, played } = pairs
  into.fill(0)
  for (let k = 0; k < first.length; k++) {
    const i = at(first, k)
    const j = at(second, k)
    const mine = at(odds, i)
    const missing = at(scores, k) - (at(played, k) * mine) / (mine + at(odds, j))
    addAt(into, i, missing)
    addAt(into, j, -missing)
  }
}

/** Returns the largest move; infinite where the point is lost. */
function addStep(point: Float64Array, step: Float64Array): number {
  let most = 0
  for (let i = 0; i < point.length; i++) {
    const move = at(step, i)
    addAt(point, i, move)
    if (!(Math.abs(move) <= most)) most = Math.abs(move)
  }
  return Number.isNaN(most) ? Infinity : most
}

/** Whether every model is reached from the first one along wins, and along losses. */
function isConnected(pairs: ComparedPairs): boolean {
  return reachesAll(pairs, { alongWins: true }) && reachesAll(pairs, { alongWins: false })
}

function reachesAll(pairs: ComparedPairs, options: { alongWins: boolean }): boolean {
  const reached = new Uint8Array(pairs.models)
  reached[0] = 1
  let count = 1
  for (let before = 0; before < count && count < pairs.models; ) {
    before = count
    count += spread(pairs, reached, options)
  }
  return count === pairs.models
}

/** Marks what is one step from the marked; returns how many are new. */
function spread(
  pairs: ComparedPairs,
  reached: Uint8Array,
  options: { alongWins: boolean },
): number {
  let fresh = 0
  for (let k = 0; k < pairs.first.length; k++) {
    const i = at(pairs.first, k)
    const j = at(pairs.second, k)
    if (reached[i] === reached[j]) continue
    const won = at(pairs.scores, k)
    const lost = at(pairs.played, k) - won
    const isOpen = (reached[i] === 1) === options.alongWins ? won > 0 : lost > 0
    if (!isOpen) continue
    reached[i] = 1
    reached[j] = 1
    fresh++
  }
  return fresh
}

function fullFit(pairs: ComparedPairs): Float64Array | null {
  const { models } = pairs
  const scores = new Float64Array(models * models)
  for (let k = 0; k < pairs.first.length; k++) {
    const i = at(pairs.first, k)
    const j = at(pairs.second, k)
    scores[i * models + j] = at(pairs.scores, k)
    scores[j * models + i] = at(pairs.played, k) - at(pairs.scores, k)
  }
  const fit = fitBradleyTerry({ models, scores })
  return fit.problem === null ? fit.strengths : null
}
