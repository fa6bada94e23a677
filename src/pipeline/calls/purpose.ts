import type { Answer } from '../../domain/answer.ts'
import { keyOf, keyText } from '../../domain/identity.ts'
import type { Judgment } from '../../domain/judgment.ts'
import { isPairJudgment } from '../../domain/judgment-fields.ts'
import type { QuestionId } from '../../domain/question.ts'

/** What a turn's call is called in records of calls. */
export function answerPurpose(of: {
  model: string
  questionId: QuestionId
  choice: number
  /** Counted from 1. */
  turn: number
}): string {
  return `answer ${JSON.stringify([of.model, of.questionId, of.choice, of.turn])}`
}

/** What a judge's call is called in records of calls, by the text of the judgment's key. */
export function judgmentPurpose(key: string, game?: 1 | 2): string {
  return game === undefined ? `judgment ${key}` : `judgment ${key} game ${game}`
}

/** The calls that made an answer, by their names in records of calls. */
export function purposesOfAnswer({ model_id: model, question_id: questionId, choices }: Answer) {
  return choices.flatMap(({ index: choice, turns }) =>
    turns.map((_, at) => answerPurpose({ model, questionId, choice, turn: at + 1 })),
  )
}

/** The calls that made a judgment, by their names in records of calls. */
export function purposesOfJudgment(row: Judgment): string[] {
  const key = keyText(keyOf(row))
  return isPairJudgment(row)
    ? [judgmentPurpose(key, 1), judgmentPurpose(key, 2)]
    : [judgmentPurpose(key)]
}
