import { z } from 'zod'
import { callMetaSchema } from './answer.ts'
import { outcomes, winners } from './judgment-fields.ts'
import { questionIdSchema } from './question.ts'

/** How a judgment ended. Everything but `ok` is counted in every report. */
export const outcomeSchema = z.enum(outcomes)
export type Outcome = z.infer<typeof outcomeSchema>

/** A judge's decision on a pair, mapped back to the models. */
export const winnerSchema = z.enum(winners)
export type Winner = z.infer<typeof winnerSchema>

/** `[judge model, prompt name]`; files of others may hold the judge alone. */
export const judgeFieldSchema = z.union([z.tuple([z.string(), z.string()]), z.string()])
export type JudgeField = z.infer<typeof judgeFieldSchema>

/** What the parser saw in a judge's text; spans are UTF-16 offsets `[start, end)`. */
export const parseRecordSchema = z.looseObject({
  parser: z.string(),
  /** The rule that matched, or null where nothing did. */
  rule: z.string().nullable(),
  span: z.tuple([z.int(), z.int()]).nullable(),
  candidates: z.array(z.string()),
  ambiguous: z.boolean(),
  /** Why nothing matched; null where something did. */
  reason: z.string().nullable(),
  /** False where the answers were not at hand, so that a verdict quoted from one could not be told. */
  quotes_checked: z.boolean(),
})
export type ParseRecord = z.infer<typeof parseRecordSchema>

/**
 * What a judgment depends on, as short sha256 prefixes (parser: its name and version).
 * Judgments whose keys differ are not comparable.
 */
export const comparabilityKeySchema = z.looseObject({
  judge: z.string().optional(),
  prompts: z.string().optional(),
  references: z.string().optional(),
  suite: z.string().optional(),
  /** The judged question with its reference: tells whether two suites differ in what was judged. */
  question: z.string().optional(),
  parser: z.string().optional(),
})
export type ComparabilityKey = z.infer<typeof comparabilityKeySchema>

const commonFields = {
  question_id: questionIdSchema,
  judge: judgeFieldSchema,
  turn: z.int().min(1),
  tstamp: z.number().nullish(),
  outcome: outcomeSchema.optional(),
  key: comparabilityKeySchema.optional(),
  choice: z.int().min(0).optional(),
  repeat: z.int().min(0).optional(),
  /** True where the turn before this one has no answer, so that the judge saw an empty one. */
  prior_turn_failed: z.boolean().optional(),
}

/** One grade. `score` is the rating 1–10, or -1 where none could be read; others also wrote null. */
export const singleJudgmentSchema = z.looseObject({
  ...commonFields,
  model: z.string().min(1),
  user_prompt: z.string().optional(),
  judgment: z.string(),
  score: z.number().nullable(),
  parse: parseRecordSchema.optional(),
  meta: callMetaSchema.optional(),
})
export type SingleJudgment = z.infer<typeof singleJudgmentSchema>

/** Both games of a pair: game 1 shows model_1 first, game 2 shows model_2 first. */
export const pairJudgmentSchema = z.looseObject({
  ...commonFields,
  model_1: z.string().min(1),
  model_2: z.string().min(1),
  g1_winner: winnerSchema,
  g2_winner: winnerSchema,
  g1_user_prompt: z.string().optional(),
  g2_user_prompt: z.string().optional(),
  g1_judgment: z.string(),
  g2_judgment: z.string(),
  g1_parse: parseRecordSchema.optional(),
  g2_parse: parseRecordSchema.optional(),
  g1_meta: callMetaSchema.optional(),
  g2_meta: callMetaSchema.optional(),
})
export type PairJudgment = z.infer<typeof pairJudgmentSchema>

export type Judgment = SingleJudgment | PairJudgment

/** A row of either kind: a pair where it has `g1_winner`, else a grade. */
export const judgmentSchema: z.ZodType<Judgment> = z.unknown().transform((value, context) => {
  const isPair = typeof value === 'object' && value !== null && 'g1_winner' in value
  const result = (isPair ? pairJudgmentSchema : singleJudgmentSchema).safeParse(value)
  if (result.success) return result.data
  for (const { path, message } of result.error.issues) {
    context.issues.push({ code: 'custom', path, message, input: value })
  }
  return z.NEVER
})
