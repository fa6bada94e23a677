import { UserError } from '../../errors.ts'
import { at } from '../../stats/numeric/at.ts'
import { createRandom } from '../../stats/numeric/random.ts'
import { type OutcomeCounts, scoreMatrix, type TieRule } from '../../stats/ratings/battles.ts'
import { type Cycles, cycles } from '../../stats/ratings/cycles.ts'
import { type EloOrigin, toEloScale } from '../../stats/ratings/elo-scale.ts'
import { type Interval, rankRanges } from '../../stats/ratings/rank-range.ts'
import { type Separability, separability } from '../../stats/ratings/separability.ts'
import { type Features, styleFeatures } from '../../stats/ratings/style-features.ts'
import type { BattleRows, BattleSet } from './battle-table.ts'
import { countsAmong, findRankable, rowsAmong } from './rankable.ts'
import { estimate, intervalsOf, type RatingData, type RatingMethod } from './rating-methods.ts'
import { type StyleCounts, styleFeatureNames } from './style-counts.ts'

export type RankRow = {
  model: string
  rating: number | null
  ci: [number, number] | null
  rank: number | null
  rank_range: [number, number] | null
  battles: number
  win: number
  loss: number
  tie: number
}

export type RankOptions = {
  method: RatingMethod
  ties: TieRule
  anchor: { model: string; rating: number } | null
  confidence: number
  resamples: number
  seed: number
}

export type Ranking = {
  /** Best first; models without a rating last. */
  rows: RankRow[]
  /** In words, why models have no rating. */
  unranked: string[]
  maxGradient: number | null
  tieParameter: number | null
  coefficients: Record<string, number> | null
  bootstrap: {
    unit: 'question' | 'battle'
    units: number
    method: string | null
    undefinedResamples: number
  }
  separability: Separability | null
  /** Neighbours in the ranking whose intervals overlap. */
  notSeparable: [string, string][]
  cycles: Cycles
}

/** Ratings are centred here, unless a model is the anchor. */
const centre = 1000

/**
 * Ratings with intervals and ranks. Ranks, their ranges and separability come from intervals of ratings
 * centred on the mean of the models, so that they do not depend on the choice of an anchor.
 * @throws UserError where no two models can be ranked, or the anchor is not among them
 */
export function rankModels(set: BattleSet, options: RankOptions): Ranking {
  const matrix = scoreMatrix(set.counts, options)
  const needsFinite = options.method === 'bt' || options.method === 'davidson'
  const { models: chosen, reasons } = findRankable(matrix, { names: set.models, needsFinite })
  if (chosen.length < 2) throw nothingToRank(set, reasons)
  const names = chosen.map((model) => set.models[model] ?? '')
  const data = ratingData(set, { ...options, chosen })
  const found = estimate(data)
  const origins = originsOf(options, names)
  const ratings = toEloScale(found.strengths, origins[0] ?? { centre })
  const random = createRandom({ seed: options.seed })
  const intervals = intervalsOf(data, { ...options, origins, random })
  const shown = intervals.byOrigin[0] ?? []
  const ranks = ranksOf(ratings, intervals.byOrigin.at(-1) ?? [])
  const rated = chosen.map(
    (model, i): RankRow => ({
      model: set.models[model] ?? '',
      rating: at(ratings, i),
      ci: shown[i] ?? null,
      rank: ranks.ranks[i] ?? null,
      rank_range: ranks.ranges?.[i] ?? null,
      ...record(set.counts, model),
    }),
  )
  const rows = [...rated.sort(byRating), ...unratedRows(set, chosen)]
  return {
    rows,
    unranked: reasons,
    maxGradient: found.maxGradient,
    tieParameter: found.tieParameter,
    coefficients: named(found.coefficients),
    bootstrap: {
      unit: intervals.unit,
      units: intervals.units,
      method: intervals.method,
      undefinedResamples: intervals.undefinedResamples,
    },
    separability: ranks.separability,
    notSeparable: overlappingNeighbours(
      rated,
      new Map(names.map((name, i) => [name, ranks.intervals?.[i]])),
    ),
    cycles: cycles(matrix),
  }
}

/** The first origin is for printing, the last for ranks. */
function originsOf({ anchor }: RankOptions, names: readonly string[]): EloOrigin[] {
  if (anchor === null) return [{ centre }]
  const index = names.indexOf(anchor.model)
  if (index >= 0) return [{ anchor: index, rating: anchor.rating }, { centre }]
  throw new UserError(
    `--anchor ${JSON.stringify(anchor.model)} is not among the ranked models: ${names.slice(0, 20).join(', ')}`,
  )
}

function nothingToRank(set: BattleSet, reasons: readonly string[]): UserError {
  if (set.battles === 0) return new UserError('there is no battle to rank models by')
  return new UserError(`no two models can be ranked together: ${reasons.join('; ')}`)
}

function ratingData(
  set: BattleSet,
  options: RankOptions & { chosen: readonly number[] },
): RatingData {
  const { method, ties, chosen } = options
  const withTies = ties === 'half'
  const rows = set.rows === null ? null : rowsAmong(set.rows, { chosen, withTies })
  // A question with one battle each: drawing questions is drawing battles.
  const isClustered =
    rows !== null && rows.question !== null && rows.questions < rows.battles.first.length
  return {
    method,
    counts: countsAmong(set.counts, chosen),
    ties,
    battles: rows?.battles ?? null,
    question: isClustered ? rows.question : null,
    questions: isClustered ? rows.questions : 0,
    features: method === 'style' && rows !== null ? featuresOf(rows) : null,
  }
}

function featuresOf({ style, kept }: BattleRows & { kept: Int32Array }): Features {
  const width = styleFeatureNames.length
  const picked = (side: keyof StyleCounts) =>
    Int32Array.from({ length: kept.length * width }, (_, cell) =>
      at(style?.[side] ?? [], at(kept, Math.floor(cell / width)) * width + (cell % width)),
    )
  try {
    return styleFeatures({ first: picked('first'), second: picked('second') }, { width })
  } catch (error) {
    const index =
      error instanceof RangeError ? /^feature (\d) does not vary$/.exec(error.message) : null
    if (index === null) throw error
    const name = styleFeatureNames[Number(index[1])] ?? ''
    throw new UserError(`--style: the answers of all battles are alike in ${name}`, {
      cause: error,
    })
  }
}

function ranksOf(ratings: readonly number[], intervals: readonly (Interval | null)[]) {
  const known = intervals.filter((interval) => interval !== null)
  if (known.length < ratings.length) {
    const ranks = ratings.map((rating) => 1 + ratings.filter((other) => other > rating).length)
    return { ranks, ranges: null, separability: null, intervals: null }
  }
  const ranges = rankRanges(known)
  return {
    ranks: ranges.map((range) => range.best),
    ranges: ranges.map(({ best, worst }): [number, number] => [best, worst]),
    separability: separability(known),
    intervals: known,
  }
}

function overlappingNeighbours(
  rows: readonly RankRow[],
  intervals: ReadonlyMap<string, Interval | undefined>,
): [string, string][] {
  return rows.flatMap(({ model }, index): [string, string][] => {
    const next = rows[index + 1]
    if (next === undefined) return []
    const [upper, lower] = [intervals.get(model), intervals.get(next.model)]
    if (upper === undefined || lower === undefined) return []
    return upper[0] > lower[1] || lower[0] > upper[1] ? [] : [[model, next.model]]
  })
}

function unratedRows(set: BattleSet, chosen: readonly number[]): RankRow[] {
  const none = { rating: null, ci: null, rank: null, rank_range: null }
  return set.models.flatMap((model, index) =>
    chosen.includes(index) ? [] : [{ model, ...none, ...record(set.counts, index) }],
  )
}

function byRating(a: RankRow, b: RankRow): number {
  return (b.rating ?? 0) - (a.rating ?? 0) || (a.model < b.model ? -1 : 1)
}

/** All battles of a model, those with unranked models included. */
function record({ models, wins, ties }: OutcomeCounts, model: number) {
  let [win, loss, tie] = [0, 0, 0]
  for (let other = 0; other < models; other++) {
    win += at(wins, model * models + other)
    loss += at(wins, other * models + model)
    tie += at(ties, model * models + other)
  }
  return { battles: win + loss + tie, win, loss, tie }
}

function named(coefficients: readonly number[] | null): Record<string, number> | null {
  if (coefficients === null) return null
  return Object.fromEntries(styleFeatureNames.map((name, k) => [name, at(coefficients, k)]))
}
