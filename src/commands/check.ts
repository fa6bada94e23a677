import type { Command } from 'commander'
import type { Baseline } from '../domain/gate/baseline.ts'
import { UserError } from '../errors.ts'
import { loadConfig } from '../io/workspace/load-config.ts'
import { figures, unitOf } from '../report/gate/gate-words.ts'
import {
  baselineFileOf,
  baselineOf,
  defaultAlpha,
  findBaseline,
  loadBaseline,
  writeBaseline,
} from './checking/baseline-file.ts'
import { type CheckFlags, withCheckFlags, withConfig } from './checking/check-flags.ts'
import { checkEnding, showCheck } from './checking/check-output.ts'
import {
  answeredIds,
  type Candidates,
  candidatesOf,
  judgedRun,
  scopedTo,
} from './checking/check-sides.ts'
import type { JudgedRun } from './checking/judged-run.ts'
import { runCheck } from './checking/run-check.ts'
import { runSelfTest } from './checking/run-self-test.ts'
import { withCommonFlags, withEndpointFlags } from './flags.ts'
import type { CallingJudge } from './judging/judge-answers.ts'
import { defaultJudgingFlags } from './judging/judge-flags.ts'
import { openJudging } from './judging/judging.ts'
import type { Ending, Ui } from './ui.ts'

/** Adds the flags of `check`; `run` is called with what the command does. */
export function defineCheck(
  command: Command,
  run: (action: (ui: Ui) => Promise<Ending>) => Promise<void>,
): void {
  withEndpointFlags(withCheckFlags(withCommonFlags(command)))
    .addHelpText(
      'after',
      `
Compares what is judged already; nothing is called but for --bridge and --repeats.
Exit 0 pass, 1 regressed, 3 inconclusive, 2 where it cannot be compared.
What is not given is taken from "check" in mtbench.config.json.

Examples:
  $ mtbench check --model gpt-4o-mini --judge-model gpt-4o --update-baseline
  $ mtbench check --model gpt-4o-mini --judge-model gpt-4o
  $ mtbench check --model gpt-4o-mini --by category --format junit --output mtbench.xml
  $ mtbench check --self-test`,
    )
    .action((flags: CheckFlags) =>
      run((ui) => check(flags, ui, { isBenchGiven: isGiven(command, 'bench') })),
    )
}

function isGiven(command: Command, name: string): boolean {
  return command.getOptionValueSource(name) !== 'default'
}

async function check(
  given: CheckFlags,
  ui: Ui,
  options: { isBenchGiven: boolean },
): Promise<Ending> {
  const config = (await loadConfig(given.dir)).check
  const flags: CheckFlags = withConfig(given, config)
  const file = baselineFileOf(flags)
  const known = await findBaseline(file)
  const bench = options.isBenchGiven ? flags.bench : (config?.bench ?? known?.bench ?? flags.bench)
  if (flags.selfTest) {
    return runSelfTest({ ...flags, bench }, { baseline: await loadBaseline(file), ui })
  }
  const { judging, who } = await openCheck({ ...flags, bench }, { known, ui })
  if (flags.updateBaseline) {
    const repeats = flags.repeats === 'auto' ? undefined : flags.repeats
    const run = await judgedRun(scopedTo(judging, answeredIds(who)), who, repeats)
    const unanswered = judging.suite.questions.length - run.questions.length
    return update(run, { flags: { ...flags, bench }, unanswered, file, ui })
  }
  const baseline = await loadBaseline(file)
  if (baseline.bench !== bench) {
    throw new UserError(`${file}: it was made on --bench ${baseline.bench}, this run is ${bench}`)
  }
  const { document } = await runCheck({ judging, who, baseline, file, flags })
  await showCheck(document, { format: flags.format, output: flags.output }, ui)
  return checkEnding(document, flags)
}

/** The judge and the candidate, from flags, config and baseline. */
async function openCheck(
  flags: CheckFlags,
  { known, ui }: { known: Baseline | undefined; ui: Ui },
): Promise<{ judging: CallingJudge; who: Candidates }> {
  const { model } = flags
  if (model === undefined) {
    throw new UserError('whom to check? Give --model <id>, or "check": {"model"} in the config')
  }
  const judgeModel = flags.judgeModel ?? known?.judge
  if (judgeModel === undefined) {
    throw new UserError('who judges? Give --judge-model <id>, or make a baseline first')
  }
  const mode = flags.mode ?? known?.mode ?? 'single'
  const opponent = flags.baseline ?? known?.opponent ?? undefined
  const judgingFlags = {
    ...defaultJudgingFlags,
    ...flags,
    mode,
    judgeModel,
    repeats: 1,
    ...(opponent === undefined ? {} : { baseline: opponent }),
  }
  const judging = { ...(await openJudging(judgingFlags, ui)), flags: judgingFlags }
  return { judging, who: await candidatesOf(judging, { model, mode, opponent }) }
}

async function update(
  run: JudgedRun,
  context: { flags: CheckFlags; unanswered: number; file: string; ui: Ui },
): Promise<Ending> {
  const { flags, unanswered, file, ui } = context
  const { bench, margin, alpha = defaultAlpha } = flags
  const { baseline, smallest } = baselineOf(run, { bench, alpha, margin })
  await writeBaseline(file, baseline)
  const { mode, counts } = run
  const value = figures(unitOf(mode)).plain
  const lines = [
    `${file}: ${run.model}, ${counts.turns - counts.missing - counts.unparsed} of ${counts.turns} turns, mean ${baseline.mean === null ? '–' : value(baseline.mean)}`,
    `margin ${value(baseline.margin)}: ${baseline.margin_from}`,
    ...(baseline.margin < smallest
      ? [
          `warning: an unchanged model passes with 80 % power only with a margin of ${value(smallest)} or more`,
        ]
      : []),
    ...(unanswered > 0
      ? [`${unanswered} questions of ${bench} without an answer are not part of it`]
      : []),
    ...(counts.missing + counts.unparsed > 0
      ? [
          `warning: ${counts.missing} turns have no judgment, ${counts.unparsed} an unreadable one: they will count as missing in every check`,
        ]
      : []),
  ]
  for (const line of lines) ui.stdout.write(`${line}\n`)
  return 'done'
}
