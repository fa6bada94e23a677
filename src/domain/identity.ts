import type { Judgment } from './judgment.ts'
import { isPairJudgment, judgeModelOf } from './judgment-fields.ts'
import type { QuestionId } from './question.ts'

/** What makes a single judgment this one and no other. */
export type SingleKey = {
  questionId: QuestionId
  model: string
  judge: string
  turn: number
  choice: number
  repeat: number
}

/** What makes a pair judgment this one and no other; the two models have no order. */
export type PairKey = Omit<SingleKey, 'model'> & { models: readonly [string, string] }

/** A text that is equal for two keys exactly when all their fields are. */
export function keyText(key: SingleKey | PairKey): string {
  const models = 'models' in key ? [...key.models].sort(byCodeUnit) : [key.model]
  return JSON.stringify([key.questionId, key.judge, key.turn, key.choice, key.repeat, ...models])
}

/** The identity of a stored row; `choice` and `repeat` are 0 when absent. */
export function keyOf(row: Judgment): SingleKey | PairKey {
  const common = {
    questionId: row.question_id,
    judge: judgeModelOf(row),
    turn: row.turn,
    choice: row.choice ?? 0,
    repeat: row.repeat ?? 0,
  }
  return isPairJudgment(row)
    ? { ...common, models: [row.model_1, row.model_2] }
    : { ...common, model: row.model }
}

/** Order of strings by UTF-16 code unit: the same on every machine and in every language. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
