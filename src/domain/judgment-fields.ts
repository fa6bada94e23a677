import type { JudgeField, Judgment, PairJudgment, SingleJudgment } from './judgment.ts'

// What can be said of judgments without their schemas, which take longer to load than Node itself.

/** Values of `outcome`. */
export const outcomes = ['ok', 'unparsed', 'content_filter', 'truncated', 'empty_answer'] as const

/** Values of `g1_winner` and `g2_winner`. */
export const winners = ['model_1', 'model_2', 'tie', 'error'] as const

/** The parts of a `key`: what a judgment depends on. Figures from different ones are not comparable. */
export const keyParts = ['judge', 'prompts', 'references', 'suite', 'parser'] as const

type PlaceField = 'question_id' | 'judge' | 'turn' | 'choice' | 'repeat' | 'outcome' | 'key'

/** A grade without its texts: all that results need of one whose stored score counts. */
export type StoredGrade = Pick<SingleJudgment, PlaceField | 'model' | 'score'>

/** A pair without its texts: all that results need of one whose stored winners count. */
export type PairVerdict = Pick<
  PairJudgment,
  PlaceField | 'model_1' | 'model_2' | 'g1_winner' | 'g2_winner'
>

/** True for a row that compares two answers. */
export function isPairJudgment(row: Judgment): row is PairJudgment {
  return 'g1_winner' in row
}

/** The judge's model name, from either form of the `judge` field. */
export function judgeModelOf(row: { judge: JudgeField }): string {
  return typeof row.judge === 'string' ? row.judge : row.judge[0]
}

/** The prompt's name, or null where the file keeps only the judge. */
export function promptNameOf(row: { judge: JudgeField }): string | null {
  return typeof row.judge === 'string' ? null : row.judge[1]
}

/** What FastChat writes in place of a judge's text when the call failed for good. */
export const failedCallText = '$ERROR$'

/** True for a row whose call failed for good: it counts as not done. */
export function isFailedCall(row: Judgment): boolean {
  return isPairJudgment(row)
    ? row.g1_judgment === failedCallText || row.g2_judgment === failedCallText
    : row.judgment === failedCallText
}
