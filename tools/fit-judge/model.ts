import { type FeatureName, featureNames } from '../../src/judges/features/features.ts'
import { at, type Numbers } from '../../src/stats/numeric/at.ts'
import { fitNonNegativeLogistic } from '../../src/stats/numeric/logistic.ts'
import type { Ballot } from './ballots.ts'
import type { Figures } from './figures.ts'

/** What is chosen within the folds. */
export type Settings = CommonSettings & {
  /** Features that are kept: those with the largest standardised weights. */
  kept: number
}

export type CommonSettings = {
  /** Ridge on standardised weights. */
  ridge: number
  /** Weight of a vote by GPT-4; an expert's is 1. */
  gpt4Weight: number
  /** What the first turn's figures count when the second is judged. */
  firstTurnShare: number
}

/** Weight of a vote by an author, and what a vote on another version of a model counts. */
const authorWeight = 0.5
const standInFactor = 0.5

/** Differences of two answers' figures with the votes on them: own turn, and the first where there is one. */
export type Comparison = {
  key: string
  own: Float64Array
  before: Float64Array
  ballots: readonly Ballot[]
}

export type FittedModel = {
  /** Weights for one unit of a feature, in the order of `featureNames`; 0 where it is not kept. */
  weights: Float64Array
  /** Weights for one standard deviation. */
  standardised: ReadonlyMap<FeatureName, number>
  firstTurnShare: number
}

/** Gathers votes on the same two answers. */
export function compareAnswers(
  ballots: readonly Ballot[],
  measure: (model: string, questionId: Ballot['questionId'], turn: 1 | 2) => Figures,
): Comparison[] {
  const groups = new Map<string, Ballot[]>()
  for (const ballot of ballots) {
    const { questionId, turn, first, second } = ballot
    const key = JSON.stringify([questionId, turn, first, second])
    const group = groups.get(key) ?? []
    group.push(ballot)
    groups.set(key, group)
  }
  return [...groups].map(([key, group]) => {
    const [{ first, second, questionId, turn }] = group as [Ballot]
    const [a, b] = [measure(first, questionId, turn), measure(second, questionId, turn)]
    const minus = (x: Numbers, y: Numbers) => Float64Array.from(x, (value, i) => value - at(y, i))
    return { key, own: minus(a.own, b.own), before: minus(a.before, b.before), ballots: group }
  })
}

/** Fits weights to comparisons; `without` features are left out from the start. */
export function fitModel(
  comparisons: readonly Comparison[],
  settings: Settings,
  without: readonly FeatureName[] = [],
): FittedModel {
  const [fitted] = fitModels(comparisons, settings, [settings.kept], without)
  if (fitted === undefined) throw new RangeError('no number of features to keep')
  return fitted[1]
}

/** As `fitModel`, for several numbers of kept features: first all are fitted, then those kept alone. */
export function fitModels(
  comparisons: readonly Comparison[],
  common: CommonSettings,
  keptNumbers: readonly number[],
  without: readonly FeatureName[] = [],
): [number, FittedModel][] {
  const allowed = featureNames.map((_, i) => i).filter((i) => !without.includes(nameAt(i)))
  const first = fitColumns(comparisons, common, allowed)
  const ranked = allowed
    .map((i) => ({ i, weight: first.standardised.get(nameAt(i)) ?? 0 }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ i }) => i)
  return keptNumbers.map((kept) => {
    if (kept >= ranked.length) return [kept, first]
    const columns = ranked.slice(0, kept).sort((a, b) => a - b)
    return [kept, fitColumns(comparisons, common, columns)]
  })
}

/** Strength of one answer, in log-odds. */
export function strengthOf(model: FittedModel, figures: Figures): number {
  const { own, before } = figures
  return model.weights.reduce(
    (total, weight, i) => total + weight * (at(own, i) + model.firstTurnShare * at(before, i)),
    0,
  )
}

/** Log-odds that the first answer of a comparison wins. */
export function oddsOf(model: FittedModel, { own, before }: Comparison): number {
  return strengthOf(model, { own, before })
}

function fitColumns(
  comparisons: readonly Comparison[],
  settings: CommonSettings,
  columns: readonly number[],
): FittedModel {
  const rows = comparisons
    .map((comparison) => ({ comparison, ...tallied(comparison, settings) }))
    .filter((row) => row.weight > 0)
  const share = settings.firstTurnShare
  const value = (c: Comparison, i: number) => at(c.own, i) + share * at(c.before, i)
  const scales = columns.map((i) => {
    const squares = rows.reduce((total, row) => total + value(row.comparison, i) ** 2, 0)
    return Math.sqrt(squares / rows.length)
  })
  const figures = Float64Array.from(
    rows.flatMap((row) =>
      columns.map((i, c) => (at(scales, c) === 0 ? 0 : value(row.comparison, i) / at(scales, c))),
    ),
  )
  const fitted = fitNonNegativeLogistic(
    {
      figures,
      columns: columns.length,
      won: rows.map((row) => row.won),
      weights: rows.map((row) => row.weight),
    },
    { ridge: settings.ridge },
  )
  const weights = new Float64Array(featureNames.length)
  const standardised = new Map<FeatureName, number>()
  columns.forEach((i, c) => {
    if (at(fitted, c) <= minWeight) return
    weights[i] = at(fitted, c) / at(scales, c)
    standardised.set(nameAt(i), at(fitted, c))
  })
  return { weights, standardised, firstTurnShare: share }
}

/** A standardised weight below this is none. */
const minWeight = 0.001

function tallied(
  comparison: Comparison,
  settings: CommonSettings,
): { won: number; weight: number } {
  let [won, weight] = [0, 0]
  for (const ballot of comparison.ballots) {
    const base = { expert: 1, author: authorWeight, gpt4: settings.gpt4Weight }[ballot.voter]
    const counts = ballot.isStandIn ? base * standInFactor : base
    won += counts * ballot.won
    weight += counts
  }
  return { won: weight === 0 ? 0.5 : won / weight, weight }
}

function nameAt(index: number): FeatureName {
  const name = featureNames[index]
  if (name === undefined) throw new RangeError(`there is no feature ${index}`)
  return name
}
