import type { SingleJudgment } from '../../domain/judgment.ts'
import { judgeModelOf, type StoredGrade } from '../../domain/judgment-fields.ts'
import type { QuestionId } from '../../domain/question.ts'
import { isRating, unreadScore } from '../../domain/verdicts/verdict.ts'
import type { Cluster } from '../../stats/means/clustered-mean.ts'
import type { IntervalChoice } from '../../stats/means/interval-method.ts'
import { meanWithInterval } from '../../stats/means/mean-interval.ts'
import { createTQuantiles, type tQuantile } from '../../stats/numeric/student-t.ts'
import { createKeyIndex, type KeyUse } from '../comparability.ts'
import type { PlacedGrade } from './grade-noise.ts'
import { createGroupNames } from './group-names.ts'
import {
  createJudgmentTable,
  type DuplicateRule,
  type Entry,
  entriesByKey,
  keysOf,
} from './judgment-table.ts'
import { parserOf, type ScoreSource, scoreOf } from './parse-stored.ts'
import { scoresByTurn, type TurnScore } from './turn-scores.ts'

/** One model's figures under one judge, for a turn and category (null: all). */
export type SingleRow = {
  judge: string
  model: string
  /** Where results are mixed: the parts in which the keys differ. */
  key?: string
  turn: '1' | '2' | 'all'
  category: string | null
  /** Number of ratings in the mean: one a question and turn, over choices and repeats. */
  n: number
  /** Null where there is no rating. */
  mean: number | null
  ci: [number, number] | null
  /** Judgments that were left out because no rating could be read. */
  unparsed: number
  /** Rows of a key that another row replaces. */
  superseded: number
  /** Grades that `--empty-answers lowest` gave without a call: they are in the mean. */
  empty: number
  /** Ratings outside 1–10 that are in the mean because the file holds them, and the mean without. */
  out_of_range: number
  mean_in_range: number | null
}

export type SingleScoresOptions = {
  source: ScoreSource
  duplicates: DuplicateRule
  /** Confidence of the intervals, in (0, 1). */
  confidence: number
  /** Left out: t. */
  interval?: IntervalChoice | undefined
  /** A question's category; needed for `by: 'category'`. */
  categoryOf: (questionId: QuestionId) => string | undefined
  by: 'turn' | 'category'
  /** Figures of each key on their own, where rows differ in what they depend on. */
  isMixed?: boolean
}

type Grade = { score: number; isEmpty: boolean; key: number }

type Group = { judge: string; model: string; entries: Entry<Grade>[] }

type Context = SingleScoresOptions & { quantile: typeof tQuantile }

/**
 * Means of ratings by model: collect rows in file order with `add`, then ask for `rows`.
 * Within a question and turn the mean is taken over repeats, then over choices; intervals are by
 * question (cluster-robust t, unless another method is chosen).
 */
export function createSingleScores(options: SingleScoresOptions) {
  const table = createJudgmentTable<Grade>(options.duplicates)
  const keys = createKeyIndex(parserOf(options.source))
  const gradeOf = createGrades()
  const names = createGroupNames()
  let isRepeated = options.duplicates === 'repeats'

  return {
    add: (row: SingleJudgment): void => add(row, countedScore(row, options.source)),
    /** Adds a row whose stored score counts. */
    addStored: (row: StoredGrade): void => add(row, row.score ?? unreadScore),
    rows: (): SingleRow[] => {
      const context = { ...options, quantile: createTQuantiles() }
      return eachGroup(({ judge, model, entries }) =>
        options.isMixed === true
          ? [...entriesByKey(entries, keys.labelOf)].flatMap(([key, own]) =>
              rowsOf(own, { judge, model, key }, context),
            )
          : rowsOf(entries, { judge, model }, context),
      )
    },
    keyUses: (): KeyUse[] =>
      eachGroup(({ judge, model, entries }) =>
        [...keysOf(entries)].map((key) => ({
          judge,
          models: [model],
          key: keys.keyAt(key),
          question: keys.questionAt(key),
        })),
      ),
    /** Whether a question may have several answers, or an answer several grades. */
    isRepeated: () => isRepeated,
    /** Every grade that counts and could be read. */
    placedGrades: (): PlacedGrade[] =>
      eachGroup(({ judge, model, entries }) =>
        entries.flatMap(({ cell: { questionId, turn, choice }, values }) =>
          values
            .filter(({ score }) => score !== unreadScore)
            .map(({ score }) => ({ judge, model, questionId, turn, choice, score })),
        ),
      ),
    turnScores: (): TurnScore[] =>
      eachGroup(({ judge, model, entries }) =>
        scoresByTurn(entries).map((score) => ({ judge, model, ...score })),
      ),
  }

  function add(row: StoredGrade, score: number): void {
    const { question_id: questionId, turn, choice = 0, repeat = 0, outcome } = row
    if (choice > 0 || repeat > 0) isRepeated = true
    table.add(
      names(judgeModelOf(row), row.model),
      { questionId, turn, choice, repeat },
      {
        value: gradeOf(score, outcome === 'empty_answer', keys.indexOf(row.key, questionId)),
        isReadable: score !== unreadScore,
        isOwn: outcome !== undefined,
      },
    )
  }

  /** One group at a time, so that only its entries are in memory. */
  function eachGroup<R>(visit: (group: Group) => readonly R[]): R[] {
    return table.groups().flatMap((group) => {
      const [judge, model] = JSON.parse(group) as [string, string]
      return visit({ judge, model, entries: table.entries(group) })
    })
  }
}

/** Equal grades are one object, so that a million rows hold a dozen of them. */
function createGrades() {
  const grades: Map<number, Grade>[] = []
  return (score: number, isEmpty: boolean, key: number): Grade => {
    const ofKey = grades[key] ?? new Map<number, Grade>()
    grades[key] = ofKey
    const code = isEmpty ? score + 1e6 : score
    const known = ofKey.get(code)
    if (known !== undefined) return known
    const made = { score, isEmpty, key }
    ofKey.set(code, made)
    return made
  }
}

/** A score that is read anew counts only where it is a rating: FastChat's parser has no range. */
function countedScore(row: SingleJudgment, source: ScoreSource): number {
  const score = scoreOf(row, source)
  return source === 'stored' || isRating(score) ? score : unreadScore
}

const turns = [
  ['1', 1],
  ['2', 2],
  ['all', null],
] as const

function rowsOf(
  entries: readonly Entry<Grade>[],
  name: { judge: string; model: string; key?: string },
  options: Context,
): SingleRow[] {
  const categories =
    options.by === 'turn'
      ? [null]
      : [...new Set(entries.map((e) => options.categoryOf(e.cell.questionId) ?? 'unknown'))]
  return categories.flatMap((category) =>
    turns.flatMap(([turn, number]) => {
      const own = entries.filter(
        (entry) =>
          (number === null || entry.cell.turn === number) &&
          (category === null ||
            (options.categoryOf(entry.cell.questionId) ?? 'unknown') === category),
      )
      if (own.length === 0) return []
      return [{ ...name, turn, category, ...figures(own, options) }]
    }),
  )
}

function figures(entries: readonly Entry<Grade>[], options: Context) {
  const counts = countsOf(entries)
  const all = meanOf(entries, ({ score }) => score !== unreadScore, options)
  const inRange =
    counts.out_of_range === 0
      ? all
      : meanOf(entries, ({ score }) => score !== unreadScore && isRating(score), options)
  return {
    n: all?.n ?? 0,
    mean: all?.mean ?? null,
    ci: all?.interval ?? null,
    ...counts,
    mean_in_range: inRange?.mean ?? null,
  }
}

function countsOf(entries: readonly Entry<Grade>[]) {
  const counts = { unparsed: 0, superseded: 0, empty: 0, out_of_range: 0 }
  for (const { values, superseded } of entries) {
    counts.superseded += superseded
    for (const { score, isEmpty } of values) {
      if (score === unreadScore) counts.unparsed++
      else if (!isRating(score)) counts.out_of_range++
      if (isEmpty) counts.empty++
    }
  }
  return counts
}

function meanOf(
  entries: readonly Entry<Grade>[],
  counts: (grade: Grade) => boolean,
  options: Context,
) {
  const clusters = new Map<QuestionId, Cluster>()
  for (const value of valuesByTurn(entries, counts, options.duplicates)) {
    const cluster = clusters.get(value.questionId)
    if (cluster === undefined) clusters.set(value.questionId, { sum: value.score, n: 1 })
    else {
      cluster.sum += value.score
      cluster.n++
    }
  }
  return clusters.size === 0 ? undefined : meanWithInterval([...clusters.values()], options)
}

/** One value a question and turn: the mean over repeats, then over choices; with `all` every row. */
function valuesByTurn(
  entries: readonly Entry<Grade>[],
  counts: (grade: Grade) => boolean,
  duplicates: DuplicateRule,
): { questionId: QuestionId; score: number }[] {
  const scores: { questionId: QuestionId; score: number }[] = []
  let isOneATurn = true
  for (const { cell, values } of entries) {
    const before = scores.length
    for (const grade of values) {
      if (counts(grade)) scores.push({ questionId: cell.questionId, score: grade.score })
    }
    const isOnly = cell.choice === 0 && cell.repeat === 0 && scores.length === before + 1
    if (scores.length > before && !isOnly) isOneATurn = false
  }
  return duplicates === 'all' || isOneATurn ? scores : meansByTurn(entries, counts)
}

function meansByTurn(entries: readonly Entry<Grade>[], counts: (grade: Grade) => boolean) {
  const byTurn = new Map<string, { questionId: QuestionId; choices: Map<number, number[]> }>()
  for (const { cell, values } of entries) {
    const scores = values.filter(counts).map((grade) => grade.score)
    if (scores.length === 0) continue
    const key = JSON.stringify([cell.questionId, cell.turn])
    const held = byTurn.get(key) ?? { questionId: cell.questionId, choices: new Map() }
    held.choices.set(cell.choice, [...(held.choices.get(cell.choice) ?? []), ...scores])
    byTurn.set(key, held)
  }
  return [...byTurn.values()].map(({ questionId, choices }) => ({
    questionId,
    score: mean([...choices.values()].map(mean)),
  }))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
