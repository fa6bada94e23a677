import type { QuestionId } from '../../domain/question.ts'
import { clusterFigures } from '../../stats/means/cluster-figures.ts'
import type { IntervalMethod } from '../../stats/means/interval-method.ts'
import { intervalOfShare } from '../../stats/means/mean-interval.ts'
import { at } from '../../stats/numeric/at.ts'
import { createRandom } from '../../stats/numeric/random.ts'
import { type Cycles, cycles } from '../../stats/ratings/cycles.ts'
import { type Separability, separability } from '../../stats/ratings/separability.ts'
import type { MatchPoints } from './pairwise-scores.ts'

/** What a tie is in a win rate: half a win, a match not won, or no match. */
export const tieRules = ['half', 'none', 'drop'] as const
export type TieRule = (typeof tieRules)[number]

export type AverageWinRate = {
  model: string
  /** Unweighted mean over opponents of the win rate against each; null where one is not defined. */
  rate: number | null
  /** By question, within 0 and 1; null with fewer than five. */
  ci: [number, number] | null
}

export type AverageOptions = {
  ties: TieRule
  /** Left out: bca. */
  interval?: IntervalMethod | undefined
  confidence: number
  resamples: number
  seed: number
}

/** A model's points against one opponent on one question. */
type Tally = { question: number; model: number; opponent: number; won: number; played: number }

/**
 * Average win rates of all models over the given matches, as in the paper's Table 7 (`ties: 'none'`).
 * The order of the matches does not matter.
 */
export function averageWinRates(
  matches: readonly MatchPoints[],
  options: AverageOptions,
): AverageWinRate[] {
  const models = modelsOf(matches)
  const { tallies, questions } = talliesOf(matches, models, options.ties)
  if (questions === 0) return models.map((model) => ({ model, rate: null, ci: null }))
  const figures = clusterFigures((weights) => ratesOf(tallies, models.length, weights), {
    clusters: questions,
    resamples: options.resamples,
    confidence: options.confidence,
    method: options.interval ?? 'bca',
    random: createRandom({ seed: options.seed }),
  })
  return models.map((model, i) => {
    const { estimate: rate = null, interval = null } = figures[i] ?? {}
    const place = { mean: rate ?? 0, clusters: questions, confidence: options.confidence }
    return { model, rate, ci: intervalOfShare(interval, place) }
  })
}

/** A model's win rate over counted matches under a rule for ties; null without matches. */
export function rateUnder(
  counts: { win: number; loss: number; tie: number },
  ties: TieRule,
): number | null {
  const { win, loss, tie } = counts
  const n = win + loss + (ties === 'drop' ? 0 : tie)
  return n === 0 ? null : (win + (ties === 'half' ? tie / 2 : 0)) / n
}

/** Whether the average win rates keep the models apart; null where an interval is lacking. */
export function separabilityOf(rates: readonly AverageWinRate[]): Separability | null {
  const intervals = rates.map((row) => row.ci).filter((ci) => ci !== null)
  return intervals.length < 2 || intervals.length < rates.length ? null : separability(intervals)
}

/** Triples of models that beat one another in a circle. */
export function cyclesOf(matches: readonly MatchPoints[]): Cycles {
  const models = modelsOf(matches)
  const place = new Map(models.map((model, i) => [model, i]))
  const scores = new Float64Array(models.length ** 2)
  for (const { model, opponent, points } of matches) {
    const cell = (place.get(model) ?? 0) * models.length + (place.get(opponent) ?? 0)
    scores[cell] = at(scores, cell) + (points ?? 0)
  }
  return cycles({ models: models.length, scores })
}

function modelsOf(matches: readonly MatchPoints[]): string[] {
  return [...new Set(matches.map((match) => match.model))].sort()
}

function talliesOf(matches: readonly MatchPoints[], models: readonly string[], ties: TieRule) {
  const modelAt = new Map(models.map((model, i) => [model, i]))
  const ids = [...new Set(matches.map((match) => JSON.stringify(match.questionId)))].sort()
  const questionAt = new Map(ids.map((id, i) => [id, i]))
  const place = (id: QuestionId) => questionAt.get(JSON.stringify(id)) ?? 0
  const tallies = new Map<string, Tally>()
  for (const match of matches) {
    if (match.points === null || (ties === 'drop' && match.points === 0.5)) continue
    const question = place(match.questionId)
    const [model, opponent] = [modelAt.get(match.model) ?? 0, modelAt.get(match.opponent) ?? 0]
    const key = `${question} ${model} ${opponent}`
    const tally = tallies.get(key) ?? { question, model, opponent, won: 0, played: 0 }
    tally.won += ties === 'none' && match.points === 0.5 ? 0 : match.points
    tally.played++
    tallies.set(key, tally)
  }
  return { tallies: [...tallies.values()], questions: ids.length }
}

/** Each model's mean over its opponents; NaN for one that has met nobody. */
function ratesOf(tallies: readonly Tally[], models: number, weights: Float64Array): Float64Array {
  const won = new Float64Array(models * models)
  const played = new Float64Array(models * models)
  for (const tally of tallies) {
    const weight = at(weights, tally.question)
    if (weight === 0) continue
    const cell = tally.model * models + tally.opponent
    won[cell] = at(won, cell) + weight * tally.won
    played[cell] = at(played, cell) + weight * tally.played
  }
  return Float64Array.from({ length: models }, (_, model) => {
    let rates = 0
    let opponents = 0
    for (let cell = model * models; cell < (model + 1) * models; cell++) {
      if (at(played, cell) === 0) continue
      rates += at(won, cell) / at(played, cell)
      opponents++
    }
    return opponents === 0 ? Number.NaN : rates / opponents
  })
}
