import { UserError } from '../../errors.ts'
import { percentileInterval } from '../../stats/means/bootstrap-interval.ts'
import { clusterBootstrap } from '../../stats/means/cluster-bootstrap.ts'
import type { IntervalMethod } from '../../stats/means/interval-method.ts'
import { at } from '../../stats/numeric/at.ts'
import type { Random } from '../../stats/numeric/random.ts'
import { createCountResampler } from '../../stats/numeric/resample-counts.ts'
import {
  type Battles,
  countBattles,
  type OutcomeCounts,
  scoreMatrix,
  type TieRule,
} from '../../stats/ratings/battles.ts'
import { fitBradleyTerry } from '../../stats/ratings/bradley-terry.ts'
import {
  bootstrapBradleyTerry,
  bradleyTerryOfClusters,
} from '../../stats/ratings/bradley-terry-bootstrap.ts'
import { fitDavidson } from '../../stats/ratings/davidson.ts'
import { eloRatings } from '../../stats/ratings/elo.ts'
import { type EloOrigin, eloPerUnit, toEloScale } from '../../stats/ratings/elo-scale.ts'
import { fitStyleBradleyTerry } from '../../stats/ratings/style-bradley-terry.ts'
import type { Features } from '../../stats/ratings/style-features.ts'

export type RatingMethod = 'bt' | 'davidson' | 'elo' | 'style'

/** What is to be rated: models of which each can be. */
export type RatingData = {
  method: RatingMethod
  counts: OutcomeCounts
  ties: TieRule
  /** Needed for elo and style, and for a bootstrap over questions. */
  battles: Battles | null
  /** Question of each battle; null for a bootstrap over battles. */
  question: Int32Array | null
  questions: number
  features: Features | null
}

export type Estimate = {
  /** Log-strengths with mean 0. */
  strengths: Float64Array
  maxGradient: number | null
  tieParameter: number | null
  coefficients: number[] | null
}

/** Online Elo moves by up to this many points a battle. */
export const eloStep = 4

/** The ratings themselves. @throws UserError where Davidson's tie parameter has no finite value */
export function estimate(data: RatingData): Estimate {
  const plain = { maxGradient: null, tieParameter: null, coefficients: null }
  if (data.method === 'davidson') {
    const fit = fitDavidson(data.counts)
    if (fit.problem === null) return { ...plain, ...fit }
    throw new UserError(
      'Davidson’s model has no finite tie parameter for these battles: no pair of models was won by both sides. Try --method bt',
    )
  }
  if (data.method === 'elo') return { ...plain, strengths: eloStrengths(neededBattles(data)) }
  if (data.method === 'style') {
    const fit = fitStyleBradleyTerry(neededBattles(data), neededFeatures(data))
    return { ...plain, ...fit, coefficients: [...fit.coefficients] }
  }
  const fit = fitBradleyTerry(scoreMatrix(data.counts, data))
  if (fit.problem === null) return { ...plain, ...fit }
  throw new RangeError(`models that are ${fit.problem.kind} have no ratings`)
}

export type Intervals = {
  unit: 'question' | 'battle'
  units: number
  /** For each origin, an interval a model; null where none can be given. */
  byOrigin: ([number, number] | null)[][]
  method: IntervalMethod | null
  undefinedResamples: number
}

/** With more clusters than this BCa's jackknife takes long, and its correction is small. */
const mostClustersForBca = 2000

/** Bootstrap intervals: over questions where the data name them, else over battles. */
export function intervalsOf(
  data: RatingData,
  options: { origins: readonly EloOrigin[]; resamples: number; confidence: number; random: Random },
): Intervals {
  const isByCount = data.question === null && (data.method === 'bt' || data.method === 'davidson')
  return isByCount ? overCounts(data, options) : overClusters(data, options)
}

function overClusters(data: RatingData, options: Parameters<typeof intervalsOf>[1]): Intervals {
  const battles = neededBattles(data)
  const cluster = data.question ?? Int32Array.from(battles.first.keys())
  const clusters = data.question === null ? cluster.length : data.questions
  const strengthsOf = weightedStrengths(data, { battles, cluster })
  const statistic = (weights: Float64Array) => {
    const strengths = strengthsOf(weights)
    return options.origins.flatMap((origin) => toEloScale(strengths, origin))
  }
  const isSmall =
    clusters <= mostClustersForBca && data.question !== null && data.method !== 'style'
  const method = isSmall ? 'bca' : 'percentile'
  const figures = clusterBootstrap(statistic, { ...options, clusters, method })
  const { models } = battles
  return {
    unit: data.question === null ? 'battle' : 'question',
    units: clusters,
    byOrigin: options.origins.map((_, o) =>
      figures.slice(o * models, (o + 1) * models).map((figure) => figure.interval),
    ),
    method: figures.some((f) => f.method === 'bca') ? 'bca' : (figures[0]?.method ?? null),
    undefinedResamples: figures[0]?.undefinedResamples ?? 0,
  }
}

/** Log-strengths as a statistic of how often each cluster counts; NaN where there are none. */
function weightedStrengths(
  data: RatingData,
  place: { battles: Battles; cluster: Int32Array },
): (weights: Float64Array) => ArrayLike<number> {
  const { battles, cluster } = place
  if (data.method === 'bt') {
    const statistic = bradleyTerryOfClusters(battles, { cluster, ties: data.ties })
    return (weights) => Float64Array.from(statistic(weights))
  }
  const none = new Float64Array(battles.models).fill(Number.NaN)
  const rowWeights = (weights: Float64Array) =>
    Float64Array.from(cluster, (unit) => at(weights, unit))
  if (data.method === 'davidson') {
    return (weights) => {
      const fit = fitDavidson(countBattles(battles, rowWeights(weights)))
      return fit.problem === null ? fit.strengths : none
    }
  }
  if (data.method === 'style') {
    const features = neededFeatures(data)
    return (weights) => fitStyleBradleyTerry(battles, features, rowWeights(weights)).strengths
  }
  return (weights) => eloStrengths(repeated(battles, rowWeights(weights)))
}

function overCounts(data: RatingData, options: Parameters<typeof intervalsOf>[1]): Intervals {
  const { origins, resamples, confidence } = options
  const { strengths, undefinedResamples } =
    data.method === 'bt'
      ? bootstrapBradleyTerry(data.counts, { ...options, ties: data.ties })
      : bootstrapDavidson(data.counts, options)
  const defined = resamples - undefinedResamples
  const scaled = Array.from({ length: defined }, (_, b) => {
    const replicate = strengths.map((row) => at(row, b))
    return origins.map((origin) => toEloScale(replicate, origin))
  })
  const isEndKnown = defined > 0 && undefinedResamples <= ((1 - confidence) / 2) * resamples
  const byOrigin = origins.map((_, o) =>
    strengths.map((_row, model) => {
      const values = scaled.map((replicate) => at(replicate[o] ?? [], model))
      return isEndKnown ? percentileInterval(values, { confidence }) : null
    }),
  )
  const units = battlesIn(data.counts, data.ties)
  return { unit: 'battle', units, byOrigin, method: 'percentile', undefinedResamples }
}

/** Bootstrap of Davidson's model over battles: counts of pair and outcome are drawn anew. */
function bootstrapDavidson(
  counts: OutcomeCounts,
  options: { resamples: number; random: Random },
): { strengths: number[][]; undefinedResamples: number } {
  const { models } = counts
  const size = models * models
  const cells = new Float64Array(2 * size)
  cells.set(counts.wins)
  // Ties stand in both halves; one is drawn and mirrored.
  cells.set(
    counts.ties.map((n, cell) => (Math.floor(cell / models) < cell % models ? n : 0)),
    size,
  )
  const resample = createCountResampler(cells, options.random)
  const drawn = new Float64Array(cells.length)
  const strengths: number[][] = Array.from({ length: models }, () => [])
  let undefinedResamples = 0
  for (let b = 0; b < options.resamples; b++) {
    resample(drawn)
    const half = drawn.subarray(size)
    const ties = half.map(
      (n, cell) => n + at(half, (cell % models) * models + Math.floor(cell / models)),
    )
    const fit = fitDavidson({ models, wins: drawn.slice(0, size), ties })
    if (fit.problem !== null) undefinedResamples++
    else for (const [i, row] of strengths.entries()) row.push(at(fit.strengths, i))
  }
  return { strengths, undefinedResamples }
}

function battlesIn({ wins, ties }: OutcomeCounts, rule: TieRule): number {
  const sum = (cells: Float64Array) => cells.reduce((total, n) => total + n, 0)
  return sum(wins) + (rule === 'half' ? sum(ties) / 2 : 0)
}

function eloStrengths(battles: Battles): Float64Array {
  return eloRatings(battles, { k: eloStep, initial: 0 }).map((rating) => rating / eloPerUnit)
}

/** Each battle as often as its weight says, in its place. */
function repeated(battles: Battles, weights: Float64Array): Battles {
  const rows: number[] = []
  for (const [row, weight] of weights.entries()) for (let n = 0; n < weight; n++) rows.push(row)
  const pick = (column: Int32Array) => Int32Array.from(rows, (row) => at(column, row))
  return {
    models: battles.models,
    first: pick(battles.first),
    second: pick(battles.second),
    outcome: Uint8Array.from(rows, (row) => at(battles.outcome, row)),
  }
}

function neededBattles({ battles, method }: RatingData): Battles {
  if (battles === null) throw new RangeError(`${method} needs battles one by one`)
  return battles
}

function neededFeatures({ features }: RatingData): Features {
  if (features === null) throw new RangeError('style control needs features')
  return features
}
