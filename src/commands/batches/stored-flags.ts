import { z } from 'zod'
import type { BatchJob } from '../../domain/batches/batch-job.ts'
import { UserError } from '../../errors.ts'
import { jobFiles } from '../../io/batches/batch-store.ts'
import { problemOf } from '../../io/files/read-jsonl.ts'
import type { AnsweringFlags } from '../answers/answering.ts'
import type { CommonFlags, QuestionFlags } from '../flags.ts'
import type { JudgingFlags } from '../judging/judge-flags.ts'

/** The flags that judgments of a batch depend on. */
export type BatchJudgeFlags = CommonFlags &
  QuestionFlags &
  JudgingFlags & { models?: string[]; partial: boolean }

const questionFlags = {
  dir: z.string(),
  bench: z.string(),
  quiet: z.boolean(),
  questionIds: z.array(z.string()).exactOptional(),
  questionBegin: z.number().exactOptional(),
  questionEnd: z.number().exactOptional(),
}

const judgeFlagsSchema = z.object({
  ...questionFlags,
  mode: z.enum(['single', 'pairwise-baseline', 'pairwise-all', 'pairwise']),
  judgeModel: z.string(),
  baseline: z.string().exactOptional(),
  turns: z.enum(['1', '2', 'both']),
  choices: z.enum(['first', 'all']),
  repeats: z.number(),
  references: z.string().exactOptional(),
  prompts: z.string().exactOptional(),
  parser: z.enum(['strict', 'fastchat']),
  reparseAttempts: z.number(),
  keepStale: z.boolean(),
  retryUnparsed: z.boolean(),
  emptyAnswers: z.enum(['skip', 'lowest']),
  maxUnparsed: z.number().exactOptional(),
  cache: z.boolean(),
  refresh: z.boolean(),
  models: z.array(z.string()).exactOptional(),
  partial: z.boolean(),
}) satisfies z.ZodType<BatchJudgeFlags>

const answerFlagsSchema = z.object({
  ...questionFlags,
  model: z.array(z.string()).length(1),
  numChoices: z.number(),
  maxTokens: z.number(),
  temperature: z.number().exactOptional(),
  systemPrompt: z.string().exactOptional(),
  keepStale: z.boolean(),
}) satisfies z.ZodType<AnsweringFlags>

/** The flags of a judge that its jobs keep: those that its records depend on. */
export function keptJudgeFlags(flags: BatchJudgeFlags): BatchJudgeFlags {
  return judgeFlagsSchema.parse(flags)
}

/** The flags of one model's answers that its jobs keep. */
export function keptAnswerFlags(flags: AnsweringFlags): AnsweringFlags {
  return answerFlagsSchema.parse(flags)
}

/** The flags that a job was made with, for the workspace at hand. */
export function judgeFlagsOf(
  job: BatchJob,
  here: { dir: string; quiet: boolean },
): BatchJudgeFlags {
  return { ...checked(job, here.dir, judgeFlagsSchema), ...here }
}

export function answerFlagsOf(
  job: BatchJob,
  here: { dir: string; quiet: boolean },
): AnsweringFlags {
  return { ...checked(job, here.dir, answerFlagsSchema), ...here }
}

function checked<T>(job: BatchJob, dir: string, schema: z.ZodType<T>): T {
  const result = schema.safeParse(job.settings)
  if (result.success) return result.data
  throw new UserError(`${jobFiles(dir, job.id).state}: settings.${problemOf(result.error)}`)
}
