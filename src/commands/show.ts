import type { Command } from 'commander'
import { UserError } from '../errors.ts'
import { packageVersion } from '../io/files/package-files.ts'
import type { ReadSummary } from '../io/files/read-jsonl.ts'
import { writeDocument } from '../io/files/write-document.ts'
import { tableDocument } from '../report/formats.ts'
import { type JsonDocument, jsonText } from '../report/json-document.ts'
import { matchColumns } from '../report/showing/match-list.ts'
import { questionText } from '../report/showing/question-text.ts'
import { createStyle } from '../report/terminal/style.ts'
import { withCommonFlags } from './flags.ts'
import { collectDisagreements, collectMatches, type MatchList } from './showing/collect-lists.ts'
import { collectQuestion } from './showing/collect-question.ts'
import { readWarnings } from './showing/judgments-at-hand.ts'
import { openLine } from './showing/open-line.ts'
import type { ShowFlags } from './showing/show-flags.ts'
import { type Ending, hasColour, type Ui, widthOf } from './ui.ts'

/** Adds the flags of `show`; `run` is called with what the command does. */
export function defineShow(
  command: Command,
  run: (action: (ui: Ui) => Promise<Ending>) => Promise<void>,
): void {
  withCommonFlags(command)
    .argument('[question-id]', 'the question to show')
    .option('--model <id...>', 'only these models; of pairs both where several are named')
    .option('--judge-model <id...>', 'only these judges (default: all that have judged)')
    .option('--input-file <file...>', 'judgment files, FastChat’s included; - for stdin')
    .option('--flips', 'list the pairs whose two games name different winners', false)
    .option('--unparsed', 'list the judgments in which nothing could be read', false)
    .option('--disagreements', 'list where judges and people, or two judges, differ', false)
    .option('--votes <file...>', 'votes of people (default: votes/ of the workspace)')
    .option('--skip-bad-lines', 'count lines that cannot be read instead of failing', false)
    .option('--json', 'print one JSON document', false)
    .option('--output <file>', 'write the result to a file instead of stdout')
    .addHelpText(
      'after',
      `
Examples:
  $ mtbench show 81 --bench mt_bench
  $ mtbench show 81 --model qwen llama --judge-model gpt-4o
  $ mtbench show --flips --judge-model gpt-4o
  $ mtbench show --disagreements --votes votes/human.jsonl`,
    )
    .action((id: string | undefined, flags: ShowFlags) => run((ui) => show(id, flags, ui)))
}

async function show(id: string | undefined, flags: ShowFlags, ui: Ui): Promise<Ending> {
  const lists = (['flips', 'unparsed', 'disagreements'] as const).filter((name) => flags[name])
  const [list] = lists
  if (lists.length > 1) throw new UserError(`choose one of --${lists.join(', --')}`)
  if (list !== undefined && id !== undefined) {
    throw new UserError(`--${list} lists matches of all questions: leave out ${JSON.stringify(id)}`)
  }
  if (list !== undefined) {
    const found =
      list === 'disagreements'
        ? await collectDisagreements(flags)
        : await collectMatches(list, flags)
    await printList(found, flags, ui)
  } else if (id === undefined) {
    throw new UserError(
      'name a question (mtbench show 81), or list matches with --flips, --unparsed or --disagreements',
    )
  } else await printQuestion(id, flags, ui)
  return 'done'
}

async function printQuestion(id: string, flags: ShowFlags, ui: Ui): Promise<void> {
  const { view, summaries } = await collectQuestion(id, flags)
  const warnings = readWarnings(summaries)
  if (flags.json) {
    const { grades, pairs, ...question } = view
    const rows = [...grades, ...pairs]
    const document = documentOf({ flags, summaries, rows, leftOut: {}, warnings })
    await print(jsonText({ ...document, ...question }), flags, ui)
    return
  }
  for (const warning of warnings) ui.stderr.write(`${warning}\n`)
  if (flags.output !== undefined) {
    const plain = { style: createStyle(false), width: Number.POSITIVE_INFINITY }
    await writeDocument(flags.output, questionText(view, plain))
    return
  }
  const style = createStyle(hasColour(ui.stdout, ui))
  // Every text of the view was made visible before it was coloured.
  ui.stdout.unguarded.write(`${questionText(view, { style, width: widthOf(ui) })}\n`)
}

async function printList(list: MatchList, flags: ShowFlags, ui: Ui): Promise<void> {
  const warnings = readWarnings(list.summaries)
  const rows = list.rows.map((row) => ({ ...row, open: openLine(row, flags) }))
  if (flags.json) {
    const { summaries, looked_at } = list
    const document = documentOf({ flags, summaries, rows, leftOut: {}, warnings })
    const counted: JsonDocument<object> & { looked_at: number } = { ...document, looked_at }
    await print(jsonText(counted), flags, ui)
    return
  }
  const [first] = rows
  const text = tableDocument(
    {
      title: list.title,
      columns: first === undefined ? [] : matchColumns(list.kind, rows),
      rows,
      notes: [
        ...list.notes,
        ...warnings,
        ...(first === undefined ? [] : [`open the first of them with: ${first.open}`]),
      ],
    },
    { format: 'table', width: flags.output === undefined ? widthOf(ui) : Number.POSITIVE_INFINITY },
  )
  await print(text, flags, ui)
}

function documentOf(of: {
  flags: ShowFlags
  summaries: readonly ReadSummary[]
  rows: object[]
  leftOut: Record<string, number>
  warnings: string[]
}): JsonDocument<object> {
  const { flags, summaries, rows, warnings } = of
  return {
    schema: 'mtbench.show/1',
    version: packageVersion(),
    inputs: summaries.map(({ path, sha256, rows: count }) => ({ path, sha256, rows: count })),
    key: null,
    settings: {
      bench: flags.bench,
      models: flags.model ?? null,
      judges: flags.judgeModel ?? null,
      list: flags.flips
        ? 'flips'
        : flags.unparsed
          ? 'unparsed'
          : flags.disagreements
            ? 'disagreements'
            : null,
    },
    rows,
    left_out: {
      torn_lines: summaries.filter(({ torn }) => torn).length,
      bad_lines: summaries.reduce((sum, { skipped }) => sum + skipped, 0),
    },
    warnings,
  }
}

async function print(text: string, flags: ShowFlags, ui: Ui): Promise<void> {
  if (flags.output === undefined) ui.stdout.write(`${text}\n`)
  else await writeDocument(flags.output, text)
}
