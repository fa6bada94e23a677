import { z } from 'zod'
import { type Judgment, judgmentSchema } from '../judgment.ts'
import { voteSchema, voteWinnerSchema } from './vote.ts'

/** A vote, or one whose judge gave nothing that could be read. */
const votedRowSchema = voteSchema.extend({
  winner: z.union([voteWinnerSchema, z.literal('error')]),
})
export type VotedRow = z.infer<typeof votedRowSchema>

/** Anything that says which of two answers is better: a vote, a judged pair, or a grade. */
export type BallotRow = VotedRow | Judgment

/** A vote where the row has `winner`, else a judgment of either kind. */
export const ballotRowSchema: z.ZodType<BallotRow> = z.unknown().transform((value, context) => {
  const isVote =
    typeof value === 'object' &&
    value !== null &&
    !('g1_winner' in value || 'judgment' in value || 'score' in value)
  const result = (isVote ? votedRowSchema : judgmentSchema).safeParse(value)
  if (result.success) return result.data
  for (const { path, message } of result.error.issues) {
    context.issues.push({ code: 'custom', path, message, input: value })
  }
  return z.NEVER
})

/** True for a row that holds a vote, not a judgment. */
export function isVotedRow(row: BallotRow): row is VotedRow {
  return !('g1_winner' in row || 'judgment' in row || 'score' in row)
}
