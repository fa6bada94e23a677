import { type Command, Option } from 'commander'
import { UserError } from '../errors.ts'
import type { Tape } from '../pipeline/tapes/tape.ts'
import { formatNames } from '../report/formats.ts'
import { plural } from '../report/plural.ts'
import { type AnswerFlags, withAnswerFlags } from './answers/answer-flags.ts'
import {
  answeringLines,
  answerPlanLines,
  planAnswering,
  questionsToAsk,
} from './answers/answering.ts'
import { addCounts, endingOf, writeManifest } from './calls/run-ending.ts'
import type { Session } from './calls/session.ts'
import { spendingLines } from './calls/spending.ts'
import { openStage, whole } from './calls/stage.ts'
import { openTape, tapeLines } from './calls/tape.ts'
import { type GateFlags, withGateFlags } from './checking/check-flags.ts'
import {
  type CommonFlags,
  type EndpointFlags,
  type OutputFlags,
  type QuestionFlags,
  withCommonFlags,
  withEndpointFlags,
  withQuestionFlags,
} from './flags.ts'
import { judgingEnding, judgingLines } from './judging/judge-ending.ts'
import { cacheOf, type JudgingFlags, withJudgingFlags } from './judging/judge-flags.ts'
import { problemsOf } from './judging/judge-plan-lines.ts'
import { openJudging, planJudging } from './judging/judging.ts'
import { type BothDone, bothStages } from './running/both-stages.ts'
import { contestantsOf, matchesToCome, type RunWork } from './running/contestants.ts'
import { gateRun, openGate, type RunGate } from './running/gate-run.ts'
import { sayPreflight } from './running/run-preflight.ts'
import { defaultResultFlags, showResults } from './show-results.ts'
import { type Ending, nowhere, type Ui } from './ui.ts'

type Flags = CommonFlags &
  EndpointFlags &
  QuestionFlags &
  AnswerFlags &
  JudgingFlags &
  GateFlags & {
    dryRun: boolean
    save?: string
    check: boolean
    format: OutputFlags['format'] | 'junit'
    output?: string
  }

/** Adds the flags of `run`; `run` is called with what the command does. */
export function defineRun(
  command: Command,
  run: (action: (ui: Ui) => Promise<Ending>) => Promise<void>,
): void {
  const withCalls = withQuestionFlags(withEndpointFlags(withCommonFlags(command)))
  withGateFlags(withJudgingFlags(withAnswerFlags(withCalls)))
    .addOption(
      new Option('--format <format>', 'form of the result; junit with --check')
        .choices([...formatNames, 'junit'])
        .default('table'),
    )
    .addOption(new Option('--json', 'the same as --format json').implies({ format: 'json' }))
    .option('--output <file>', 'write the result to a file instead of stdout')
    .option('--check', 'hold the run against the baseline: exit 0 pass, 1 regressed, 3', false)
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

async function runAll(flags: Flags, ui: Ui): Promise<Ending> {
  const started = ui.clock.now()
  const work = await prepare(flags, ui)
  const { answering, judging } = work
  checkFormat(flags)
  const gate = await openGate(flags, work)
  for (const line of answerPlanLines(answering, flags)) ui.stderr.write(`${line}\n`)
  const matches = matchesToCome(work)
  if (flags.dryRun) {
    const { format, output } = flags
    await sayPreflight(work, {
      json: format === 'json',
      ...(output === undefined ? {} : { output }),
    })
    return 'done'
  }
  if (!flags.quiet) {
    ui.stderr.write(`up to ${plural(matches, 'match', 'matches')} judged as their answers come\n`)
  }

  const tape = await openTape(flags, { command: 'run', ui })
  const total = questionsToAsk(answering) + matches
  const label = 'answers and judgments'
  const stage = await openStage([...answering.endpoints, judging.judge], {
    flags,
    ui,
    label,
    total,
    cache: cacheOf(flags),
    tape,
  })
  const { session } = stage
  const both = await whole(bothStages(work, stage), stage, ui)
  const done = { ...both, flags, gate, session, tape, started }
  sayDone(work, done)
  await writeManifest(
    answering.workspace,
    {
      command: 'run',
      started,
      hashes: { ...judging.suite.hashes, judge: judging.setup.key.judge ?? null },
      settings: { ...flags },
      counts: addCounts([done.answers, done.judged]),
      uses: session.uses(),
    },
    ui,
  )
  return conclude(work, done)
}

function checkFormat({ check, format }: Flags): void {
  if (check && format === 'csv') throw new UserError('--check has no --format csv')
  if (!check && format === 'junit') throw new UserError('--format junit goes with --check')
}

/** @throws UserError for what is wrong or missing, before anything is paid for */
async function prepare(flags: Flags, ui: Ui): Promise<RunWork> {
  const answering = await planAnswering(flags, ui)
  const judging = await openJudging(flags, ui)
  const contestants = await contestantsOf(answering, judging)
  const { questions } = answering
  const { baseline } = contestants
  const dry = planJudging(judging, { questions, models: new Map(), baseline, stored: new Map() })
  const problems = problemsOf(dry)
  if (problems.length > 0) throw new UserError(problems.join('; '))
  return { answering, judging, contestants }
}

type Done = BothDone & {
  flags: Flags
  gate: RunGate | undefined
  session: Session
  tape: Tape | undefined
  started: number
}

function sayDone({ answering, judging }: RunWork, done: Done): void {
  const { flags, empty, lowest } = done
  const judged = { empty, lowest, flags }
  const lines = [
    ...answeringLines(done.answers, answering),
    ...judgingLines(done.judged, { ...judged, file: judging.file }),
    ...spendingLines(done.session),
    ...tapeLines(done.tape, flags),
  ]
  for (const line of lines) judging.ui.stderr.write(`${line}\n`)
}

async function conclude(work: RunWork, done: Done): Promise<Ending> {
  const { empty, lowest, flags } = done
  const ending = endingOf(addCounts([done.answers, done.judged]))
  if (done.judged.done > 0 || ending === 'done') await showStored(work, done)
  await done.tape?.close()
  const [answered] = work.answering.endpoints
  if (done.gate !== undefined && answered !== undefined) {
    const { gate } = done
    const { format, output } = flags
    const shown = { format: format === 'csv' ? 'table' : format, output } as const
    const judge = { ...work.judging, flags }
    return gateRun({ ...work, judging: judge }, { gate, model: answered.id, output: shown })
  }
  return ending === 'done' ? judgingEnding(done.judged, { empty, lowest, flags }) : ending
}

/** Shows the result, and stores it as a report. */
async function showStored({ judging, contestants }: RunWork, done: Done): Promise<void> {
  const { mode, judge, ui } = judging
  const { models, baseline } = contestants
  const { dir, bench, quiet, format, output } = done.flags
  const isShown = done.gate === undefined
  const time = new Date(done.started).toISOString().replace(/[:.]/g, '-')
  const save = done.flags.save ?? `run-${time}`
  const shown = {
    ...defaultResultFlags,
    ...{ dir, bench, quiet, mode, models, save },
    format: format === 'junit' ? ('table' as const) : format,
    ...(output === undefined || !isShown ? {} : { output }),
    judgeModel: [judge.id],
    ...(baseline === undefined ? {} : { baseline }),
  }
  // With --check the gate's result is what is printed.
  await showResults(shown, isShown ? ui : { ...ui, stdout: nowhere() }, {
    onSaved: (document) => done.tape?.report(save, document),
  })
}
