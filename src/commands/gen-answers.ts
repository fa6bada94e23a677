import type { Command } from 'commander'
import type { Endpoint } from '../domain/calls/endpoint.ts'
import { emptyCounts, type RunCounts } from '../pipeline/run-events.ts'
import { type AnswerFlags, answerSettings, withAnswerFlags } from './answers/answer-flags.ts'
import {
  type Answering,
  answeringLines,
  answerPlanLines,
  answerQuestions,
  planAnswering,
  questionsToAsk,
} from './answers/answering.ts'
import { answerWorks } from './batches/answer-work.ts'
import { type BatchFlags, withBatchFlags } from './batches/batch-flags.ts'
import { checkBatchFlags, inBatches, sayDryBatches } from './batches/in-batches.ts'
import { addUses, type EndpointUse } from './calls/endpoint-use.ts'
import {
  estimateRow,
  type PreflightRow,
  preflightAnswers,
  preflightLines,
} from './calls/preflight.ts'
import { endingOf, failureLines, writeManifest } from './calls/run-ending.ts'
import { spendingLines, spentRow } from './calls/spending.ts'
import { openStage, whole } from './calls/stage.ts'
import { openTape, tapeLines } from './calls/tape.ts'
import { pullSuite } from './data/pull-suite.ts'
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
import { writeSummary } from './summary.ts'
import type { Ending, Ui } from './ui.ts'

type Flags = CommonFlags &
  EndpointFlags &
  QuestionFlags &
  AnswerFlags &
  SummaryFlags &
  BatchFlags & { keepStale: boolean; dryRun: boolean; pull: boolean }

/** Adds the flags of `gen-answers`; `run` is called with what the command does. */
export function defineGenAnswers(
  command: Command,
  run: (action: (ui: Ui) => Promise<Ending>) => Promise<void>,
): void {
  const withCalls = withBatchFlags(withQuestionFlags(withEndpointFlags(command)))
  withSummaryFlags(withAnswerFlags(withCommonFlags(withCalls)))
    .option('--keep-stale', 'leave answers whose question or parameters have changed', false)
    .option('--dry-run', 'only say what would be asked', false)
    .option('--pull', 'first get the suite, where it is not there but can be pulled', false)
    .addHelpText(
      'after',
      `
Examples:
  $ mtbench gen-answers --model gpt-4o-mini
  $ mtbench gen-answers --model qwen=Qwen/Qwen3-8B@http://localhost:8000/v1 --concurrency 32
  $ mtbench gen-answers --model gpt-4o-mini --batch --wait`,
    )
    .action((flags: Flags) => run((ui) => genAnswers(flags, ui)))
}

async function genAnswers(flags: Flags, ui: Ui): Promise<Ending> {
  const started = ui.clock.now()
  checkBatchFlags(flags)
  if (flags.pull) await pullSuite(flags, ui)
  const answering = await planAnswering(flags, ui)
  for (const line of answerPlanLines(answering, flags)) ui.stderr.write(`${line}\n`)
  const total = questionsToAsk(answering)
  if (flags.dryRun || (total === 0 && !flags.batch)) return answerNothing(answering, flags)
  if (flags.batch) return answerInBatches(answering, flags)

  const tape = await openTape(flags, { command: 'gen-answers', ui })
  const options = { flags, ui, label: 'answers', total, tape }
  const stage = await openStage(answering.endpoints, options)
  const { session } = stage
  const counts = await whole(answerQuestions(answering, stage), stage, ui)
  await tape?.close()
  const lines = [
    ...answeringLines(counts, answering),
    ...spendingLines(session),
    ...tapeLines(tape, flags),
  ]
  for (const line of lines) ui.stderr.write(`${line}\n`)
  await writeManifest(
    answering.workspace,
    {
      command: 'gen-answers',
      started,
      hashes: { suite: answering.suiteHash },
      settings: answerSettings(flags),
      counts,
      uses: session.uses(),
    },
    ui,
  )
  await summarise(flags, { answering, counts, uses: session.uses(), ui })
  return endingOf(counts)
}

/** Says what would be asked where the flags want that. */
async function answerNothing(answering: Answering, flags: Flags): Promise<Ending> {
  const { ui } = answering
  const { batch: isBatch, dryRun } = flags
  const estimates = dryRun ? await preflightAnswers(answering, { isBatch }) : []
  for (const line of preflightLines(estimates, ui)) ui.stderr.write(`${line}\n`)
  if (dryRun && isBatch) await sayDryBatches(await answerWorks(flags, ui), { flags, ui })
  await summarise(flags, { answering, counts: emptyCounts(), estimates, ui })
  return 'done'
}

async function answerInBatches(answering: Answering, flags: Flags): Promise<Ending> {
  const { ui } = answering
  const { counts, uses, ending, submitted, waiting } = await inBatches(
    await answerWorks(flags, ui),
    { flags, ui },
  )
  const batches = { submitted, waiting }
  await summarise(flags, { answering, counts, uses: byModel(uses), batches, ui })
  return ending
}

function byModel(uses: readonly EndpointUse[]): EndpointUse[] {
  const ids = [...new Set(uses.map((use) => use.id))]
  return ids.flatMap((id) => addUses(uses.filter((use) => use.id === id)) ?? [])
}

function summarise(
  flags: Flags,
  done: {
    answering: Answering
    counts: RunCounts
    estimates?: readonly PreflightRow[]
    uses?: readonly EndpointUse[]
    batches?: { submitted: number; waiting: number }
    ui: Ui
  },
): Promise<void> {
  const { answering, counts } = done
  const spent = (endpoint: Endpoint) => done.uses?.find((use) => use.id === endpoint.id)
  return writeSummary(
    flags,
    {
      command: 'gen-answers',
      key: { suite: answering.suiteHash },
      settings: { ...answerSettings(flags), models: flags.model },
      rows: answering.planned.map(({ endpoint, plan }) => ({
        model: endpoint.id,
        to_ask: plan.tasks.length,
        done_before: plan.done,
        stale: plan.stale.length,
        unverified: plan.unverified,
        failed: counts.failed.filter((f) => f.what.startsWith(`${endpoint.id}, `)).length,
        estimate: estimateRow(done.estimates?.find((row) => row.model === endpoint.id)),
        spent: spentRow(spent(endpoint)),
      })),
      leftOut: {
        failed: counts.failed.length,
        truncated: counts.truncated,
        not_run: counts.notRun,
        ...(done.batches === undefined ? {} : { under_way: done.batches.waiting }),
      },
      warnings: failureLines(counts.failed),
    },
    done.ui,
  )
}
