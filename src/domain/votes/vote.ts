import { z } from 'zod'
import { judgeFieldSchema } from '../judgment.ts'
import { questionIdSchema } from '../question.ts'

export const voteWinnerSchema = z.enum([
  'model_a',
  'model_b',
  'tie',
  'tie (inconsistent)',
  'tie (bothbad)',
])

/** One person's (or judge's) vote on two answers of one turn. */
export const voteSchema = z.looseObject({
  question_id: questionIdSchema,
  model_a: z.string().min(1),
  model_b: z.string().min(1),
  winner: voteWinnerSchema,
  judge: judgeFieldSchema,
  turn: z.int().min(1),
})
export type Vote = z.infer<typeof voteSchema>
