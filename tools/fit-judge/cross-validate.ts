import { createHash } from 'node:crypto'
import type { QuestionId } from '../../src/domain/question.ts'
import { winProbability } from '../../src/stats/numeric/logistic.ts'
import {
  type CommonSettings,
  type Comparison,
  type FittedModel,
  fitModel,
  fitModels,
  oddsOf,
  type Settings,
} from './model.ts'

export const outerFolds = 10
export const innerFolds = 5

/** Values of the settings; all combinations are tried within every fold. */
export type Grid = Readonly<Record<keyof Settings, readonly number[]>>

export const fullGrid: Grid = {
  ridge: [10, 30, 100],
  gpt4Weight: [0, 0.5],
  kept: [8, 12, 16, 20],
  firstTurnShare: [0, 0.3],
}
const bands = Array.from({ length: 26 }, (_, i) => i / 100)

/** A model with the tie band that suits it. */
export type Judge = { settings: Settings; model: FittedModel; tieBand: number }

/** A comparison with the log-odds of a model that never saw its question. */
type Prediction = { comparison: Comparison; odds: number }

/** The fold of a question: the first 32 bits of the SHA-256 of a salt and its id, modulo the folds. */
export function foldOf(questionId: QuestionId, options: { folds: number; salt: string }): number {
  const digest = createHash('sha256').update(`${options.salt}:${questionId}`).digest()
  return digest.readUInt32BE(0) % options.folds
}

/** The judge of each outer fold, chosen and fitted on the questions outside it. */
export function outerJudges(comparisons: readonly Comparison[], grid: Grid): Judge[] {
  return Array.from({ length: outerFolds }, (_, fold) =>
    chooseJudge(
      comparisons.filter((comparison) => outerFoldOf(comparison) !== fold),
      grid,
    ),
  )
}

export function outerFoldOf(comparison: Comparison): number {
  return foldOf(questionOf(comparison), { folds: outerFolds, salt: 'outer' })
}

/**
 * Chooses settings and tie band by cross-validation within these comparisons: the settings under which
 * experts' votes that are no ties are most likely, then the band that agrees with most votes.
 */
export function chooseJudge(comparisons: readonly Comparison[], grid: Grid): Judge {
  let best: { settings: Settings; held: Prediction[]; likelihood: number } | undefined
  for (const common of commonSettings(grid)) {
    for (const [kept, held] of heldOut(comparisons, { common, keptNumbers: grid.kept })) {
      const likelihood = meanLikelihood(held)
      const settings = { ...common, kept }
      if (best === undefined || likelihood > best.likelihood) best = { settings, held, likelihood }
    }
  }
  if (best === undefined) throw new RangeError('the grid holds no settings')
  const { settings, held } = best
  return { settings, model: fitModel(comparisons, settings), tieBand: bestBand(held) }
}

/** Each comparison by a model that was fitted without its inner fold, by number of features kept. */
function heldOut(
  comparisons: readonly Comparison[],
  settings: { common: CommonSettings; keptNumbers: readonly number[] },
): Map<number, Prediction[]> {
  const { common, keptNumbers } = settings
  const held = new Map(keptNumbers.map((kept) => [kept, [] as Prediction[]]))
  const inner = (c: Comparison) => foldOf(questionOf(c), { folds: innerFolds, salt: 'inner' })
  for (let fold = 0; fold < innerFolds; fold++) {
    const seen = comparisons.filter((c) => inner(c) !== fold)
    const others = comparisons.filter((c) => inner(c) === fold)
    for (const [kept, model] of fitModels(seen, common, keptNumbers)) {
      for (const comparison of others) {
        held.get(kept)?.push({ comparison, odds: oddsOf(model, comparison) })
      }
    }
  }
  return held
}

function meanLikelihood(predictions: readonly Prediction[]): number {
  let [total, votes] = [0, 0]
  for (const { comparison, odds } of predictions) {
    for (const ballot of comparison.ballots) {
      if (ballot.voter !== 'expert' || ballot.isStandIn || ballot.won === 0.5) continue
      total += Math.log(winProbability(ballot.won === 1 ? odds : -odds))
      votes++
    }
  }
  return total / Math.max(1, votes)
}

function bestBand(predictions: readonly Prediction[]): number {
  const votes = predictions.flatMap(({ comparison, odds }) =>
    comparison.ballots
      .filter((ballot) => ballot.voter === 'expert' && !ballot.isStandIn)
      .map(({ won }) => ({ odds, won })),
  )
  let best = { band: 0, agreed: -1 }
  for (const band of bands) {
    const agreed = votes.filter(({ odds, won }) => decide(odds, band) === won).length
    if (agreed > best.agreed) best = { band, agreed }
  }
  return best.band
}

/** What the first answer wins: 1, 0.5 for a tie, 0. */
export function decide(odds: number, tieBand: number): 0 | 0.5 | 1 {
  const distance = Math.abs(winProbability(odds) - 0.5)
  if (distance <= tieBand) return 0.5
  return odds > 0 ? 1 : 0
}

function* commonSettings(grid: Grid): Generator<CommonSettings> {
  for (const ridge of grid.ridge) {
    for (const gpt4Weight of grid.gpt4Weight) {
      for (const firstTurnShare of grid.firstTurnShare) yield { ridge, gpt4Weight, firstTurnShare }
    }
  }
}

function questionOf(comparison: Comparison): QuestionId {
  const [ballot] = comparison.ballots
  if (ballot === undefined) throw new RangeError('a comparison without votes')
  return ballot.questionId
}
