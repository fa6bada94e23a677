import { z } from 'zod'
import { questionIdSchema } from '../question.ts'
import {
  disagreementSchema,
  pageAnswerSchema,
  pageGradeSchema,
  pageMatchSchema,
  pageVoteSchema,
} from './page-records.ts'
import {
  pageAgreementSchema,
  pageConditionsSchema,
  pageDifferenceSchema,
  pageJudgeSchema,
} from './page-results.ts'

const pageQuestionSchema = z.object({
  id: questionIdSchema,
  category: z.string(),
  turns: z.array(z.string()),
  /** Reference answers by turn; null where there are none. */
  reference: z.array(z.string()).nullable(),
})
export type PageQuestion = z.infer<typeof pageQuestionSchema>

/** What a question's figure was before and is now. */
const pageMoveSchema = z.object({
  question: z.int().min(0),
  n: z.int(),
  before: z.number(),
  now: z.number(),
})

/** One model under one judge, held against the same (or the only) model of another run. */
export const pageChangeSchema = z.object({
  judge: z.int().min(0),
  /** Grades, or points won in matches: 1, 0.5 or 0. */
  kind: z.enum(['grade', 'match']),
  model: z.int().min(0),
  /** The model's id in the other run. */
  other: z.string(),
  /** Now (a) less before (b): over all, then by category. */
  rows: z.array(pageDifferenceSchema),
  /** Questions, the one that changed most first. */
  moves: z.array(pageMoveSchema),
  left_out: z.record(z.string(), z.number()),
})
export type PageChange = z.infer<typeof pageChangeSchema>

/** Another run beside this one; its records carry this page's numbers of models and questions. */
export const pageAgainstSchema = z.object({
  name: z.string(),
  changes: z.array(pageChangeSchema),
  /** Only answers that are not the same now. */
  answers: z.array(pageAnswerSchema),
  grades: z.array(pageGradeSchema),
  matches: z.array(pageMatchSchema),
  inputs: z.array(z.object({ path: z.string(), sha256: z.string(), rows: z.int() })),
  /** Parts of the comparability key that differ, or that one of the two does not tell. */
  warnings: z.array(z.string()),
})
export type PageAgainst = z.infer<typeof pageAgainstSchema>

/** A run's manifest, as far as the page shows it. */
export const pageRunSchema = z.object({
  file: z.string(),
  command: z.string(),
  version: z.string().nullable(),
  started: z.string().nullable(),
  finished: z.string().nullable(),
  hashes: z.record(z.string(), z.string().nullable()),
  settings: z.record(z.string(), z.unknown()),
  endpoints: z.array(z.record(z.string(), z.unknown())),
  counts: z.record(z.string(), z.unknown()),
})
export type PageRun = z.infer<typeof pageRunSchema>

/**
 * Everything that the page shows. Records name models, judges and questions by their places in the
 * lists. What is computed from files gives the same document from the same files.
 */
export const pageDocumentSchema = z.object({
  schema: z.literal('mtbench.page/1'),
  version: z.string(),
  title: z.string(),
  bench: z.string(),
  /** Time of the newest judgment, in seconds since 1970; null where no record tells. */
  latest: z.number().nullable(),
  settings: z.record(z.string(), z.unknown()),
  models: z.array(z.string()),
  /** Null where there are no judgments of the kind. */
  single: pageConditionsSchema.nullable(),
  pairs: pageConditionsSchema.nullable(),
  judges: z.array(pageJudgeSchema),
  questions: z.array(pageQuestionSchema),
  answers: z.array(pageAnswerSchema),
  grades: z.array(pageGradeSchema),
  matches: z.array(pageMatchSchema),
  votes: z.array(pageVoteSchema),
  disagreements: z.array(disagreementSchema),
  agreement: z.array(pageAgreementSchema),
  against: pageAgainstSchema.nullable(),
  runs: z.array(pageRunSchema),
  inputs: z.array(z.object({ path: z.string(), sha256: z.string(), rows: z.int() })),
  warnings: z.array(z.string()),
})
export type PageDocument = z.infer<typeof pageDocumentSchema>
