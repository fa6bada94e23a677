import type { QuestionId } from '../../domain/question.ts'
import { holm } from '../../stats/comparing/holm.ts'
import { type PairedCluster, pairedDifference } from '../../stats/comparing/paired-difference.ts'
import { minimumDetectableEffect } from '../../stats/comparing/power.ts'
import { signFlipTest } from '../../stats/comparing/sign-flip-test.ts'
import { minClusters } from '../../stats/means/clustered-mean.ts'
import type { IntervalChoice } from '../../stats/means/interval-method.ts'
import { mean, sum } from '../../stats/means/summary.ts'
import { createRandom } from '../../stats/numeric/random.ts'

/** One side's figure on one item (a turn, a match) of a question; null where none could be read. */
export type SideValue = { questionId: QuestionId; item: string; value: number | null }

/** The paired difference of two sides, over all categories (null) or one. */
export type DifferenceRow = {
  category: string | null
  /** Pairs of values, and the questions they belong to. */
  n: number
  questions: number
  mean_a: number
  mean_b: number
  /** Mean of a − b with its interval by question; no interval with fewer than five questions. */
  difference: number
  ci: [number, number] | null
  /** Sign-flip permutation test over questions, two-sided. */
  p: number
  /** p adjusted for the number of categories; null for the row over all. */
  p_holm: number | null
  /** Difference that a run of this size finds with 80 % power; null without an interval. */
  mde: number | null
  /** Questions on which a is better, the two are equal, b is better. */
  win: number
  tie: number
  loss: number
}

/** One question's means and their difference. */
export type QuestionDifference = {
  question_id: QuestionId
  category: string | null
  n: number
  mean_a: number
  mean_b: number
  difference: number
}

export type Comparison = {
  rows: DifferenceRow[]
  /** Every question, the one that differs most first. */
  questions: QuestionDifference[]
  /** Questions and items that only one side has, and items without a figure. */
  leftOut: Record<LeftOut, number>
}

type LeftOut =
  | 'questions_only_a'
  | 'questions_only_b'
  | 'items_only_a'
  | 'items_only_b'
  | 'unparsed_a'
  | 'unparsed_b'

export type ComparisonOptions = {
  confidence: number
  /** Left out: t. */
  interval?: IntervalChoice | undefined
  seed: number
  /** Sign patterns drawn where there are too many to look at all. */
  draws: number
  /** A question's category; undefined where none is known. */
  categoryOf: (questionId: QuestionId) => string | undefined
}

type Question = { questionId: QuestionId; category: string | null; pair: PairedCluster }

/** Minimum detectable effects by number of questions. */
type Effects = Map<number, number>

/** Power at which the minimum detectable effect is given. */
const promisedPower = 0.8

/**
 * Compares two sides item by item: only what both have counts, the unit is the question. Does not depend
 * on the order of the values; with the sides swapped the difference changes its sign and p stays.
 * @returns no rows where the sides have no item in common
 */
export function compareSides(
  a: readonly SideValue[],
  b: readonly SideValue[],
  settings: ComparisonOptions,
): Comparison {
  const options = { ...settings, effects: new Map<number, number>() }
  const [sideA, sideB] = [byQuestion(a), byQuestion(b)]
  const questions = pairedQuestions(sideA, sideB, options)
  const categories = [...new Set(questions.map((q) => q.category))].filter((c) => c !== null).sort()
  const rows = categories.map((category) =>
    differenceRow(
      category,
      questions.filter((q) => q.category === category),
      options,
    ),
  )
  const adjusted = rows.length === 0 ? [] : holm(rows.map((row) => row.p))
  const overall = questions.length === 0 ? [] : [differenceRow(null, questions, options)]
  return {
    rows: [...overall, ...rows.map((row, i) => ({ ...row, p_holm: adjusted[i] ?? null }))],
    questions: questions
      .map(questionDifference)
      .sort((x, y) => Math.abs(y.difference) - Math.abs(x.difference)),
    leftOut: leftOutOf(sideA, sideB),
  }
}

type Side = Map<QuestionId, Map<string, number | null>>

function byQuestion(values: readonly SideValue[]): Side {
  const side: Side = new Map()
  for (const { questionId, item, value } of values) {
    const items = side.get(questionId) ?? new Map<string, number | null>()
    items.set(item, value)
    side.set(questionId, items)
  }
  return side
}

/** Questions with an item that both sides have read, in the order of their ids. */
function pairedQuestions(a: Side, b: Side, options: ComparisonOptions): Question[] {
  const questions: Question[] = []
  for (const [questionId, items] of a) {
    const pair = { first: [] as number[], second: [] as number[] }
    for (const [item, value] of [...items].sort(([x], [y]) => (x < y ? -1 : 1))) {
      const other = b.get(questionId)?.get(item)
      if (value === null || other === null || other === undefined) continue
      pair.first.push(value)
      pair.second.push(other)
    }
    const category = options.categoryOf(questionId) ?? null
    if (pair.first.length > 0) questions.push({ questionId, category, pair })
  }
  return questions.sort((x, y) => compareIds(x.questionId, y.questionId))
}

function compareIds(x: QuestionId, y: QuestionId): number {
  if (typeof x === 'number' && typeof y === 'number') return x - y
  return JSON.stringify(x) < JSON.stringify(y) ? -1 : 1
}

function differenceRow(
  category: string | null,
  questions: readonly Question[],
  options: ComparisonOptions & { effects: Effects },
): DifferenceRow {
  const clusters = questions.map((question) => question.pair)
  const { sums, ...figure } = pairedDifference(clusters, options)
  const random = createRandom({ seed: options.seed })
  const count = questions.length
  const sd = figure.standardError === null ? null : figure.standardError * Math.sqrt(count)
  return {
    category,
    n: figure.n,
    questions: count,
    mean_a: sum(clusters.flatMap((c) => c.first)) / figure.n,
    mean_b: sum(clusters.flatMap((c) => c.second)) / figure.n,
    difference: figure.mean,
    ci: figure.interval,
    p: signFlipTest(sums, { draws: options.draws, random }).pValue,
    p_holm: null,
    mde: sd === null || count < minClusters ? null : sd * effectPerSd(count, options),
    win: sums.filter((difference) => difference > 0).length,
    tie: sums.filter((difference) => difference === 0).length,
    loss: sums.filter((difference) => difference < 0).length,
  }
}

/** The minimum detectable effect in standard deviations: the same for all categories of one size. */
function effectPerSd(clusters: number, options: ComparisonOptions & { effects: Effects }): number {
  const known = options.effects.get(clusters)
  if (known !== undefined) return known
  const made = minimumDetectableEffect({
    sd: 1,
    clusters,
    alpha: 1 - options.confidence,
    sides: 2,
    power: promisedPower,
    sdDegrees: clusters - 1,
  })
  options.effects.set(clusters, made)
  return made
}

function questionDifference({ questionId, category, pair }: Question): QuestionDifference {
  const [meanA, meanB] = [mean(pair.first), mean(pair.second)]
  return {
    question_id: questionId,
    category,
    n: pair.first.length,
    mean_a: meanA,
    mean_b: meanB,
    difference: meanA - meanB,
  }
}

function leftOutOf(a: Side, b: Side): Record<LeftOut, number> {
  const onlyA = missingIn(a, b)
  const onlyB = missingIn(b, a)
  return {
    questions_only_a: onlyA.questions,
    questions_only_b: onlyB.questions,
    items_only_a: onlyA.items,
    items_only_b: onlyB.items,
    unparsed_a: unparsedOf(a),
    unparsed_b: unparsedOf(b),
  }
}

/** Questions of one side that the other has not, and items missing from questions that it has. */
function missingIn(side: Side, other: Side): { questions: number; items: number } {
  let questions = 0
  let items = 0
  for (const [questionId, own] of side) {
    const theirs = other.get(questionId)
    if (theirs === undefined) questions++
    else items += [...own.keys()].filter((item) => !theirs.has(item)).length
  }
  return { questions, items }
}

function unparsedOf(side: Side): number {
  return [...side.values()].flatMap((items) => [...items.values()]).filter((v) => v === null).length
}
