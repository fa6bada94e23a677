import { z } from 'zod'
import { gateModes } from './baseline.ts'

const share = z.number().min(0).max(1)

/** `check` in `mtbench.config.json`: what the flags of `mtbench check` are where they are not given. */
export const checkConfigSchema = z.strictObject({
  model: z.string().min(1).optional(),
  judge_model: z.string().min(1).optional(),
  bench: z.string().min(1).optional(),
  mode: z.enum(gateModes).optional(),
  /** pairwise-baseline: the model that the judge compares with. */
  baseline: z.string().min(1).optional(),
  baseline_file: z.string().min(1).optional(),
  margin: z.number().positive().optional(),
  alpha: z.number().gt(0).lt(0.5).optional(),
  by: z.literal('category').optional(),
  min_score: z.number().min(1).max(10).optional(),
  min_win_rate: share.optional(),
  max_unparsed: share.optional(),
  max_truncated: share.optional(),
  max_missing: share.optional(),
  inconclusive: z.enum(['pass', 'fail']).optional(),
  repeats: z.union([z.int().min(1).max(100), z.literal('auto')]).optional(),
})
export type CheckConfig = z.infer<typeof checkConfigSchema>
