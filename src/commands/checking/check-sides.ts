import type { Answer } from '../../domain/answer.ts'
import { defaultBaseline } from '../../domain/default-baseline.ts'
import type { Baseline, GateMode } from '../../domain/gate/baseline.ts'
import type { QuestionId } from '../../domain/question.ts'
import { UserError } from '../../errors.ts'
import { loadAnswers, loadModels } from '../../io/workspace/load-suite.ts'
import { answerFiles } from '../../io/workspace/workspace.ts'
import { type CallingJudge, judgeAnswers } from '../judging/judge-answers.ts'
import { loadStored } from '../judging/judge-inputs.ts'
import { type Judging, planJudging } from '../judging/judging.ts'
import { answersHash, type Contestant, type JudgedRun, readJudgedRun } from './judged-run.ts'

/** The candidate and, in pairwise mode, the model that it is judged against. */
export type Candidates = { model: Contestant; opponent: Contestant | undefined }

/** Judging of these questions only: what a baseline is made on is what every check looks at. */
export function scopedTo<J extends Judging>(judging: J, ids: ReadonlySet<QuestionId>): J {
  const questions = judging.suite.questions.filter(({ question_id }) => ids.has(question_id))
  return { ...judging, suite: { ...judging.suite, questions } }
}

/** The questions that everyone who is judged has answered. */
export function answeredIds({ model, opponent }: Candidates): Set<QuestionId> {
  const ids = [...model.answers.keys()]
  return new Set(ids.filter((id) => opponent === undefined || opponent.answers.has(id)))
}

/** @throws UserError for a model without answers */
export async function candidatesOf(
  judging: Judging,
  who: { model: string; mode: GateMode; opponent: string | undefined },
): Promise<Candidates> {
  const { suite } = judging
  const opponent =
    who.mode === 'single' ? undefined : (who.opponent ?? suite.manifest.baseline ?? defaultBaseline)
  if (opponent === who.model) {
    throw new UserError(`${who.model} cannot be judged against itself: name another --baseline`)
  }
  return {
    model: await contestant(judging, who.model),
    opponent: opponent === undefined ? undefined : await contestant(judging, opponent),
  }
}

async function contestant({ suite }: Judging, id: string): Promise<Contestant> {
  const [set] = await loadModels(suite.workspace, { models: [id], questions: suite.questions })
  return { id, answers: set?.answers ?? new Map<QuestionId, Answer>() }
}

/**
 * The answers that a baseline was made of: from the file, else the workspace's own where they are still those.
 * They are judged under the model's id with the hash of the answers, so that they are never taken for others.
 * @throws UserError where they are not to be had, or are not those
 */
export async function baselineContestant(
  judging: Judging,
  { baseline, file }: { baseline: Baseline; file: string | undefined },
): Promise<Contestant> {
  const { suite } = judging
  const wanted = baseline.hashes.answers
  const id = `${baseline.model}@${wanted ?? 'baseline'}`
  const own = answerFiles(suite.workspace)
  if (file !== undefined) {
    const { answers } = await loadAnswers(file, baseline.model)
    if (answersHash(suite.questions, answers) === wanted) return { id, answers }
    throw new UserError(
      `${file}: these are not the answers that the baseline was made of (hash ${answersHash(suite.questions, answers)}, not ${wanted})`,
    )
  }
  if (own.has(baseline.model)) {
    const { answers } = await contestant(judging, baseline.model)
    if (answersHash(suite.questions, answers) === wanted) return { id, answers }
  }
  throw new UserError(
    'the answers that the baseline was made of are needed: give their file with --baseline-answers <file>',
  )
}

/** Has one model's answers judged as often as is asked, where they are not, and reads the judgments. */
export async function judgedRun(
  judging: CallingJudge,
  who: Candidates,
  repeats: number | undefined,
): Promise<JudgedRun> {
  if (repeats !== undefined) await judgeMissing(judging, { who, repeats })
  return readJudgedRun(judging, who)
}

async function judgeMissing(
  judging: CallingJudge,
  { who, repeats }: { who: Candidates; repeats: number },
): Promise<void> {
  const { suite, setup, kind, ui } = judging
  const repeated = { ...judging, flags: { ...judging.flags, repeats } }
  const contestants = [who.model, ...(who.opponent === undefined ? [] : [who.opponent])]
  const models = new Map(contestants.map(({ id, answers }) => [id, answers]))
  const plan = async () => {
    const { stored } = await loadStored(suite.workspace, { id: setup.id, kind })
    const baseline = who.opponent?.id
    return planJudging(repeated, { questions: suite.questions, models, baseline, stored })
  }
  const first = await plan()
  if (first.todo.length === 0) return
  ui.stderr.write(`${who.model.id}: ${first.todo.length} matches to judge\n`)
  const { counts } = await judgeAnswers(repeated, { first, replan: plan })
  if (counts.failed.length + counts.notRun > 0) {
    ui.stderr.write(
      `${who.model.id}: ${counts.failed.length} failed, ${counts.notRun} not asked: they count as missing\n`,
    )
  }
}
