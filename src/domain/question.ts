import { z } from 'zod'

/** A question's id: MT-bench uses integers (81–160), other suites strings. */
export const questionIdSchema = z.union([z.int(), z.string().min(1)])
export type QuestionId = z.infer<typeof questionIdSchema>

/** One benchmark question: 1 to n user turns, asked one after the other in one conversation. */
export const questionSchema = z.looseObject({
  question_id: questionIdSchema,
  category: z.string().min(1),
  turns: z.array(z.string()).min(1),
  /** Short reference answers, one a turn; may be empty. MT-bench ships its own in another file. */
  reference: z.array(z.string()).optional(),
  /** Sampling temperature that this question asks for, whatever its category. */
  required_temperature: z.number().min(0).optional(),
})
export type Question = z.infer<typeof questionSchema>

/** Number of turns that are judged: MT-bench's prompts know two, later turns are only counted. */
export const judgedTurns = 2

/** Turns of a question that can be judged: `[1]` or `[1, 2]`. */
export function turnsToJudge(question: Question): (1 | 2)[] {
  return question.turns.length >= judgedTurns ? [1, 2] : [1]
}
