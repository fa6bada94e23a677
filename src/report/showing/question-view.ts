import type { Outcome, Winner } from '../../domain/judgment.ts'
import type { QuestionId } from '../../domain/question.ts'

/** A judge's words, and what a parser matched in them. */
export type Said = {
  text: string
  /** UTF-16 offsets `[start, end)` of the match; null where nothing matched. */
  span: [number, number] | null
  /** Which parser matched by which rule, or why nothing could be read; null where no text was read. */
  how: string | null
}

/** Where a judgment belongs. */
export type JudgmentPlace = {
  judge: string
  prompt: string | null
  turn: number
  choice: number
  repeat: number
  outcome: Outcome | null
  /** Rows of the same key that this one replaces. */
  superseded: number
}

export type GradeView = JudgmentPlace & { model: string; score: number | null; said: Said }

export type PairView = JudgmentPlace & {
  model_1: string
  model_2: string
  /** Game 1 shows model_1 first, game 2 model_2. */
  games: [{ winner: Winner; said: Said }, { winner: Winner; said: Said }]
}

/** One question with everything that is known of it. */
export type QuestionView = {
  bench: string
  question_id: QuestionId
  /** Null where the suite is not at hand. */
  category: string | null
  turns: string[]
  references: { name: string; turns: string[] }[]
  answers: { model: string; choice: number; turns: string[] }[]
  grades: GradeView[]
  pairs: PairView[]
}
