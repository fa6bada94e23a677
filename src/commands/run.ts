import type { Command } from 'commander'
import type { Answer } from '../domain/answer.ts'
import { type Endpoint, parseEndpoint } from '../domain/calls/endpoint.ts'
import type { Judgment } from '../domain/judgment.ts'
import type { Question, QuestionId } from '../domain/question.ts'
import { UserError } from '../errors.ts'
import { openAppender } from '../io/files/append-jsonl.ts'
import { shortHash } from '../io/hash.ts'
import { loadConfig } from '../io/workspace/load-config.ts'
import { loadModels } from '../io/workspace/load-suite.ts'
import { judgmentsFile } from '../io/workspace/workspace.ts'
import type { Clock } from '../pipeline/clock.ts'
import type { JudgeSetup } from '../pipeline/judging/ask-judge.ts'
import { judgeMatches, judgmentOfEmpty } from '../pipeline/judging/judge-matches.ts'
import type { JudgmentIndex } from '../pipeline/judging/judgment-index.ts'
import { createMatchFeed, type MatchFeed } from '../pipeline/judging/match-feed.ts'
import { type JudgeMode, type MatchPlan, planMatches } from '../pipeline/judging/plan-matches.ts'
import type { Tape } from '../pipeline/tapes/tape.ts'
import { createProgress, type Progress } from '../report/progress/progress.ts'
import { type AnswerFlags, withAnswerFlags } from './answers/answer-flags.ts'
import {
  type Answering,
  answeringLines,
  answerPlanLines,
  answerQuestions,
  planAnswering,
  questionsToAsk,
  type Stage,
} from './answers/answering.ts'
import { sayBuiltin } from './calls/builtin.ts'
import {
  answersToCome,
  estimateRow,
  preflightAnswers,
  preflightJudgments,
  preflightLines,
} from './calls/preflight.ts'
import { addCounts, endingOf, writeManifest } from './calls/run-ending.ts'
import { openSession, type Session } from './calls/session.ts'
import { spendingLines, spentSoFar } from './calls/spending.ts'
import { openTape, recordClock, tapeLines } from './calls/tape.ts'
import {
  type CommonFlags,
  type EndpointFlags,
  type OutputFlags,
  type QuestionFlags,
  withCommonFlags,
  withEndpointFlags,
  withOutputFlags,
  withQuestionFlags,
} from './flags.ts'
import { judgingEnding, judgingLines } from './judging/judge-ending.ts'
import { cacheOf, type JudgingFlags, withJudgingFlags } from './judging/judge-flags.ts'
import {
  fullMode,
  judgeSetup,
  loadStored,
  loadSuiteInputs,
  matchSettings,
  type SuiteInputs,
} from './judging/judge-inputs.ts'
import { problemsOf } from './judging/judge-plan-lines.ts'
import { defaultResultFlags, showResults } from './show-results.ts'
import { writeSummary } from './summary.ts'
import type { Ending, Ui } from './ui.ts'

type Flags = CommonFlags &
  EndpointFlags &
  QuestionFlags &
  AnswerFlags &
  JudgingFlags &
  OutputFlags & { dryRun: boolean; save?: string }

/** Adds the flags of `run`; `run` is called with what the command does. */
export function defineRun(
  command: Command,
  run: (action: (ui: Ui) => Promise<Ending>) => Promise<void>,
): void {
  const withCalls = withQuestionFlags(withEndpointFlags(withCommonFlags(command)))
  withOutputFlags(withJudgingFlags(withAnswerFlags(withCalls)))
    .option('--dry-run', 'only say what would be called', false)
    .option('--save <name>', 'name of the stored result (default: run-<time>)')
    .addHelpText(
      'after',
      `
Examples:
  $ mtbench run --bench mt_fresh --model gpt-4o-mini --judge-model gpt-4o
  $ mtbench run --model a b --judge-model judge --mode pairwise-all`,
    )
    .action((flags: Flags) => run((ui) => runAll(flags, ui)))
}

/** All that the two stages share. */
type Work = {
  flags: Flags
  ui: Ui
  mode: JudgeMode
  answering: Answering
  judge: Endpoint
  setup: JudgeSetup
  suite: SuiteInputs
  contestants: Contestants
}

type Contestants = { baseline: string | undefined; models: string[]; baselineAnswers: Answer[] }

async function runAll(flags: Flags, ui: Ui): Promise<Ending> {
  const started = ui.clock.now()
  const work = await prepare(flags, ui)
  const { answering, judge } = work
  const total = questionsToAsk(answering)
  for (const line of answerPlanLines(answering, flags)) ui.stderr.write(`${line}\n`)
  const matches = matchesToCome(work)
  ui.stderr.write(`up to ${matches} matches are judged as their answers come\n`)
  if (flags.dryRun) {
    await sayPreflight(work)
    return 'done'
  }

  let progress: Progress | undefined
  const tape = await openTape(flags, { command: 'run', ui })
  const session = await openSession([...answering.endpoints, judge], {
    flags,
    ui,
    say: (line) => progress?.say(line),
    onRetry: () => progress?.retried(),
    cache: cacheOf(flags),
    tape,
  })
  progress = createProgress({
    label: 'answers and judgments',
    total: total + matches,
    stream: ui.stderr,
    isTerminal: ui.stderr.isTTY === true,
    isQuiet: flags.quiet,
    now: ui.monotonic,
    spent: () => spentSoFar(session.uses()),
  })
  const done = await bothStages(work, { session, progress, tape }).finally(() => progress.stop())
  session.close()
  await writeManifest(
    answering.workspace,
    {
      command: 'run',
      started,
      hashes: { ...work.suite.hashes, judge: work.setup.key.judge ?? null },
      settings: { ...flags },
      counts: addCounts([done.answers, done.judged]),
      uses: session.uses(),
    },
    ui,
  )
  return conclude(work, { ...done, session, tape, started })
}

/** What the whole run would call: the plan that it would make if every answer came. */
async function sayPreflight(work: Work): Promise<void> {
  const { flags, ui, answering, judge, mode, contestants } = work
  const kind = mode === 'single' ? 'single' : 'pair'
  const { stored, known } = await loadStored(work.suite.workspace, { id: judge.id, kind })
  const { questions, planned } = answering
  const answers = new Map(
    contestants.models.map((model) => {
      const own = planned.find(({ endpoint }) => endpoint.id === model)
      const pending = new Set(own?.plan.tasks.map(({ question }) => question.question_id))
      const standing = (id: QuestionId) =>
        own === undefined
          ? contestants.baselineAnswers.find((answer) => answer.question_id === id)
          : pending.has(id)
            ? undefined
            : own.stored.get(id)
      const options = { model, numChoices: flags.numChoices, stored: standing }
      return [model, answersToCome(questions, options)]
    }),
  )
  const { todo } = planWith(work, { questions, stored, answers })
  const rows = [
    ...(await preflightAnswers(answering)),
    await preflightJudgments(todo, { judge, kind, known, ui, answering }),
  ]
  for (const line of preflightLines(rows, ui)) ui.stderr.write(`${line}\n`)
  await writeSummary(
    {
      json: flags.format === 'json',
      ...(flags.output === undefined ? {} : { output: flags.output }),
    },
    {
      command: 'run-plan',
      key: work.setup.key,
      settings: { models: flags.model, judge: judge.id, mode },
      rows: rows.map((row) => ({ model: row.model, what: row.what, estimate: estimateRow(row) })),
      leftOut: {},
      warnings: [],
    },
    ui,
  )
}

async function prepare(flags: Flags, ui: Ui): Promise<Work> {
  const answering = await planAnswering(flags, ui)
  const judge = parseEndpoint(flags.judgeModel, await loadConfig(flags.dir))
  sayBuiltin(judge, ui)
  const { dir, bench, prompts, references } = flags
  const suite = await loadSuiteInputs({ dir, bench, prompts, references, judgeId: judge.id })
  const mode = fullMode(flags.mode, flags.baseline)
  const contestants = await contestantsOf(answering, { flags, mode, suite })
  const setup = judgeSetup(judge, { flags, suite })
  const work = { flags, ui, mode, answering, judge, setup, suite, contestants }
  // Prompts and references are looked at before anything is paid for.
  const problems = problemsOf(planWith(work, { questions: answering.questions, stored: new Map() }))
  if (problems.length > 0) throw new UserError(problems.join('; '))
  return work
}

async function contestantsOf(
  answering: Answering,
  context: { flags: Flags; mode: JudgeMode; suite: SuiteInputs },
): Promise<Contestants> {
  const { flags, mode, suite } = context
  const models = answering.endpoints.map((endpoint) => endpoint.id)
  if (mode === 'pairwise-all' && models.length < 2) {
    throw new UserError('pairwise-all needs two models: give --model two ids')
  }
  const wanted = flags.baseline ?? suite.manifest.baseline
  if (mode !== 'pairwise-baseline') return { baseline: undefined, models, baselineAnswers: [] }
  if (wanted === undefined) throw new UserError('pairwise-baseline needs --baseline <id>')
  if (models.includes(wanted)) return { baseline: wanted, models, baselineAnswers: [] }
  const [set] = await loadModels(suite.workspace, { models: [wanted], questions: suite.questions })
  const baselineAnswers = [...(set?.answers.values() ?? [])]
  return { baseline: wanted, models: [...models, wanted], baselineAnswers }
}

function planWith(
  work: Omit<Work, 'setup'> & { setup: JudgeSetup },
  what: {
    questions: readonly Question[]
    stored: JudgmentIndex
    answers?: Parameters<typeof planMatches>[0]['models']
  },
): MatchPlan {
  const { suite, flags, mode, contestants } = work
  return planMatches({
    questions: what.questions,
    models: what.answers ?? new Map(),
    partialModels: suite.partialModels,
    prompts: suite.prompts,
    references: suite.references,
    referenceCategories: suite.referenceCategories,
    judge: work.setup.id,
    stored: what.stored,
    settings: matchSettings(flags, { mode, baseline: contestants.baseline }),
    hash: shortHash,
  })
}

/** Matches if every question is answered. */
function matchesToCome({ answering, contestants, mode, flags }: Work): number {
  const n = contestants.models.length
  const contests = mode === 'single' ? n : mode === 'pairwise-all' ? (n * (n - 1)) / 2 : n - 1
  const turns = answering.questions.reduce(
    (sum, question) => sum + (flags.turns === 'both' ? Math.min(2, question.turns.length) : 1),
    0,
  )
  return turns * contests * flags.repeats
}

type Save = (judgment: Judgment) => Promise<void>

async function bothStages(work: Work, stages: Stage) {
  const { answering, suite, judge, mode } = work
  const kind = mode === 'single' ? 'single' : 'pair'
  const file = judgmentsFile(suite.workspace, { judgeId: judge.id, kind })
  const appender = await openAppender(file)
  const { tape } = stages
  const save = tape?.saving('judgment', appender.append) ?? appender.append
  try {
    const { stored } = await loadStored(suite.workspace, { id: judge.id, kind })
    const plans: MatchPlan[] = []
    const feed = feedOf(work, { stored, stages, plans })
    offerStored(work, feed)
    const onAnswer = (answer: Answer) => feed.offer(answer.model_id, answer)
    const [answers, judged] = await Promise.all([
      answerQuestions(answering, { ...stages, onAnswer }).finally(feed.matches.close),
      judgeFeed(work, { feed, save, stages }),
    ])
    const empty = plans.flatMap((plan) => plan.empty)
    const lowest = await recordEmpty(work, { empty, save, clock: recordClock(tape, work.ui) })
    return { answers, judged, empty, lowest, file }
  } finally {
    await appender.close()
  }
}

function feedOf(
  work: Work,
  context: { stored: JudgmentIndex; stages: Stage; plans: MatchPlan[] },
): MatchFeed {
  const { stored, stages, plans } = context
  return createMatchFeed({
    questions: work.answering.questions,
    models: work.contestants.models,
    isSingle: work.mode === 'single',
    plan: (question, answers) => planWith(work, { questions: [question], stored, answers }),
    onPlan: (plan) => {
      plans.push(plan)
      for (let i = 0; i < plan.done + plan.empty.length; i++) stages.progress.step()
    },
  })
}

/** Offers the answers that stand already, and the baseline's. */
function offerStored({ answering, contestants }: Work, feed: MatchFeed): void {
  for (const { endpoint, plan, stored } of answering.planned) {
    const pending = new Set(plan.tasks.map((task) => task.question.question_id))
    for (const [questionId, answer] of stored) {
      if (!pending.has(questionId)) feed.offer(endpoint.id, answer)
    }
  }
  for (const answer of contestants.baselineAnswers) feed.offer(contestants.baseline ?? '', answer)
}

async function judgeFeed(work: Work, context: { feed: MatchFeed; save: Save; stages: Stage }) {
  const { session, progress, tape } = context.stages
  const counts = await judgeMatches({
    matches: context.feed.matches,
    judge: work.setup,
    chat: session.chatFor(work.judge),
    width: session.widthOf(work.judge),
    save: context.save,
    clock: recordClock(tape, work.ui),
    signal: work.ui.signal,
    events: { onDone: progress.step, onFailure: progress.failed },
  })
  counts.notRun += context.feed.matches.waiting()
  return counts
}

async function recordEmpty(
  work: Work,
  context: { empty: MatchPlan['empty']; save: Save; clock: Clock },
): Promise<number> {
  if (work.flags.emptyAnswers !== 'lowest') return 0
  const fresh = context.empty.filter((empty) => !empty.isRecorded)
  for (const empty of fresh) {
    await context.save(judgmentOfEmpty(empty, { judge: work.setup, clock: context.clock }))
  }
  return fresh.length
}

async function conclude(work: Work, done: Done): Promise<Ending> {
  const { flags, ui, answering } = work
  const judged = { empty: done.empty, lowest: done.lowest, flags }
  const lines = [
    ...answeringLines(done.answers, answering),
    ...judgingLines(done.judged, { ...judged, file: done.file }),
    ...spendingLines(done.session),
    ...tapeLines(done.tape, flags),
  ]
  for (const line of lines) ui.stderr.write(`${line}\n`)
  const ending = endingOf(addCounts([done.answers, done.judged]))
  if (done.judged.done > 0 || ending === 'done') await showStored(work, done)
  await done.tape?.close()
  return ending === 'done' ? judgingEnding(done.judged, judged) : ending
}

type Done = Awaited<ReturnType<typeof bothStages>> & {
  session: Session
  tape: Tape | undefined
  started: number
}

/** Shows the result, and stores it as a report. */
async function showStored(work: Work, done: Done): Promise<void> {
  const { flags, ui, judge, mode, contestants } = work
  const { models, baseline } = contestants
  const chosen = {
    mode,
    models,
    judgeModel: [judge.id],
    ...(baseline === undefined ? {} : { baseline }),
  }
  const time = new Date(done.started).toISOString().replace(/[:.]/g, '-')
  const save = flags.save ?? `run-${time}`
  const shown = { ...defaultResultFlags, ...pick(flags), ...chosen, save }
  await showResults(shown, ui, {
    onSaved: (document) => done.tape?.report(save, document),
  })
}

function pick(flags: Flags) {
  const { dir, bench, quiet, format, output } = flags
  return { dir, bench, quiet, format, ...(output === undefined ? {} : { output }) }
}
