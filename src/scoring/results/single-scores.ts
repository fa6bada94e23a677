import { judgeModelOf, type SingleJudgment } from '../../domain/judgment.ts'
import type { QuestionId } from '../../domain/question.ts'
import { isRating, unreadScore } from '../../domain/verdicts/verdict.ts'
import type { Cluster } from '../../stats/means/clustered-mean.ts'
import type { IntervalChoice } from '../../stats/means/interval-method.ts'
import { meanWithInterval } from '../../stats/means/mean-interval.ts'
import { createKeyIndex, type KeyUse } from '../comparability.ts'
import type { PlacedGrade } from './grade-noise.ts'
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

/**
 * Means of ratings by model: collect rows in file order with `add`, then ask for `rows`.
 * Within a question and turn the mean is taken over repeats, then over choices; intervals are by
 * question (cluster-robust t, unless another method is chosen).
 */
export function createSingleScores(options: SingleScoresOptions) {
  const table = createJudgmentTable<Grade>(options.duplicates)
  const keys = createKeyIndex(parserOf(options.source))
  const gradeOf = createGrades()
  let isRepeated = options.duplicates === 'repeats'

  return {
    add: (row: SingleJudgment): void => {
      if ((row.choice ?? 0) > 0 || (row.repeat ?? 0) > 0) isRepeated = true
      const score = countedScore(row, options.source)
      const cell = {
        questionId: row.question_id,
        turn: row.turn,
        choice: row.choice ?? 0,
        repeat: row.repeat ?? 0,
      }
      table.add(JSON.stringify([judgeModelOf(row), row.model]), cell, {
        value: gradeOf(
          score,
          row.outcome === 'empty_answer',
          keys.indexOf(row.key, row.question_id),
        ),
        isReadable: score !== unreadScore,
        isOwn: row.outcome !== undefined,
      })
    },
    rows: (): SingleRow[] =>
      groups().flatMap(({ judge, model, entries }) =>
        options.isMixed === true
          ? [...entriesByKey(entries, keys.labelOf)].flatMap(([key, own]) =>
              rowsOf(own, { judge, model, key }, options),
            )
          : rowsOf(entries, { judge, model }, options),
      ),
    keyUses: (): KeyUse[] =>
      groups().flatMap(({ judge, model, entries }) =>
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
      groups().flatMap(({ judge, model, entries }) =>
        entries.flatMap(({ cell: { questionId, turn, choice }, values }) =>
          values
            .filter(({ score }) => score !== unreadScore)
            .map(({ score }) => ({ judge, model, questionId, turn, choice, score })),
        ),
      ),
    turnScores: (): TurnScore[] =>
      groups().flatMap(({ judge, model, entries }) =>
        scoresByTurn(entries).map((score) => ({ judge, model, ...score })),
      ),
  }

  function groups() {
    return table.groups().map((group) => {
      const [judge, model] = JSON.parse(group) as [string, string]
      return { judge, model, entries: [...table.entries(group)] }
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

const turns = ['1', '2', 'all'] as const

function rowsOf(
  entries: readonly Entry<Grade>[],
  name: { judge: string; model: string; key?: string },
  options: SingleScoresOptions,
): SingleRow[] {
  const categories =
    options.by === 'turn'
      ? [null]
      : [...new Set(entries.map((e) => options.categoryOf(e.cell.questionId) ?? 'unknown'))]
  return categories.flatMap((category) =>
    turns.flatMap((turn) => {
      const own = entries.filter(
        (entry) =>
          (turn === 'all' || String(entry.cell.turn) === turn) &&
          (category === null ||
            (options.categoryOf(entry.cell.questionId) ?? 'unknown') === category),
      )
      if (own.length === 0) return []
      return [{ ...name, turn, category, ...figures(own, options) }]
    }),
  )
}

function figures(entries: readonly Entry<Grade>[], options: SingleScoresOptions) {
  const scored = (inRangeOnly: boolean) => (grade: Grade) =>
    grade.score !== unreadScore && (!inRangeOnly || isRating(grade.score))
  const grades = entries.flatMap((entry) => entry.values)
  const outOfRange = grades.filter((g) => g.score !== unreadScore && !isRating(g.score)).length
  const all = meanOf(entries, scored(false), options)
  return {
    n: all?.n ?? 0,
    mean: all?.mean ?? null,
    ci: all?.interval ?? null,
    unparsed: grades.filter((grade) => grade.score === unreadScore).length,
    superseded: entries.reduce((sum, entry) => sum + entry.superseded, 0),
    empty: grades.filter((grade) => grade.isEmpty).length,
    out_of_range: outOfRange,
    mean_in_range:
      outOfRange === 0
        ? (all?.mean ?? null)
        : (meanOf(entries, scored(true), options)?.mean ?? null),
  }
}

function meanOf(
  entries: readonly Entry<Grade>[],
  counts: (grade: Grade) => boolean,
  options: SingleScoresOptions,
) {
  const clusters = new Map<QuestionId, Cluster>()
  for (const value of valuesByTurn(entries, counts, options.duplicates)) {
    const cluster = clusters.get(value.questionId) ?? { sum: 0, n: 0 }
    clusters.set(value.questionId, { sum: cluster.sum + value.score, n: cluster.n + 1 })
  }
  return clusters.size === 0 ? undefined : meanWithInterval([...clusters.values()], options)
}

/** One value a question and turn: the mean over repeats, then over choices; with `all` every row. */
function valuesByTurn(
  entries: readonly Entry<Grade>[],
  counts: (grade: Grade) => boolean,
  duplicates: DuplicateRule,
): { questionId: QuestionId; score: number }[] {
  const byTurn = new Map<string, { questionId: QuestionId; choices: Map<number, number[]> }>()
  const raw: { questionId: QuestionId; score: number }[] = []
  for (const { cell, values } of entries) {
    const scores = values.filter(counts).map((grade) => grade.score)
    if (scores.length === 0) continue
    if (duplicates === 'all') {
      raw.push(...scores.map((score) => ({ questionId: cell.questionId, score })))
      continue
    }
    const key = JSON.stringify([cell.questionId, cell.turn])
    const held = byTurn.get(key) ?? { questionId: cell.questionId, choices: new Map() }
    held.choices.set(cell.choice, [...(held.choices.get(cell.choice) ?? []), ...scores])
    byTurn.set(key, held)
  }
  const means = [...byTurn.values()].map(({ questionId, choices }) => ({
    questionId,
    score: mean([...choices.values()].map(mean)),
  }))
  return duplicates === 'all' ? raw : means
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
