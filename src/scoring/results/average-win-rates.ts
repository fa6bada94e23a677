import { byCodeUnit } from '../../domain/identity.ts'
import type { QuestionId } from '../../domain/question.ts'
import { clusterFigures } from '../../stats/means/cluster-figures.ts'
import type { IntervalMethod } from '../../stats/means/interval-method.ts'
import { intervalOfShare } from '../../stats/means/mean-interval.ts'
import { at } from '../../stats/numeric/at.ts'
import { createRandom } from '../../stats/numeric/random.ts'
import { type Cycles, cycles } from '../../stats/ratings/cycles.ts'
import { type Separability, separability } from '../../stats/ratings/separability.ts'
import type { Each, MatchPoints } from './pairwise-scores.ts'
import { createMeetings } from './win-sums.ts'

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

/**
 * Average win rates of all models over the given matches, as in the paper's Table 7 (`ties: 'none'`).
 * The order of the matches does not matter.
 */
export function averageWinRates(
  matches: Each<MatchPoints>,
  options: AverageOptions,
): AverageWinRate[] {
  const models = modelsOf(matches)
  const { meetings, questions } = meetingsOf(matches, models, options.ties)
  if (questions === 0) return models.map((model) => ({ model, rate: null, ci: null }))
  const figures = clusterFigures(meetings.statistic(), {
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
export function cyclesOf(matches: Each<MatchPoints>): Cycles {
  const models = modelsOf(matches)
  const place = new Map(models.map((model, i) => [model, i]))
  const scores = new Float64Array(models.length ** 2)
  matches.forEach(({ model, opponent, points }) => {
    const cell = (place.get(model) ?? 0) * models.length + (place.get(opponent) ?? 0)
    scores[cell] = at(scores, cell) + (points ?? 0)
  })
  return cycles({ models: models.length, scores })
}

function modelsOf(matches: Each<MatchPoints>): string[] {
  const models = new Set<string>()
  matches.forEach(({ model }) => {
    models.add(model)
  })
  return [...models].sort()
}

function meetingsOf(matches: Each<MatchPoints>, models: readonly string[], ties: TieRule) {
  const modelAt = new Map(models.map((model, i) => [model, i]))
  const met = new Set<QuestionId>()
  matches.forEach(({ questionId }) => {
    met.add(questionId)
  })
  const ids = [...met].map((id) => ({ id, text: JSON.stringify(id) }))
  ids.sort((a, b) => byCodeUnit(a.text, b.text))
  const questionAt = new Map(ids.map(({ id }, i) => [id, i]))
  const meetings = createMeetings({ models: models.length, questions: ids.length })
  matches.forEach(({ model, opponent, questionId, points }) => {
    if (points === null || (ties === 'drop' && points === 0.5)) return
    meetings.add({
      question: questionAt.get(questionId) ?? 0,
      model: modelAt.get(model) ?? 0,
      opponent: modelAt.get(opponent) ?? 0,
      halves: ties === 'none' && points === 0.5 ? 0 : 2 * points,
    })
  })
  return { meetings, questions: ids.length }
}
