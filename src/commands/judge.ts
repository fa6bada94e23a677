import type { Command } from 'commander'
import { type Endpoint, parseEndpoint } from '../domain/calls/endpoint.ts'
import type { Judgment } from '../domain/judgment.ts'
import { UserError } from '../errors.ts'
import { openAppender } from '../io/files/append-jsonl.ts'
import { shortHash } from '../io/hash.ts'
import { loadConfig } from '../io/workspace/load-config.ts'
import { judgmentsFile } from '../io/workspace/workspace.ts'
import type { JudgeSetup } from '../pipeline/judging/ask-judge.ts'
import { judgeMatches, judgmentOfEmpty } from '../pipeline/judging/judge-matches.ts'
import { type JudgeMode, type MatchPlan, planMatches } from '../pipeline/judging/plan-matches.ts'
import { emptyCounts, type RunCounts } from '../pipeline/run-events.ts'
import type { Tape } from '../pipeline/tapes/tape.ts'
import { createProgress, type Progress } from '../report/progress/progress.ts'
import { sayBuiltin } from './calls/builtin.ts'
import type { EndpointUse } from './calls/endpoint-use.ts'
import {
  estimateRow,
  type PreflightRow,
  preflightJudgments,
  preflightLines,
} from './calls/preflight.ts'
import { failureLines, writeManifest } from './calls/run-ending.ts'
import { openSession, type Session } from './calls/session.ts'
import { spendingLines, spentRow, spentSoFar } from './calls/spending.ts'
import { openTape, recordClock, tapeLines } from './calls/tape.ts'
import {
  type CommonFlags,
  chosenQuestions,
  type EndpointFlags,
  type QuestionFlags,
  type SummaryFlags,
  withCommonFlags,
  withEndpointFlags,
  withQuestionFlags,
  withSummaryFlags,
} from './flags.ts'
import { judgingEnding, judgingLines } from './judging/judge-ending.ts'
import { cacheOf, type JudgingFlags, withJudgingFlags } from './judging/judge-flags.ts'
import {
  fullMode,
  judgeSetup,
  loadContestants,
  loadStored,
  loadSuiteInputs,
  matchSettings,
  type SuiteInputs,
} from './judging/judge-inputs.ts'
import { planLines, problemsOf } from './judging/judge-plan-lines.ts'
import { countsRow, writeSummary } from './summary.ts'
import type { Ending, Ui } from './ui.ts'

type JudgeFlags = CommonFlags &
  EndpointFlags &
  QuestionFlags &
  JudgingFlags &
  SummaryFlags & { models?: string[]; partial: boolean; dryRun: boolean }

/** Adds the flags of `judge`; `run` is called with what the command does. */
export function defineJudge(
  command: Command,
  run: (action: (ui: Ui) => Promise<Ending>) => Promise<void>,
): void {
  withSummaryFlags(withQuestionFlags(withEndpointFlags(withJudgingFlags(withCommonFlags(command)))))
    .option('--models <id...>', 'only these models (default: all with answers)')
    .option('--partial', 'judge what there is where answers or references are missing', false)
    .option('--dry-run', 'only say what would be called', false)
    .addHelpText(
      'after',
      `
Examples:
  $ mtbench judge --judge-model gpt-4o --mode single
  $ mtbench judge --judge-model gpt-4o --mode pairwise-all --models qwen llama --dry-run`,
    )
    .action((flags: JudgeFlags) => run((ui) => judge(flags, ui)))
}

/** Judges what the flags ask for. */
export async function judge(flags: JudgeFlags, ui: Ui): Promise<Ending> {
  const started = ui.clock.now()
  const config = await loadConfig(flags.dir)
  const endpoint = parseEndpoint(flags.judgeModel, config)
  sayBuiltin(endpoint, ui)
  const mode = fullMode(flags.mode, flags.baseline)
  const suite = await loadSuiteInputs({
    dir: flags.dir,
    bench: flags.bench,
    prompts: flags.prompts,
    references: flags.references,
    judgeId: endpoint.id,
  })
  const setup = judgeSetup(endpoint, { flags, suite })
  const kind = mode === 'single' ? 'single' : 'pair'
  const file = judgmentsFile(suite.workspace, { judgeId: endpoint.id, kind })
  const read = await loadStored(suite.workspace, { id: endpoint.id, kind })
  for (const path of read.torn) ui.stderr.write(`${path}: its last line is torn and was left out\n`)
  const planFor = (stored: typeof read.stored) => planned(flags, { mode, suite, setup, stored })
  const first = await planFor(read.stored)
  sayPlan(first, { flags, ui })
  const summary = { mode, setup, plan: first, ui }
  if (flags.dryRun) {
    const options = { judge: endpoint, kind, known: read.known, ui } as const
    const estimate = await preflightJudgments(first.todo, options)
    await summarise(flags, { ...summary, counts: emptyCounts(), lowest: 0, estimate })
    return 'done'
  }

  const { counts, session, lowest, plan, tape } = await work(first, {
    flags,
    ui,
    endpoint,
    setup,
    file,
    replan: async (openedBytes) => {
      if (openedBytes === read.bytes) return first
      return planFor((await loadStored(suite.workspace, { id: endpoint.id, kind })).stored)
    },
  })
  if (plan.todo.length + lowest > 0) {
    await writeManifest(
      suite.workspace,
      {
        command: `judge-${mode}`,
        started,
        hashes: {
          ...suite.hashes,
          judge: setup.key.judge ?? null,
          parser: setup.key.parser ?? null,
        },
        settings: { ...flags, judge: endpoint.id },
        counts,
        uses: session?.uses() ?? [],
      },
      ui,
    )
  }
  const judged = { empty: plan.empty, lowest, flags }
  const lines = [
    ...judgingLines(counts, { ...judged, file }),
    ...(session === undefined ? [] : spendingLines(session)),
    ...tapeLines(tape, flags),
  ]
  for (const line of lines) ui.stderr.write(`${line}\n`)
  await summarise(flags, { ...summary, plan, counts, lowest, use: session?.uses()[0] })
  return judgingEnding(counts, judged)
}

/** @throws UserError where something is missing that was not left out on purpose */
function sayPlan(plan: MatchPlan, { flags, ui }: { flags: JudgeFlags; ui: Ui }): void {
  const problems = problemsOf(plan)
  if (problems.length > 0 && !flags.partial && !flags.dryRun) {
    for (const line of problems) ui.stderr.write(`${line}\n`)
    throw new UserError(
      'answers or references are missing: make them, or judge what there is with --partial',
    )
  }
  for (const line of planLines(plan, flags)) ui.stderr.write(`${line}\n`)
}

function summarise(
  flags: JudgeFlags,
  done: {
    mode: JudgeMode
    setup: JudgeSetup
    plan: MatchPlan
    counts: RunCounts
    lowest: number
    estimate?: PreflightRow
    use?: EndpointUse | undefined
    ui: Ui
  },
): Promise<void> {
  const { plan, counts, setup, estimate } = done
  for (const line of preflightLines(estimate === undefined ? [] : [estimate], done.ui)) {
    done.ui.stderr.write(`${line}\n`)
  }
  const reasons = (reason: string) => plan.todo.filter((t) => t.reason === reason).length
  return writeSummary(
    flags,
    {
      command: 'judge',
      key: setup.key,
      settings: { judge: setup.id, mode: done.mode, parser: setup.parser, params: setup.params },
      rows: [
        {
          judge: setup.id,
          to_judge: plan.todo.length,
          new: reasons('new'),
          stale: reasons('stale'),
          done_before: plan.done,
          unverified: plan.unverified,
          ...countsRow(counts),
          estimate: estimateRow(estimate),
          spent: spentRow(done.use),
        },
      ],
      leftOut: {
        empty: plan.empty.filter((empty) => !empty.isRecorded).length - done.lowest,
        missing_answers: plan.missingAnswers.length,
        missing_references: plan.missingReferences.length,
        turns_not_judged: plan.turnsNotJudged,
      },
      warnings: failureLines(counts.failed),
    },
    done.ui,
  )
}

async function planned(
  flags: JudgeFlags,
  context: {
    mode: JudgeMode
    suite: SuiteInputs
    setup: JudgeSetup
    stored: Awaited<ReturnType<typeof loadStored>>['stored']
  },
): Promise<MatchPlan> {
  const { mode, suite, setup, stored } = context
  const questions = chosenQuestions(suite.questions, flags)
  const { models, baseline } = await loadContestants(suite, {
    models: flags.models,
    mode,
    baselineFlag: flags.baseline,
    questions,
  })
  return planMatches({
    questions,
    models,
    partialModels: suite.partialModels,
    prompts: suite.prompts,
    references: suite.references,
    referenceCategories: suite.referenceCategories,
    judge: setup.id,
    stored,
    settings: matchSettings(flags, { mode, baseline }),
    hash: shortHash,
  })
}

type Job = {
  flags: JudgeFlags
  ui: Ui
  endpoint: Endpoint
  setup: JudgeSetup
  file: string
  /** The plan under the lock: a new one where another process wrote since the first. */
  replan: (openedBytes: number) => Promise<MatchPlan>
}

type Worked = {
  counts: RunCounts
  session?: Session
  lowest: number
  plan: MatchPlan
  tape?: Tape | undefined
}

function toRecord(plan: MatchPlan, flags: JudgeFlags): MatchPlan['empty'] {
  return flags.emptyAnswers === 'lowest' ? plan.empty.filter((empty) => !empty.isRecorded) : []
}

async function work(first: MatchPlan, job: Job): Promise<Worked> {
  const { flags, ui, setup } = job
  if (first.todo.length + toRecord(first, flags).length === 0) {
    return { counts: emptyCounts(), lowest: 0, plan: first }
  }
  const tape = await openTape(flags, { command: 'judge', ui })
  const clock = recordClock(tape, ui)
  const appender = await openAppender(job.file)
  const save = tape?.saving('judgment', appender.append) ?? appender.append
  try {
    const plan = await job.replan(appender.openedBytes)
    const empties = toRecord(plan, flags)
    for (const empty of empties) {
      await save(judgmentOfEmpty(empty, { judge: setup, clock }))
    }
    const asked = await ask(plan, { ...job, tape, save })
    await tape?.close()
    return { ...asked, lowest: empties.length, plan, tape }
  } finally {
    await appender.close()
  }
}

async function ask(
  plan: MatchPlan,
  job: Job & { tape: Tape | undefined; save: (judgment: Judgment) => Promise<void> },
): Promise<Pick<Worked, 'counts' | 'session'>> {
  const { flags, ui, endpoint, tape } = job
  if (plan.todo.length === 0) return { counts: emptyCounts() }
  let progress: Progress | undefined
  const session = await openSession([endpoint], {
    flags,
    ui,
    say: (line) => progress?.say(line),
    onRetry: () => progress?.retried(),
    cache: cacheOf(flags),
    tape,
  })
  progress = createProgress({
    label: 'judgments',
    total: plan.todo.length,
    stream: ui.stderr,
    isTerminal: ui.stderr.isTTY === true,
    isQuiet: flags.quiet,
    now: ui.monotonic,
    spent: () => spentSoFar(session.uses()),
  })
  const counts = await judgeMatches({
    matches: plan.todo.map(({ match }) => match),
    judge: job.setup,
    chat: session.chatFor(endpoint),
    width: session.widthOf(endpoint),
    save: job.save,
    clock: recordClock(tape, ui),
    signal: ui.signal,
    events: { onDone: progress.step, onFailure: progress.failed },
  }).finally(() => progress.stop())
  session.close()
  return { counts, session }
}
