import { addAt, at, type Numbers } from '../numeric/at.ts'

/** What `Battles.outcome` holds: twice the first model's score. */
export const outcomes = { secondWins: 0, tie: 1, firstWins: 2 } as const

/** Comparisons of two models each, column by column; models are numbered from 0. */
export type Battles = {
  /** Number of models. */
  models: number
  first: Int32Array
  second: Int32Array
  /** 0 the second wins, 1 tie, 2 the first wins. */
  outcome: Uint8Array
}

/** How often each model beat each other one; square matrices, row by row. */
export type OutcomeCounts = {
  models: number
  /** `wins[i * models + j]`: how often i beat j. */
  wins: Float64Array
  /** `ties[i * models + j]`: how often i and j tied; the same in both halves. */
  ties: Float64Array
}

/** What Bradley–Terry needs: `scores[i * models + j]` is what i won from j, a tie counting as said. */
export type ScoreMatrix = { models: number; scores: Float64Array }

/** A tie is half a win for each, or as if it had not been. */
export type TieRule = 'half' | 'drop'

/**
 * Counts battles by pair of models and outcome.
 *
 * Worked example: 0 beats 1, 1 and 0 tie → wins [0, 1, 0, 0], ties [0, 1, 1, 0].
 *
 * @param weights how often each battle counts; once each where it is left out
 * @throws RangeError for columns of unequal length, a model out of range or against itself, or another
 * outcome
 */
export function countBattles(battles: Battles, weights?: Numbers): OutcomeCounts {
  checkBattles(battles)
  const { models, first, second, outcome } = battles
  if (weights !== undefined && weights.length !== first.length) {
    throw new RangeError('each battle needs a weight')
  }
  const wins = new Float64Array(models * models)
  const ties = new Float64Array(models * models)
  for (let row = 0; row < first.length; row++) {
    const cell = at(first, row) * models + at(second, row)
    const mirrored = at(second, row) * models + at(first, row)
    const weight = weights === undefined ? 1 : at(weights, row)
    const code = at(outcome, row)
    if (code === outcomes.firstWins) addAt(wins, cell, weight)
    else if (code === outcomes.secondWins) addAt(wins, mirrored, weight)
    else {
      addAt(ties, cell, weight)
      addAt(ties, mirrored, weight)
    }
  }
  return { models, wins, ties }
}

/**
 * Scores from counts: a win is 1, a tie a half for each, or nothing.
 * Worked example: one win and two ties of 0 over 1 → scores of 0: 2, of 1: 1.
 */
export function scoreMatrix(counts: OutcomeCounts, options: { ties: TieRule }): ScoreMatrix {
  const share = options.ties === 'half' ? 0.5 : 0
  const scores = counts.wins.map((wins, cell) => wins + share * at(counts.ties, cell))
  return { models: counts.models, scores }
}

/** @throws RangeError for columns of unequal length, or a battle that cannot be */
export function checkBattles({ models, first, second, outcome }: Battles): void {
  if (second.length !== first.length || outcome.length !== first.length) {
    throw new RangeError('the columns of the battles have unequal lengths')
  }
  for (let row = 0; row < first.length; row++) {
    checkModels(row, { i: at(first, row), j: at(second, row), models })
    if (at(outcome, row) > outcomes.firstWins) {
      throw new RangeError(`battle ${row} has the unknown outcome ${outcome[row]}`)
    }
  }
}

function checkModels(row: number, battle: { i: number; j: number; models: number }): void {
  const { i, j, models } = battle
  if (i < 0 || j < 0 || i >= models || j >= models) {
    throw new RangeError(`battle ${row} names a model out of range`)
  }
  if (i === j) throw new RangeError(`battle ${row} is of model ${i} against itself`)
}
