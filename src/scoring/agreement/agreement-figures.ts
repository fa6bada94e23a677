import type { QuestionId } from '../../domain/question.ts'
import type { BallotLabel } from '../../domain/votes/ballot.ts'
import { kappaAndAc1 } from '../../stats/agreement/kappa-ac1.ts'
import { type BootstrapFigure, clusterBootstrap } from '../../stats/means/cluster-bootstrap.ts'
import type { Cluster } from '../../stats/means/clustered-mean.ts'
import { shareWithInterval } from '../../stats/means/mean-interval.ts'
import { addAt, at } from '../../stats/numeric/at.ts'
import { createRandom } from '../../stats/numeric/random.ts'
import { agreementOf, chanceOf, type Setup, type VotePair } from './judge-agreement.ts'

/** How intervals are made, and which labels the models' order gives. */
export type FigureOptions = {
  /** Resamples of the bootstrap over questions; 0 for none. */
  resamples: number
  confidence: number
  seed: number
  /**
   * `code`: labels by code-unit order of the models' ids. `both`: each pair of votes counted in that
   * order and in the other, so that kappa, AC1 and alpha do not depend on what models are called.
   */
  orientation: 'code' | 'both'
}

export type AgreementFigures = {
  agree: number
  total: number
  /** Questions that the pairs of votes are about. */
  questions: number
  rate: number | null
  ci: [number, number] | null
  chance: number
  kappa: number | null
  kappa_ci: [number, number] | null
  ac1: number | null
  ac1_ci: [number, number] | null
  /** Pairs of votes by label of the one (rows) and the other: first, second, tie (S1). */
  confusion: number[][]
}

const codes: Readonly<Record<BallotLabel, number>> = { first: 0, second: 1, tie: 2 }

/** Code of a label: first, second, tie. */
export function labelCode(label: BallotLabel): number {
  return codes[label]
}

/** Code of the same vote with the two models in the other order. */
export function turnedCode(code: number): number {
  return code === 2 ? 2 : 1 - code
}

/** @param isWithin pairs are of one group: each counts in both directions */
export function agreementFigures(
  pairs: readonly VotePair[],
  options: FigureOptions & { setup: Setup; isWithin: boolean },
): AgreementFigures {
  const { setup } = options
  const { agree, total } = agreementOf(pairs, setup)
  const size = setup === 'S1' ? 3 : 2
  const tables = byQuestion(pairs, { ...options, size })
  const [kappa, ac1] = chanceCorrected(tables, { ...options, size })
  const mean = total === 0 ? null : shareWithInterval(clustersOf(pairs, setup), options)
  return {
    agree,
    total,
    questions: tables.length,
    rate: total === 0 ? null : agree / total,
    ci: mean?.interval ?? null,
    chance: chanceOf[setup],
    kappa: kappa?.estimate ?? null,
    kappa_ci: withWidth(kappa?.interval ?? null),
    ac1: ac1?.estimate ?? null,
    ac1_ci: withWidth(ac1?.interval ?? null),
    confusion: rowsOf(sumOf(tables, size), size),
  }
}

/** No interval where all resamples are equal: votes without any spread say nothing of it. */
function withWidth(interval: [number, number] | null): [number, number] | null {
  return interval === null || interval[0] === interval[1] ? null : interval
}

/**
 * Figures of weighted sums of tables, one a cluster, with bootstrap intervals.
 * The draws depend on the seed and the number of clusters alone, not on what was computed before.
 */
export function resampledFigures(
  tables: readonly Float64Array[],
  options: FigureOptions & { figuresOf: (sum: Float64Array) => number[] },
): BootstrapFigure[] {
  const { figuresOf, seed, confidence } = options
  const cells = tables[0]?.length ?? 0
  if (tables.length === 0) return []
  const flat = Float64Array.from(tables.flatMap((table) => [...table]))
  const sum = new Float64Array(cells)
  const statistic = (weights: Float64Array) => {
    sum.fill(0)
    for (let g = 0; g < weights.length; g++) {
      const weight = at(weights, g)
      if (weight === 0) continue
      for (let c = 0; c < cells; c++) addAt(sum, c, weight * at(flat, g * cells + c))
    }
    return figuresOf(sum)
  }
  if (options.resamples === 0) {
    return figuresOf(sumTo(tables, cells)).map((value) => ({
      estimate: Number.isNaN(value) ? null : value,
      interval: null,
      method: null,
      undefinedResamples: 0,
    }))
  }
  return clusterBootstrap(statistic, {
    clusters: tables.length,
    resamples: options.resamples,
    confidence,
    method: 'bca',
    random: createRandom({ seed }),
  })
}

function chanceCorrected(
  tables: readonly Float64Array[],
  options: FigureOptions & { size: number },
): BootstrapFigure[] {
  const categories = options.size
  return resampledFigures(tables, {
    ...options,
    figuresOf: (sum) => kappaAndAc1(sum, { categories }),
  })
}

/** A table of labels a question, in the questions' order, so that the order of votes is no matter. */
function byQuestion(
  pairs: readonly VotePair[],
  options: { size: number; isWithin: boolean; orientation: 'code' | 'both' },
): Float64Array[] {
  const { size, isWithin, orientation } = options
  const tables = new Map<QuestionId, Float64Array>()
  for (const { questionId, a, b, weight } of pairs) {
    const row = labelCode(a)
    const column = labelCode(b)
    if (row >= size || column >= size) continue
    const table = tables.get(questionId) ?? new Float64Array(size * size)
    tables.set(questionId, table)
    const cells = [[row, column]]
    if (isWithin) cells.push([column, row])
    if (orientation === 'both') {
      cells.push(...cells.map((cell) => cell.map(turnedCode)))
    }
    for (const [i = 0, j = 0] of cells) addAt(table, i * size + j, weight)
  }
  return [...tables].sort(([a], [b]) => byQuestionId(a, b)).map(([, table]) => table)
}

/** Order of question ids: numbers by value, before texts by code unit. */
export function byQuestionId(a: QuestionId, b: QuestionId): number {
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}

function clustersOf(pairs: readonly VotePair[], setup: Setup): Cluster[] {
  const clusters = new Map<QuestionId, { sum: number; n: number }>()
  for (const { questionId, a, b, weight } of pairs) {
    if (setup === 'S2' && (a === 'tie' || b === 'tie')) continue
    const cluster = clusters.get(questionId) ?? { sum: 0, n: 0 }
    cluster.n += weight
    if (a === b) cluster.sum += weight
    clusters.set(questionId, cluster)
  }
  return [...clusters].sort(([a], [b]) => byQuestionId(a, b)).map(([, cluster]) => cluster)
}

function sumOf(tables: readonly Float64Array[], size: number): Float64Array {
  return sumTo(tables, size * size)
}

function sumTo(tables: readonly Float64Array[], cells: number): Float64Array {
  const sum = new Float64Array(cells)
  for (const table of tables) {
    for (let cell = 0; cell < cells; cell++) addAt(sum, cell, at(table, cell))
  }
  return sum
}

function rowsOf(flat: Float64Array, size: number): number[][] {
  return Array.from({ length: size }, (_, row) => [...flat.subarray(row * size, (row + 1) * size)])
}
