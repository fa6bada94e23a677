import type { Answer } from '../../domain/answer.ts'
import { defaultBaseline } from '../../domain/default-baseline.ts'
import { UserError } from '../../errors.ts'
import { loadModels } from '../../io/workspace/load-suite.ts'
import type { Answering } from '../answers/answering.ts'
import type { Judging } from '../judging/judging.ts'

/** Who is judged in a run: the models that answer in it, and the baseline. */
export type Contestants = {
  baseline: string | undefined
  models: string[]
  /** The baseline's answers where it is not asked itself. */
  baselineAnswers: Answer[]
}

/** Both stages of a run, and whom they are about. */
export type RunWork = { answering: Answering; judging: Judging; contestants: Contestants }

/** @throws UserError where the mode needs a model or a baseline that is not there */
export async function contestantsOf(answering: Answering, judging: Judging): Promise<Contestants> {
  const { flags, mode, suite } = judging
  const models = answering.endpoints.map((endpoint) => endpoint.id)
  if (mode === 'pairwise-all' && models.length < 2) {
    throw new UserError('pairwise-all needs two models: give --model two ids')
  }
  const wanted = flags.baseline ?? suite.manifest.baseline ?? defaultBaseline
  if (mode !== 'pairwise-baseline') return { baseline: undefined, models, baselineAnswers: [] }
  if (models.includes(wanted)) return { baseline: wanted, models, baselineAnswers: [] }
  const [set] = await loadModels(suite.workspace, { models: [wanted], questions: suite.questions })
  const baselineAnswers = [...(set?.answers.values() ?? [])]
  return { baseline: wanted, models: [...models, wanted], baselineAnswers }
}

/** Matches if every question is answered. */
export function matchesToCome({ answering, judging, contestants }: RunWork): number {
  const { mode, flags } = judging
  const n = contestants.models.length
  const contests = mode === 'single' ? n : mode === 'pairwise-all' ? (n * (n - 1)) / 2 : n - 1
  const turns = answering.questions.reduce(
    (sum, question) => sum + (flags.turns === 'both' ? Math.min(2, question.turns.length) : 1),
    0,
  )
  return turns * contests * flags.repeats
}
