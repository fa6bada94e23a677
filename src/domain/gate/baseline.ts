import { z } from 'zod'
import { questionIdSchema } from '../question.ts'

/** Modes that a gate can compare: grades, or points won against one opponent. */
export const gateModes = ['single', 'pairwise-baseline'] as const
export type GateMode = (typeof gateModes)[number]

/** The lowest and the highest value of one judged turn: a rating, or points (loss 0, tie 0.5, win 1). */
export const valueRange: Readonly<Record<GateMode, readonly [number, number]>> = {
  single: [1, 10],
  'pairwise-baseline': [0, 1],
}

const part = z.string().nullable()

/**
 * What the noise between two runs of an unchanged model was worked out from. `choices`: the spread of several
 * answers to a question, judgments and both turns included. Without several, something else stands for it, as a
 * rule too large: `turns`, the spread between turns of a question; with one turn each `questions`.
 */
export const noiseSources = ['choices', 'turns', 'questions'] as const
export type NoiseSource = (typeof noiseSources)[number]

/** One question of a baseline: its judged turns, null where there is no readable judgment. */
export const baselineQuestionSchema = z.strictObject({
  question_id: questionIdSchema,
  category: z.string().nullable(),
  /** By turn, "1" and "2": the mean over repeats, then over choices. */
  turns: z.record(z.string(), z.number().nullable()),
})

/**
 * `mtbench.baseline.json`: the judged run of exactly one model that later runs are compared with.
 * Written by `check --update-baseline`, kept under version control.
 */
export const baselineSchema = z.strictObject({
  schema: z.literal('mtbench.baseline/1'),
  version: z.string(),
  bench: z.string().min(1),
  mode: z.enum(gateModes),
  model: z.string().min(1),
  judge: z.string().min(1),
  /** pairwise-baseline: the model that both runs are judged against. */
  opponent: z.string().nullable(),
  /** What the judgments depend on; null where a part is not known. */
  key: z.strictObject({
    judge: part,
    prompts: part,
    references: part,
    suite: part,
    parser: part,
  }),
  /** Short sha256 prefixes of the answers that were judged; of the opponent's in pairwise mode. */
  hashes: z.strictObject({ answers: part, opponent_answers: part }),
  /** How far two runs of this model, unchanged, lie apart by chance. */
  noise: z.strictObject({
    /** Standard error of the difference of their means. */
    standard_error: z.number().min(0),
    /** Questions that it was worked out from. */
    questions: z.int().min(2),
    from: z.enum(noiseSources),
    /** Variance that the judge alone gives one judgment; null where no answer was judged twice. */
    judge_variance: z.number().min(0).nullable(),
  }),
  /** Mean value over all judged turns; null where nothing could be read. */
  mean: z.number().nullable(),
  /** Loss that is tolerated, in rating points or points won, and how it was found. */
  margin: z.number().positive(),
  margin_from: z.string(),
  /** Level of each side of the test, which the margin was computed for. */
  alpha: z.number().gt(0).lt(0.5),
  questions: z.array(baselineQuestionSchema).min(1),
})
export type Baseline = z.infer<typeof baselineSchema>

/** The file's text: one question a line, so that a review shows which ones moved. */
export function baselineText(baseline: Baseline): string {
  const { questions, ...head } = baseline
  const lines = questions.map((question) => `    ${JSON.stringify(question)}`).join(',\n')
  const open = JSON.stringify(head, null, 2).replace(/\n}$/, '')
  return `${open},\n  "questions": [\n${lines}\n  ]\n}`
}
