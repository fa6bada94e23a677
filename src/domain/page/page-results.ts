import { z } from 'zod'

const interval = z.tuple([z.number(), z.number()]).nullable()
const turn = z.enum(['1', '2', 'all'])
const count = z.number()
const figure = z.number().nullable()

/** A model's mean rating: the row of `show-results --mode single`. */
export const pageScoreSchema = z.object({
  model: z.string(),
  turn,
  category: z.string().nullable(),
  n: count,
  mean: figure,
  ci: interval,
  unparsed: count,
  missing: figure,
  stale: figure,
  empty: count,
  worst: figure,
  best: figure,
})
export type PageScore = z.infer<typeof pageScoreSchema>

/** A model's matches: the row of `show-results --mode pairwise-…`. */
export const pageWinsSchema = z.object({
  model: z.string(),
  opponent: z.string().nullable(),
  turn,
  category: z.string().nullable(),
  n: count,
  win: count,
  loss: count,
  tie: count,
  win_rate_adjusted: figure,
  ci: interval,
  average_win_rate: figure,
  average_ci: interval,
  consistency: figure,
  first: count,
  second: count,
  error: count,
  missing: figure,
  stale: figure,
  empty: count,
})
export type PageWins = z.infer<typeof pageWinsSchema>

/** A paired difference: the row of `compare`. */
export const pageDifferenceSchema = z.object({
  a: z.string(),
  b: z.string(),
  category: z.string().nullable(),
  n: count,
  questions: count,
  mean_a: z.number(),
  mean_b: z.number(),
  difference: z.number(),
  ci: interval,
  p: z.number(),
  p_holm: figure,
  mde: figure,
  win: count,
  tie: count,
  loss: count,
})
export type PageDifference = z.infer<typeof pageDifferenceSchema>

/** A share with what it was counted from. */
const shareSchema = z.object({ share: figure, ci: interval, n: count })

/** What holds for all rows of a mode: what they depend on, and what is not in them. */
export const pageConditionsSchema = z.object({
  /** `single`, `pairwise-all` or `pairwise-baseline`. */
  mode: z.string(),
  baseline: z.string().nullable(),
  key: z.record(z.string(), z.string().nullable()),
  left_out: z.record(z.string(), z.number()),
  notes: z.array(z.string()),
  warnings: z.array(z.string()),
})
export type PageConditions = z.infer<typeof pageConditionsSchema>

/** The first two of the leaderboard, paired by question; null where fewer than two were judged. */
const lead = pageDifferenceSchema.nullable()

const pageSingleSchema = z.object({
  rows: z.array(pageScoreSchema),
  lead,
  /** A radar by category as SVG; null where there are too few or too many categories. */
  radar: z.string().nullable(),
})

export const pagePairsSchema = z.object({
  rows: z.array(pageWinsSchema),
  lead,
  /** Of the matches with a winner and answers of different length: how often the longer one won. */
  longer: shareSchema,
})
export type PagePairs = z.infer<typeof pagePairsSchema>

/** What one judge found. */
export const pageJudgeSchema = z.object({
  name: z.string(),
  single: pageSingleSchema.nullable(),
  pairs: pagePairsSchema.nullable(),
})
export type PageJudge = z.infer<typeof pageJudgeSchema>

/** Agreement of two groups of voters: the row of `agreement`, over both turns. */
export const pageAgreementSchema = z.object({
  a: z.string(),
  b: z.string(),
  setup: z.enum(['S1', 'S2']),
  agree: count,
  total: count,
  questions: count,
  rate: figure,
  ci: interval,
  chance: z.number(),
  kappa: figure,
  kappa_ci: interval,
})
export type PageAgreement = z.infer<typeof pageAgreementSchema>
