import type { QuestionId } from '../../src/domain/question.ts'
import { kendallTau } from '../../src/stats/correlation/kendall-tau.ts'
import { clusterBootstrap } from '../../src/stats/means/cluster-bootstrap.ts'
import { at } from '../../src/stats/numeric/at.ts'
import { createRandom } from '../../src/stats/numeric/random.ts'
import { fitBradleyTerry } from '../../src/stats/ratings/bradley-terry.ts'
import { bootstrap } from './agreement.ts'
import { decide } from './cross-validate.ts'

/** The order of the eight published models by GPT-4's verdicts; models of one rank are about equal. */
export const knownRanks: ReadonlyMap<string, number> = new Map([
  ['gpt-4', 1],
  ['claude-v1', 2.5],
  ['gpt-3.5-turbo', 2.5],
  ['vicuna-13b-v1.3', 4],
  ['vicuna-7b-v1.3', 5],
  ['alpaca-13b', 6],
  ['rwkv-4-raven-14b', 7],
  ['llama-13b', 8],
])

export type KnownOrder = {
  /** Models from the strongest, with log-odds strengths of mean 0; none where one always wins. */
  order: { model: string; strength: number; known_rank: number }[]
  /** Null without an order. */
  tau: number | null
  interval: [number, number] | null
  /** Resamples without a fit (a model that always wins): left out of the interval. */
  undefined_resamples: number
  battles: number
}

/**
 * The Bradley–Terry order of the models by all pairs of their answers to every question and turn, and
 * its Kendall's tau-b with the known order, with an interval by question.
 * @param strengthOf strength of an answer by a judge who never saw the question
 */
export function rankModels(options: {
  questions: readonly QuestionId[]
  models: readonly string[]
  strengthOf: (at: { model: string; questionId: QuestionId; turn: 1 | 2 }) => number
  tieBandOf: (questionId: QuestionId) => number
}): KnownOrder {
  const { models } = options
  const scores = options.questions.map((id) => scoresOf(models, id, options))
  const known = models.map((model) => -(knownRanks.get(model) ?? 0))
  const strengthsOf = (weights: ArrayLike<number>) => {
    const total = new Float64Array(models.length ** 2)
    scores.forEach((row, q) => {
      for (let cell = 0; cell < row.length; cell++) {
        total[cell] = at(total, cell) + at(weights, q) * at(row, cell)
      }
    })
    const fit = fitBradleyTerry({ models: models.length, scores: total })
    return fit.problem === null ? fit.strengths : undefined
  }
  const tauOf = (weights: Float64Array) => {
    const strengths = strengthsOf(weights)
    if (strengths === undefined) return [Number.NaN]
    return [kendallTau(strengths, known, { confidence: 0.95 }).correlation ?? Number.NaN]
  }
  const { resamples, confidence, seed } = bootstrap
  const [figure] = clusterBootstrap(tauOf, {
    clusters: scores.length,
    resamples,
    confidence,
    method: 'percentile',
    random: createRandom({ seed }),
  })
  const strengths = strengthsOf(new Float64Array(scores.length).fill(1))
  const ranked = strengths === undefined ? [] : models
  const order = ranked
    .map((model, i) => ({
      model,
      strength: strengths === undefined ? 0 : at(strengths, i),
      known_rank: knownRanks.get(model) ?? 0,
    }))
    .sort((a, b) => b.strength - a.strength)
  return {
    order,
    tau: figure?.estimate ?? null,
    interval: figure?.interval ?? null,
    undefined_resamples: figure?.undefinedResamples ?? 0,
    battles: (scores.length * 2 * models.length * (models.length - 1)) / 2,
  }
}

/** What each model won from each other one on one question, both turns. */
function scoresOf(
  models: readonly string[],
  questionId: QuestionId,
  options: Parameters<typeof rankModels>[0],
): Float64Array {
  const scores = new Float64Array(models.length ** 2)
  const band = options.tieBandOf(questionId)
  for (const turn of [1, 2] as const) {
    const strengths = models.map((model) => options.strengthOf({ model, questionId, turn }))
    for (let i = 0; i < models.length; i++) {
      for (let j = 0; j < models.length; j++) {
        if (i === j) continue
        const cell = i * models.length + j
        scores[cell] = at(scores, cell) + decide(at(strengths, i) - at(strengths, j), band)
      }
    }
  }
  return scores
}
