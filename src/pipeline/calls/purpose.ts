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
