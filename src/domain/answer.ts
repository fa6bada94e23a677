import { z } from 'zod'
import { questionIdSchema } from './question.ts'

/** Tokens that a server reported for one call. */
export const usageSchema = z.looseObject({
  prompt_tokens: z.number().optional(),
  completion_tokens: z.number().optional(),
  total_tokens: z.number().optional(),
})
export type Usage = z.infer<typeof usageSchema>

/** What is known of the call that made one turn or one judgment. Latency in milliseconds. */
export const callMetaSchema = z.looseObject({
  usage: usageSchema.nullish(),
  finish_reason: z.string().nullish(),
  latency_ms: z.number().nullish(),
  system_fingerprint: z.string().nullish(),
  params: z.record(z.string(), z.unknown()).nullish(),
})
export type CallMeta = z.infer<typeof callMetaSchema>

export const choiceSchema = z.looseObject({
  index: z.int().min(0),
  turns: z.array(z.string()),
  /** One element a turn; ours, absent in files of others. */
  meta: z.array(callMetaSchema).optional(),
})
export type Choice = z.infer<typeof choiceSchema>

/**
 * What an answer was generated from; ours, absent in files of others.
 * `question` is a short hash of the question's turns, `model` the name sent to the server.
 */
export const answerSourceSchema = z.looseObject({
  question: z.string(),
  model: z.string(),
  base_url: z.string(),
  params: z.record(z.string(), z.unknown()),
})
export type AnswerSource = z.infer<typeof answerSourceSchema>

/** All answers of one model to one question. `tstamp` in seconds since 1970. */
export const answerSchema = z.looseObject({
  question_id: questionIdSchema,
  answer_id: z.string().optional(),
  model_id: z.string().min(1),
  choices: z.array(choiceSchema).min(1),
  tstamp: z.number().optional(),
  source: answerSourceSchema.optional(),
})
export type Answer = z.infer<typeof answerSchema>

/**
 * True for a turn that holds no answer: white space only, or exactly the words that
 * FastChat and its successors write when a generation failed.
 */
export function isEmptyTurn(text: string | undefined): boolean {
  return text === undefined || text.trim() === '' || text === 'ERROR' || text === '$ERROR$'
}

/** The choice with this index, or undefined. Files of others may number from 0 without holes. */
export function choiceOf(answer: Answer, index: number): Choice | undefined {
  return answer.choices.find((choice) => choice.index === index)
}
