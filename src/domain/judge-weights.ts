import { z } from 'zod'

/** A share of votes with its interval by question (null where there are too few) and number of votes. */
export const shareSchema = z.object({
  share: z.number(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  n: z.int(),
})
export type Share = z.infer<typeof shareSchema>

/** What published answers are like, for grades by comparison with them. */
const scaleSchema = z.object({
  /** Answers that it was made from. */
  n: z.int(),
  /** The 0 %, 10 %, …, 100 % quantiles of their strengths. */
  knots: z.array(z.number()).length(11),
  /** Means of their features. */
  typical: z.record(z.string(), z.number()),
})
export type Scale = z.infer<typeof scaleSchema>

/** The fitted numbers of `builtin:features` and how well the built-in judges agree with experts. */
export const judgeWeightsSchema = z.looseObject({
  /** Log-odds of a win for one unit of a feature more than the other answer has. */
  weights: z.record(z.string(), z.number().positive()),
  /** What the first turn's strength counts when the second is judged. */
  first_turn_share: z.number().min(0).max(1),
  /** Verdicts whose probability is at most this far from a half are ties. */
  tie_band: z.number().min(0).max(0.5),
  /** By turn and by having a reference. */
  scale: z.object({
    turn_1: scaleSchema,
    turn_2: scaleSchema,
    turn_1_with_reference: scaleSchema,
    turn_2_with_reference: scaleSchema,
  }),
  /** Agreement with the paper's experts on votes without ties, cross-validated by question. */
  agreement: z.object({ features: shareSchema, longest: shareSchema }),
})
export type JudgeWeights = z.infer<typeof judgeWeightsSchema>
