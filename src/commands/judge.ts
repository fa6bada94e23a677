import type { Command } from 'commander'
import { defaultBaseline } from '../domain/default-baseline.ts'
import { UserError } from '../errors.ts'
import type { MatchPlan } from '../pipeline/judging/plan-matches.ts'
import { emptyCounts } from '../pipeline/run-events.ts'
import { type BatchFlags, withBatchFlags } from './batches/batch-flags.ts'
import { checkBatchFlags, inBatches, sayDryBatches } from './batches/in-batches.ts'
import { judgeWork } from './batches/judge-work.ts'
import { addUses } from './calls/endpoint-use.ts'
import { preflightJudgments, preflightLines } from './calls/preflight.ts'
import { writeManifest } from './calls/run-ending.ts'
import { spendingLines } from './calls/spending.ts'
import { tapeLines } from './calls/tape.ts'
import {
  type CommonFlags,
  type EndpointFlags,
  type QuestionFlags,
  type SummaryFlags,
  withCommonFlags,
  withEndpointFlags,
  withQuestionFlags,
  withSummaryFlags,
} from './flags.ts'
import { judgeAnswers } from './judging/judge-answers.ts'
import { judgingEnding, judgingLines } from './judging/judge-ending.ts'
import { type JudgingFlags, withJudgingFlags } from './judging/judge-flags.ts'
import { loadStored } from './judging/judge-inputs.ts'
import { planLines, problemsOf } from './judging/judge-plan-lines.ts'
import { summariseJudging } from './judging/judge-summary.ts'
import { type Judging, lowestToRecord, openJudging, planContestants } from './judging/judging.ts'
import type { Ending, Ui } from './ui.ts'

type JudgeFlags = CommonFlags &
  EndpointFlags &
  QuestionFlags &
  JudgingFlags &
  SummaryFlags &
  BatchFlags & { models?: string[]; partial: boolean; dryRun: boolean }

/** Adds the flags of `judge`; `run` is called with what the command does. */
export function defineJudge(
  command: Command,
  run: (action: (ui: Ui) => Promise<Ending>) => Promise<void>,
): void {
  const withCalls = withBatchFlags(withQuestionFlags(withEndpointFlags(command)))
  withSummaryFlags(withJudgingFlags(withCommonFlags(withCalls)))
    .option('--models <id...>', 'only these models (default: all with answers)')
    .option('--partial', 'judge what there is where answers or references are missing', false)
    .option('--dry-run', 'only say what would be called', false)
    .addHelpText(
      'after',
      `
Examples:
  $ mtbench judge --judge-model gpt-4o --mode single
  $ mtbench judge --judge-model gpt-4o --mode pairwise-all --models qwen llama --dry-run
  $ mtbench judge --judge-model gpt-4o --batch`,
    )
    .action((flags: JudgeFlags) => run((ui) => judge(flags, ui)))
}

/** Judges what the flags ask for. */
export async function judge(flags: JudgeFlags, ui: Ui): Promise<Ending> {
  const started = ui.clock.now()
  checkBatchFlags(flags)
  const judging = { ...(await openJudging(flags, ui)), flags }
  const { suite, setup, kind, mode, file } = judging
  const read = await loadStored(suite.workspace, { id: setup.id, kind })
  for (const path of read.torn) ui.stderr.write(`${path}: its last line is torn and was left out\n`)
  const first = await planContestants(judging, read.stored)
  sayPlan(first, judging)
  if (flags.dryRun) {
    const options = { judge: judging.judge, kind, known: read.known, ui, isBatch: flags.batch }
    const estimate = await preflightJudgments(first.todo, options)
    for (const line of preflightLines([estimate], ui)) ui.stderr.write(`${line}\n`)
    if (flags.batch) await sayDryBatches([await judgeWork(flags, ui)], { flags, ui })
    await summariseJudging(judging, { plan: first, counts: emptyCounts(), lowest: 0, estimate })
    return 'done'
  }
  if (flags.batch) return judgeInBatches(judging, first)

  const replan = async (openedBytes: number) => {
    if (openedBytes === read.bytes) return first
    return planContestants(
      judging,
      (await loadStored(suite.workspace, { id: setup.id, kind })).stored,
    )
  }
  const { counts, session, lowest, plan, tape } = await judgeAnswers(judging, { first, replan })
  const judged = { empty: plan.empty, lowest, flags }
  const lines = [
    ...judgingLines(counts, { ...judged, file }),
    ...(session === undefined ? [] : spendingLines(session)),
    ...tapeLines(tape, flags),
  ]
  for (const line of lines) ui.stderr.write(`${line}\n`)
  if (plan.todo.length + lowest > 0) {
    const { judge: judgeHash = null, parser = null } = setup.key
    await writeManifest(
      suite.workspace,
      {
        command: `judge-${mode}`,
        started,
        hashes: { ...suite.hashes, judge: judgeHash, parser },
        settings: { ...flags, judge: setup.id },
        counts,
        uses: session?.uses() ?? [],
      },
      ui,
    )
  }
  await summariseJudging(judging, { plan, counts, lowest, use: session?.uses()[0] })
  return judgingEnding(counts, judged)
}

async function judgeInBatches(judging: JudgeRun, plan: MatchPlan): Promise<Ending> {
  const { flags, ui } = judging
  const done = await inBatches([await judgeWork(flags, ui)], { flags, ui })
  const lowest = lowestToRecord(plan, flags).length
  const batches = { submitted: done.submitted, waiting: done.waiting }
  const use = addUses(done.uses)
  await summariseJudging(judging, { plan, counts: done.counts, lowest, batches, use })
  const ending = judgingEnding(done.counts, { empty: plan.empty, lowest, flags })
  return done.ending === 'done' ? ending : done.ending
}

type JudgeRun = Judging & { flags: JudgeFlags }

/** Which model is compared with, where nobody named it. */
function baselineLine({ flags, mode, suite }: JudgeRun): string[] {
  if (mode !== 'pairwise-baseline' || flags.baseline !== undefined) return []
  return [`baseline ${suite.manifest.baseline ?? defaultBaseline} (--baseline names another)`]
}

/** @throws UserError where something is missing that was not left out on purpose */
function sayPlan(plan: MatchPlan, judging: JudgeRun): void {
  const { flags, ui } = judging
  const problems = problemsOf(plan)
  if (problems.length > 0 && !flags.partial && !flags.dryRun) {
    for (const line of problems) ui.stderr.write(`${line}\n`)
    throw new UserError(
      'answers or references are missing: make them, or judge what there is with --partial',
    )
  }
  // A plan is a dry run's result, and otherwise no problem.
  const isShown = !flags.quiet || flags.dryRun
  const lines = isShown ? [...baselineLine(judging), ...planLines(plan, flags)] : problems
  for (const line of lines) ui.stderr.write(`${line}\n`)
}
