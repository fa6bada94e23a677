import { byCodeUnit } from '../../domain/identity.ts'
import type { Judgment, Winner } from '../../domain/judgment.ts'
import { isFailedCall, isPairJudgment, judgeModelOf } from '../../domain/judgment-fields.ts'
import type { QuestionId } from '../../domain/question.ts'
import { type PositionOutcome, positionOutcome } from '../results/pair-tally.ts'

/** A judgment without its texts. */
export type MatchSummary = {
  judge: string
  question_id: QuestionId
  turn: number
  choice: number
  repeat: number
  /** One model for a grade; for a pair model_1 and model_2. */
  models: [string] | [string, string]
  score: number | null
  /** The winners of both games; null for a grade. */
  winners: [Winner, Winner] | null
  /** Why nothing could be read; null where something was. */
  unreadable: string | null
}

/** What lists of matches need of a judgment. */
export function summaryOf(row: Judgment): MatchSummary {
  const isPair = isPairJudgment(row)
  const { question_id, turn, choice = 0, repeat = 0 } = row
  return {
    judge: judgeModelOf(row),
    question_id,
    turn,
    choice,
    repeat,
    models: isPair ? [row.model_1, row.model_2] : [row.model],
    score: isPair ? null : row.score,
    winners: isPair ? [row.g1_winner, row.g2_winner] : null,
    unreadable: unreadableOf(row),
  }
}

function unreadableOf(row: Judgment): string | null {
  const isPair = isPairJudgment(row)
  const isRead = isPair
    ? row.g1_winner !== 'error' && row.g2_winner !== 'error'
    : row.score !== null && row.score !== -1
  if (isRead) return null
  if (isFailedCall(row)) return 'the call failed'
  if (row.outcome === 'content_filter') return 'filtered by the provider'
  if (row.outcome === 'truncated') return 'cut before a verdict'
  if (!isPair) return row.parse?.reason ?? 'no grade'
  const games = [
    { name: 'game 1', winner: row.g1_winner, reason: row.g1_parse?.reason },
    { name: 'game 2', winner: row.g2_winner, reason: row.g2_parse?.reason },
  ]
  return games
    .filter(({ winner }) => winner === 'error')
    .map(({ name, reason }) => `${name}: ${reason ?? 'no verdict'}`)
    .join('; ')
}

/** Which place in the prompt came off better in a pair whose games disagree; null for others. */
export function flipOf(match: MatchSummary): Extract<PositionOutcome, 'first' | 'second'> | null {
  if (match.winners === null) return null
  const outcome = positionOutcome(...match.winners)
  return outcome === 'first' || outcome === 'second' ? outcome : null
}

/** Matches by question as the suite has them, then turn, judge and models. */
export function inOrder<M extends MatchSummary>(
  matches: readonly M[],
  questions: readonly QuestionId[],
): M[] {
  const place = new Map(questions.map((id, index) => [id, index]))
  const key = (match: M) => JSON.stringify([match.judge, match.models, match.choice, match.repeat])
  return [...matches].sort(
    (a, b) =>
      (place.get(a.question_id) ?? Number.MAX_SAFE_INTEGER) -
        (place.get(b.question_id) ?? Number.MAX_SAFE_INTEGER) ||
      compareIds(a.question_id, b.question_id) ||
      a.turn - b.turn ||
      byCodeUnit(key(a), key(b)),
  )
}

function compareIds(a: QuestionId, b: QuestionId): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return byCodeUnit(String(a), String(b))
}
