import type { Answer } from '../../domain/answer.ts'
import { type Endpoint, parseEndpoint } from '../../domain/calls/endpoint.ts'
import type { Judgment } from '../../domain/judgment.ts'
import type { Question, QuestionId } from '../../domain/question.ts'
import { shortHash } from '../../io/hash.ts'
import { loadConfig } from '../../io/workspace/load-config.ts'
import { judgmentsFile } from '../../io/workspace/workspace.ts'
import type { JudgeSetup } from '../../pipeline/judging/ask-judge.ts'
import {
  judgeMatches,
  judgmentOfEmpty,
  purposesOfMatch,
} from '../../pipeline/judging/judge-matches.ts'
import type { JudgmentIndex } from '../../pipeline/judging/judgment-index.ts'
import { type JudgeMode, type MatchPlan, planMatches } from '../../pipeline/judging/plan-matches.ts'
import type { RunCounts } from '../../pipeline/run-events.ts'
import { callsUnderWay, type UnderWay } from '../batches/under-way.ts'
import { sayBuiltin } from '../calls/builtin.ts'
import type { Stage } from '../calls/stage.ts'
import { recordClock } from '../calls/tape.ts'
import { type CommonFlags, chosenQuestions, type QuestionFlags } from '../flags.ts'
import type { Ui } from '../ui.ts'
import type { JudgingFlags } from './judge-flags.ts'
import {
  judgeSetup,
  loadContestants,
  loadSuiteInputs,
  matchSettings,
  type SuiteInputs,
} from './judge-inputs.ts'
import { fullMode } from './mode-flag.ts'

/** Who judges what, and how: all that is known before an answer is looked at. */
export type Judging = {
  flags: JudgingFlags & CommonFlags
  ui: Ui
  mode: JudgeMode
  kind: 'single' | 'pair'
  judge: Endpoint
  setup: JudgeSetup
  suite: SuiteInputs
  /** Where judgments are appended. */
  file: string
  /** What batches under way are for. */
  underWay: UnderWay
}

/**
 * Reads config and suite for one judge.
 * @throws UserError for bad input, before anything is called or written
 */
export async function openJudging(flags: JudgingFlags & CommonFlags, ui: Ui): Promise<Judging> {
  const judge = parseEndpoint(flags.judgeModel, await loadConfig(flags.dir))
  sayBuiltin(judge, ui)
  const { dir, bench, prompts, references } = flags
  const mode = fullMode(flags.mode, flags.baseline)
  const kind = mode === 'single' ? 'single' : 'pair'
  const suite = await loadSuiteInputs({ dir, bench, prompts, references, judgeId: judge.id })
  const setup = judgeSetup(judge, { flags, suite })
  const file = judgmentsFile(suite.workspace, { judgeId: judge.id, kind })
  const underWay = await callsUnderWay(dir, { command: 'judge', suite: bench, model: judge.id })
  return { flags, ui, mode, kind, judge, setup, suite, file, underWay }
}

/** The matches of these questions and answers that are new, stale, done, empty or missing. */
export function planJudging(
  { flags, mode, setup, suite, underWay }: Judging,
  what: {
    questions: readonly Question[]
    models: ReadonlyMap<string, ReadonlyMap<QuestionId, Answer>>
    baseline: string | undefined
    stored: JudgmentIndex
  },
): MatchPlan {
  return planMatches({
    questions: what.questions,
    models: what.models,
    partialModels: suite.partialModels,
    prompts: suite.prompts,
    references: suite.references,
    referenceCategories: suite.referenceCategories,
    judge: setup.id,
    stored: what.stored,
    settings: matchSettings(flags, { mode, baseline: what.baseline }),
    hash: shortHash,
    isUnderWay: (match) => purposesOfMatch(match, setup.id).some(underWay),
  })
}

/** The matches of the answers in the workspace, by the flags. */
export async function planContestants(
  judging: Judging & { flags: QuestionFlags & { models?: string[] } },
  stored: JudgmentIndex,
): Promise<MatchPlan> {
  const { flags, mode, suite } = judging
  const questions = chosenQuestions(suite.questions, flags)
  const contestants = await loadContestants(suite, {
    models: flags.models,
    mode,
    baselineFlag: flags.baseline,
    questions,
  })
  return planJudging(judging, { questions, ...contestants, stored })
}

/** The models whose answers the flags have judged, by what stands in the workspace now. */
export async function contestantIds(
  judging: Judging & { flags: QuestionFlags & { models?: string[] } },
): Promise<string[]> {
  const { flags, mode, suite } = judging
  const { models } = await loadContestants(suite, {
    models: flags.models,
    mode,
    baselineFlag: flags.baseline,
    questions: suite.questions,
  })
  return [...models.keys()]
}

/** Settles when the judgment is on the disk. */
export type Save = (judgment: Judgment) => Promise<void>

/** Has the judge asked about matches, as they come; each judgment is saved as it lands. */
export function askMatches(
  { judge, setup, ui }: Judging,
  context: Stage & { matches: Parameters<typeof judgeMatches>[0]['matches']; save: Save },
): Promise<RunCounts> {
  const { session, progress, tape } = context
  return judgeMatches({
    matches: context.matches,
    judge: setup,
    chat: session.chatFor(judge),
    width: session.widthOf(judge),
    save: session.guard(context.save),
    clock: recordClock(tape, ui),
    signal: ui.signal,
    events: { onDone: progress.step, onFailure: progress.failed },
  })
}

/** The matches that get the lowest result without a call, as `--empty-answers lowest` asks. */
export function lowestToRecord(
  plan: Pick<MatchPlan, 'empty'>,
  flags: JudgingFlags,
): MatchPlan['empty'] {
  return flags.emptyAnswers === 'lowest' ? plan.empty.filter((empty) => !empty.isRecorded) : []
}

/** Saves the lowest result of matches with an empty answer; returns how many. */
export async function recordLowest(
  { setup, ui, flags }: Judging,
  context: { plan: Pick<MatchPlan, 'empty'>; save: Save; tape: Stage['tape'] },
): Promise<number> {
  const empties = lowestToRecord(context.plan, flags)
  const clock = recordClock(context.tape, ui)
  for (const empty of empties) await context.save(judgmentOfEmpty(empty, { judge: setup, clock }))
  return empties.length
}
