import { join } from 'node:path'
import type { Command } from 'commander'
import { pairJudgmentSchema } from '../domain/judgment.ts'
import { ballotOfJudgment } from '../domain/votes/ballot.ts'
import { readAll } from '../io/files/read-jsonl.ts'
import { loadQuestions } from '../io/workspace/load-suite.ts'
import { judgmentsFile, openWorkspace } from '../io/workspace/workspace.ts'
import { fixed } from '../report/round.ts'
import { type Column, textTable } from '../report/tables/text-table.ts'
import { wrap } from '../report/terminal/wrap.ts'
import { type KnownStepRow, knownOrderRows } from '../scoring/results/known-order.ts'
import { noBatch } from './batches/batch-flags.ts'
import { builtinOf } from './calls/builtin.ts'
import { judge } from './judge.ts'
import { defaultJudgingFlags } from './judging/judge-flags.ts'
import { defaultResultFlags, showResults } from './show-results.ts'
import { type Ending, nowhere, type Ui, widthOf } from './ui.ts'

type Flags = { dir: string }

const bench = 'mt_fresh'
const judgeId = 'builtin:features'
const sets = ['ladder-strong', 'ladder-fair', 'ladder-weak', 'ladder-padded'] as const
const steps = [
  { better: 'ladder-strong', worse: 'ladder-fair' },
  { better: 'ladder-fair', worse: 'ladder-weak' },
  { better: 'ladder-strong', worse: 'ladder-weak' },
  { better: 'ladder-fair', worse: 'ladder-padded' },
] as const

/** Adds the flags of `quickstart`; `run` is called with what the command does. */
export function defineQuickstart(
  command: Command,
  run: (action: (ui: Ui) => Promise<Ending>) => Promise<void>,
): void {
  command
    .option('--dir <workspace>', 'folder to write judgments/ into', '.')
    .addHelpText(
      'after',
      `
Examples:
  $ mtbench quickstart`,
    )
    .action((flags: Flags) => run((ui) => quickstart(flags, ui)))
}

/** The flags of `judge` as they are where none is given. */
const judgeDefaults = {
  bench,
  judgeModel: judgeId,
  quiet: true,
  json: false,
  ...defaultJudgingFlags,
  reparseAttempts: 0,
  partial: false,
  dryRun: false,
  maxTries: 1,
  timeout: 60,
  cache: false,
  ...noBatch,
} as const

async function quickstart(flags: Flags, ui: Ui): Promise<Ending> {
  const started = ui.monotonic()
  const width = widthOf(ui)
  const say = (...paragraphs: string[]) => {
    for (const text of paragraphs) ui.stdout.write(`${wrap(text, width)}\n\n`)
  }
  const quietly = { ...ui, stderr: nowhere() }
  const judging = { ...judgeDefaults, dir: flags.dir, models: [...sets] }
  const shown = {
    ...defaultResultFlags,
    dir: flags.dir,
    bench,
    quiet: true,
    format: 'table',
  } as const
  const which = { models: [...sets], judgeModel: [judgeId] }

  say(
    'The whole job on what the package ships: no key, no network, no model.',
    `Suite ${bench}: 40 of its 80 two-turn questions, each with four answers written for this project whose order is known: strong > fair > weak, and fair > padded (fair made half as long again without a new thought).`,
    `Judge: ${builtinOf(judgeId)?.description ?? judgeId}`,
    '1. Every answer graded',
  )
  await judge({ ...judging, mode: 'single' }, quietly)
  await showResults({ ...shown, ...which, mode: 'single' }, ui, { describesJudges: false })
  ui.stdout.write('\n')
  say('2. Every two answers compared, in both orders')
  await judge({ ...judging, mode: 'pairwise-all' }, quietly)
  await showResults({ ...shown, ...which, mode: 'pairwise-all' }, ui, { describesJudges: false })
  const rows = await stepRows(flags)
  ui.stdout.write('\n')
  say('3. Was the known order found? Shares of right verdicts, ±: half of the 95 % interval')
  ui.stdout.write(`${stepTable(rows, width)}\n\n`)
  say(orderLine(rows))
  ui.stdout.write(nextSteps())
  say(...closing(flags, fixed((ui.monotonic() - started) / 1000, 1)))
  return 'done'
}

/** What the verdicts say of the known order, in words. */
function orderLine(rows: readonly KnownStepRow[]): string {
  const all = rows.filter((row) => row.category === null)
  const right = all.reduce((sum, row) => sum + row.right, 0)
  const n = all.reduce((sum, row) => sum + row.n, 0)
  const missed = all.filter((row) => row.right <= row.wrong).map(stepName)
  const isFooled = all.some((row) => row.worse === 'ladder-padded' && row.right < row.wrong)
  return [
    missed.length === 0
      ? 'Every step is more often right than wrong.'
      : `Not found: ${missed.join('; ')}; the other steps are more often right than wrong.`,
    `In all ${right} of ${n} verdicts on known pairs are right (${percent(right / n)} %).`,
    isFooled ? 'Padding fools this judge: it takes more words for a better answer.' : '',
    'It weighs how a text looks and cannot see that a well-written result is wrong. What a language model as judge sees of the same ladder is yours to find out:',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ')
}

/** Commands to go on with; they are not wrapped, so that they can be copied. */
function nextSteps(): string {
  return [
    '  export OPENAI_API_KEY=...',
    `  mtbench judge --bench ${bench} --judge-model gpt-4o \\`,
    `    --models ${sets.join(' ')}`,
    '',
    'and on your own model, or one on a server of yours:',
    '',
    `  mtbench run --bench ${bench} --model gpt-4o-mini --judge-model gpt-4o`,
    `  mtbench run --bench ${bench} --judge-model gpt-4o \\`,
    '    --model mine=<name>@http://localhost:8000/v1',
    '',
    '',
  ].join('\n')
}

function closing(flags: Flags, seconds: string): string[] {
  const folder = join(flags.dir, 'judgments', bench)
  return [
    `You have seen 320 grades and 480 comparisons (960 games) in ${seconds} s. Each stands with its full text in ${folder}; the same command again judges nothing anew. The original MT-bench: mtbench data list.`,
  ]
}

async function stepRows(flags: Flags): Promise<KnownStepRow[]> {
  const workspace = openWorkspace(flags.dir, bench)
  const file = judgmentsFile(workspace, { judgeId, kind: 'pair' })
  const { records } = await readAll(file, pairJudgmentSchema)
  const questions = await loadQuestions(workspace.questionsFile)
  const categories = new Map(questions.map((q) => [q.question_id, q.category]))
  const ballots = records.map(ballotOfJudgment).filter((ballot) => ballot !== null)
  return knownOrderRows(ballots, {
    steps,
    categories: [null, ...new Set(categories.values())],
    categoryOf: (id) => categories.get(id),
    confidence: 0.95,
  })
}

const percent = (share: number | null) => (share === null ? '–' : fixed(share * 100, 0))

function stepName({ better, worse }: KnownStepRow): string {
  return `${better.replace('ladder-', '')} > ${worse.replace('ladder-', '')}`
}

function shareWithInterval(row: KnownStepRow): string {
  if (row.ci === null) return percent(row.share)
  return `${percent(row.share)} ±${fixed(((row.ci[1] - row.ci[0]) / 2) * 100, 0)}`
}

/** One column a step: the share over all, the counts behind it, then the shares by category. */
function stepTable(rows: readonly KnownStepRow[], width: number): string {
  const all = rows.filter((row) => row.category === null)
  const categories = [...new Set(rows.map((row) => row.category))].filter((c) => c !== null)
  const cellOf = (category: string) => (step: KnownStepRow) =>
    percent(
      rows.find(
        ({ better, worse, category: own }) =>
          better === step.better && worse === step.worse && own === category,
      )?.share ?? null,
    )
  const lines: { name: string; cell: (step: KnownStepRow) => string }[] = [
    { name: 'all', cell: shareWithInterval },
    { name: 'right/wrong/tie', cell: (row) => `${row.right}/${row.wrong}/${row.tie}` },
    ...categories.map((category) => ({ name: category, cell: cellOf(category) })),
  ]
  const columns: Column<(typeof lines)[number]>[] = [
    { heading: 'right %', align: 'left', cell: (line) => line.name },
    ...all.map((step) => ({
      heading: stepName(step),
      align: 'right' as const,
      cell: (line: (typeof lines)[number]) => line.cell(step),
    })),
  ]
  return textTable(columns, lines, { width })
}
