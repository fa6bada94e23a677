import { type Command, Option } from 'commander'
import { UserError } from '../errors.ts'
import { writeDocument } from '../io/files/write-document.ts'
import { csvTable, tableDocument } from '../report/formats.ts'
import { jsonText } from '../report/json-document.ts'
import { fixed } from '../report/round.ts'
import { bridgeNote, bridgeTable, compareTable, movedTable } from '../report/tables/compare.ts'
import { duplicateRules } from '../scoring/results/judgment-table.ts'
import {
  type CompareDocument,
  type CompareFlags,
  collectComparison,
} from './comparing/compare-results.ts'
import {
  intervalOption,
  numberIn,
  type OutputFlags,
  wholeNumber,
  withCommonFlags,
  withOutputFlags,
} from './flags.ts'
import { intervalText } from './results/result-notes.ts'
import { type Ending, type Ui, widthOf } from './ui.ts'

type Flags = CompareFlags & OutputFlags

/** Adds the flags of `compare`; `run` is called with what the command does. */
export function defineCompare(
  command: Command,
  run: (action: (ui: Ui) => Promise<Ending>) => Promise<void>,
): void {
  withOutputFlags(withCommonFlags(command))
    .argument('[a]', 'a model, or a file of judgments')
    .argument('[b]', 'what it is compared with')
    .option('--input-file <file...>', 'one file with both, or the file of a and the file of b')
    .addOption(
      new Option('--mode <mode>', 'compare grades, or points won in pairs')
        .choices(['single', 'pairwise'])
        .default('single'),
    )
    .option('--judge-model <id>', 'the judge, where several have judged')
    .option('--judges <id...>', 'compare these two judges on the answers both have graded')
    .option('--models <id...>', 'models in two files, or those that two judges are compared on')
    .option('--baseline <id>', 'pairwise: only matches against this model')
    .option('--top <n>', 'questions to list that differ most', wholeNumber(0, 1000), 5)
    .addOption(
      new Option('--parser <name>', 'stored: the score in the file; else read the texts again')
        .choices(['stored', 'strict', 'fastchat'])
        .default('stored'),
    )
    .addOption(
      new Option('--duplicates <rule>', 'which of several rows of one key counts')
        .choices([...duplicateRules])
        .default('last'),
    )
    .option('--confidence <p>', 'of the intervals', numberIn(0.5, 0.999), 0.95)
    .addOption(intervalOption())
    .option('--seed <n>', 'of the permutation test and the bootstrap', wholeNumber(0), 0)
    .option('--resamples <n>', 'of each of them', wholeNumber(100, 10_000_000), 10_000)
    .option('--skip-bad-lines', 'count lines that cannot be read instead of failing', false)
    .option('--mix', 'compare judgments that are not comparable', false)
    .addHelpText(
      'after',
      `
Examples:
  $ mtbench compare model-a model-b
  $ mtbench compare model-a model-b --mode pairwise --judge-model gpt-4
  $ mtbench compare before.jsonl after.jsonl
  $ mtbench compare --judges gpt-4 builtin:features`,
    )
    .action((a: string | undefined, b: string | undefined, flags: Flags) =>
      run((ui) => compare([a, b], flags, ui)),
    )
}

async function compare(
  words: readonly (string | undefined)[],
  flags: Flags,
  ui: Ui,
): Promise<Ending> {
  const names = words.filter((word) => word !== undefined)
  if (names.length === 1) throw new UserError(`with what is ${names[0]} to be compared?`)
  const document = await collectComparison(names, flags)
  const text = textOf(document, flags, widthOf(ui))
  if (flags.format === 'csv') {
    for (const note of document.warnings) ui.stderr.write(`${note}\n`)
  }
  if (flags.output === undefined) ui.stdout.write(`${text}\n`)
  else await writeDocument(flags.output, text)
  return 'done'
}

function textOf(document: CompareDocument, flags: Flags, width: number): string {
  const { format } = flags
  if (format === 'json') return jsonText(document)
  if (format === 'csv') return csvTable(document.rows)
  const [overall] = document.rows
  const notes = [...notesOf(document, flags), ...leftOutNotes(document), ...document.warnings]
  const { bridge, moved } = document
  const options = { format, width }
  const table = { title: `a: ${overall?.a} · b: ${overall?.b}`, ...compareTable(document.rows) }
  const parts = [tableDocument({ ...table, notes }, options)]
  if (bridge !== null) {
    const models = { title: 'By model', ...bridgeTable(bridge) }
    parts.push(tableDocument({ ...models, notes: [bridgeNote(bridge)] }, options))
  }
  if (moved.length > 0) {
    const questions = { title: 'Questions that differ most', ...movedTable(moved) }
    parts.push(tableDocument({ ...questions, notes: [] }, options))
  }
  return parts.join('\n\n')
}

function notesOf(document: CompareDocument, flags: Flags): string[] {
  const percent = fixed(flags.confidence * 100, 1).replace(/\.0$/, '')
  const what = flags.mode === 'single' ? 'mean grades' : 'mean points (win 1, tie 0.5)'
  return [
    `a, b: ${what} over what both have. interval: ${percent} %, ${intervalText(flags)} by question. p: sign-flip permutation test by question (seed ${flags.seed}).`,
    'mde: difference that as many questions find with 80 % power. w/t/l: questions on which a is better, equal, worse.',
    ...(document.rows.length > 1 ? ['p Holm: adjusted for the number of categories.'] : []),
  ]
}

const leftOutWords = {
  questions_only_a: 'questions only a has',
  questions_only_b: 'questions only b has',
  items_only_a: 'judgments that b lacks on common questions',
  items_only_b: 'judgments that a lacks on common questions',
  unparsed_a: 'of a that could not be read',
  unparsed_b: 'of b that could not be read',
}

function leftOutNotes(document: CompareDocument): string[] {
  const parts = Object.entries(leftOutWords)
    .map(([name, words]) => ({ count: document.left_out[name] ?? 0, words }))
    .filter(({ count }) => count > 0)
    .map(({ count, words }) => `${count} ${words}`)
  return parts.length === 0 ? [] : [`left out: ${parts.join('; ')}`]
}
