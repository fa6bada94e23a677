import { byCodeUnit } from '../../domain/identity.ts'
import type { Battle, BattleRow } from '../../domain/votes/battle.ts'
import { addAt, at } from '../../stats/numeric/at.ts'
import { type Battles, countBattles, type OutcomeCounts } from '../../stats/ratings/battles.ts'
import { rowsThatCount, unreadable } from '../agreement/repeated-votes.ts'
import { createHashedNumbering, type HashedNumbering } from '../results/hashed-numbering.ts'
import { createIntegerColumn } from '../results/integer-column.ts'
import { createNumbering } from '../results/numbering.ts'
import { type BattleSelection, createSelection } from './battle-selection.ts'
import { createBattleTally } from './battle-tally.ts'
import { type StyleCounts, styleCountsOf, styleFeatureNames } from './style-counts.ts'

/** Battles one by one, where they are needed. */
export type BattleRows = {
  battles: Battles
  /** Number of the question of each battle; null where some battle has none, or none has two. */
  question: Int32Array | null
  questions: number
  /** Number of the voter of each battle, −1 for none. */
  voter: Int32Array
  voters: string[]
  /** Null where style was not asked for. */
  style: StyleCounts | null
}

export type BattleSet = {
  /** In code-unit order. */
  models: string[]
  counts: OutcomeCounts
  battles: number
  /** Null where counts say all that is needed. */
  rows: BattleRows | null
  leftOut: Record<string, number>
  /** Columns that were to choose a subset and that no row had. */
  unseenColumns: string[]
}

export type BattleTableOptions = {
  selection: BattleSelection
  /** Keep battles one by one even where they name no question. */
  keepsRows: boolean
  withStyle: boolean
}

export type BattleTable = {
  /** @returns false where the battle is left out by its models or the selection */
  add: (row: BattleRow, battle: Battle) => boolean
  finish: () => BattleSet
}

/**
 * Battles as they stream by: counts by pair of models and outcome, and a few whole numbers for each
 * battle where its question or the method asks for them; no row and no text is kept. Votes of one
 * individual on one question, turn and pair count once.
 */
export function createBattleTable(options: BattleTableOptions): BattleTable {
  const selection = createSelection(options.selection)
  const parts = createParts()
  const leftOut = { ...noneLeftOut }
  return {
    add: (row, battle) => {
      const isOfOne = battle.modelA === battle.modelB
      const reason = isOfOne ? 'same_model' : selection.reasonAgainst(battle, row)
      if (reason !== null) leftOut[reason]++
      else addBattle(parts, battle, { row, ...options })
      return reason === null
    },
    finish: () => finish(parts, { ...options, leftOut, unseenColumns: selection.unseen() }),
  }
}

const noneLeftOut = {
  other_judges: 0,
  other_subset: 0,
  over_vote_limit: 0,
  same_model: 0,
  error: 0,
  repeated: 0,
}

type Parts = ReturnType<typeof createParts>

function createParts() {
  return {
    models: createNumbering<string>(),
    questions: createHashedNumbering(),
    voters: createNumbering<string>(),
    tally: createBattleTally(),
    tallied: 0,
    withoutQuestion: 0,
    columns: {
      first: createIntegerColumn(),
      second: createIntegerColumn(),
      outcome: createIntegerColumn(),
      question: createIntegerColumn(),
      voter: createIntegerColumn(),
      place: createIntegerColumn(),
    },
    style: { first: createIntegerColumn(), second: createIntegerColumn() },
  }
}

function addBattle(
  parts: Parts,
  battle: Battle,
  context: { row: BattleRow; keepsRows: boolean; withStyle: boolean },
): void {
  const { columns, style } = parts
  const first = parts.models.of(battle.modelA)
  const second = parts.models.of(battle.modelB)
  const outcome = outcomeOf(battle)
  const { questionId, voter } = battle
  if (questionId === null) {
    parts.withoutQuestion++
    if (!context.keepsRows) {
      parts.tally.add(first, second, outcome)
      parts.tallied++
      return
    }
  }
  columns.first.push(first)
  columns.second.push(second)
  columns.outcome.push(outcome)
  columns.question.push(questionId === null ? -1 : parts.questions.of(questionId))
  columns.voter.push(voter === null ? -1 : parts.voters.of(voter))
  columns.place.push(battle.place)
  if (!context.withStyle) return
  const counts = styleCountsOf(context.row)
  for (const value of counts.first) style.first.push(value)
  for (const value of counts.second) style.second.push(value)
}

/** As in `Battles`; battles without a readable verdict have a question, and are left out later. */
function outcomeOf({ winner, isOwn }: Battle): number {
  if (winner === 'error') return isOwn ? unreadable.own : unreadable.foreign
  return winner === 'a' ? 2 : winner === 'tie' ? 1 : 0
}

function finish(
  parts: Parts,
  options: {
    leftOut: typeof noneLeftOut
    unseenColumns: string[]
    keepsRows: boolean
    withStyle: boolean
  },
): BattleSet {
  const { columns } = parts
  const { names: models, place } = parts.models.sorted(byCodeUnit)
  const values = {
    first: columns.first.values(),
    second: columns.second.values(),
    outcome: columns.outcome.values(),
    question: columns.question.values(),
    voter: columns.voter.values(),
    place: columns.place.values(),
  }
  // With no question twice, nobody can have voted twice on one.
  const isRepeated = parts.questions.size() < values.question.length - parts.withoutQuestion
  const { rows, errors, repeated } = rowsThatCount(values, { isRepeated })
  const pick = (column: Int32Array) => rows.map((row) => at(column, row))
  const battles: Battles = {
    models: models.length,
    first: pick(values.first).map((model) => at(place, model)),
    second: pick(values.second).map((model) => at(place, model)),
    outcome: Uint8Array.from(rows, (row) => at(values.outcome, row)),
  }
  const base = {
    models,
    counts: sumOf(parts.tally.counts(place), countBattles(battles)),
    battles: parts.tallied + rows.length,
    leftOut: { ...options.leftOut, error: errors, repeated },
    unseenColumns: options.unseenColumns,
  }
  // A question with one battle each: drawing questions is drawing battles.
  const isClustered =
    parts.withoutQuestion === 0 &&
    hasRepeated(values.question, { rows, most: parts.questions.size() })
  if (parts.tallied > 0 || !(isClustered || options.keepsRows)) {
    return { ...base, rows: null }
  }
  const style = options.withStyle
    ? {
        first: pickRows(parts.style.first.values(), rows),
        second: pickRows(parts.style.second.values(), rows),
      }
    : null
  const grouped = isClustered
    ? numberQuestions(pick(values.question), parts.questions)
    : { question: null, questions: 0 }
  const voter = pick(values.voter)
  return { ...base, rows: { battles, ...grouped, voter, voters: parts.voters.names(), style } }
}

/** Whether some number comes twice among the rows. */
function hasRepeated(numbers: Int32Array, options: { rows: Int32Array; most: number }): boolean {
  const isMet = new Uint8Array(options.most)
  return options.rows.some((row) => {
    const number = at(numbers, row)
    const isAgain = isMet[number] === 1
    isMet[number] = 1
    return isAgain
  })
}

function sumOf(a: OutcomeCounts, b: OutcomeCounts): OutcomeCounts {
  for (const [cell, n] of b.wins.entries()) addAt(a.wins, cell, n)
  for (const [cell, n] of b.ties.entries()) addAt(a.ties, cell, n)
  return a
}

/** Questions that are left, numbered in an order that does not depend on the order of rows. */
function numberQuestions(
  question: Int32Array,
  ids: HashedNumbering,
): { question: Int32Array; questions: number } {
  const met = [...new Set(question)].sort(ids.compare)
  const place = new Int32Array(ids.size())
  for (const [index, id] of met.entries()) place[id] = index
  return { question: question.map((id) => at(place, id)), questions: met.length }
}

function pickRows(values: Int32Array, rows: Int32Array): Int32Array {
  const width = styleFeatureNames.length
  return Int32Array.from({ length: rows.length * width }, (_, cell) =>
    at(values, at(rows, Math.floor(cell / width)) * width + (cell % width)),
  )
}
