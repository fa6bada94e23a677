import type { QuestionId } from '../../domain/question.ts'
import { unreadScore } from '../../domain/verdicts/verdict.ts'
import { mean } from '../../stats/means/summary.ts'
import type { Cell, Entry } from './judgment-table.ts'

/** A model's rating on one turn: the mean over repeats, then over choices; null where none can be read. */
export type TurnScore = {
  judge: string
  model: string
  questionId: QuestionId
  turn: number
  score: number | null
}

/** One value a question and turn. */
export function scoresByTurn(entries: readonly Entry<{ score: number }>[]) {
  const turnsOf = new Map<string, { cell: Cell; choices: Map<number, number[]> }>()
  for (const { cell, values } of entries) {
    const key = JSON.stringify([cell.questionId, cell.turn])
    const held = turnsOf.get(key) ?? { cell, choices: new Map() }
    turnsOf.set(key, held)
    const scores = values.filter(({ score }) => score !== unreadScore).map(({ score }) => score)
    if (scores.length === 0) continue
    held.choices.set(cell.choice, [...(held.choices.get(cell.choice) ?? []), ...scores])
  }
  return [...turnsOf.values()].map(({ cell, choices }) => ({
    questionId: cell.questionId,
    turn: cell.turn,
    score: choices.size === 0 ? null : mean([...choices.values()].map(mean)),
  }))
}
