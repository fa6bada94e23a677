import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { type Command, Option } from 'commander'
import { type Judgment, judgmentSchema } from '../domain/judgment.ts'
import type { ParserName } from '../domain/verdicts/verdict.ts'
import { UserError } from '../errors.ts'
import { packageVersion } from '../io/files/package-files.ts'
import { readJsonl } from '../io/files/read-jsonl.ts'
import { writeDocument } from '../io/files/write-document.ts'
import { csvTable, tableDocument } from '../report/formats.ts'
import { type JsonDocument, jsonText } from '../report/json-document.ts'
import { type Column, middleCut } from '../report/tables/text-table.ts'
import { isUnread, type ParseChange, reparseRow } from '../scoring/results/reparse.ts'
import { type OutputFlags, withOutputFlags } from './flags.ts'
import { type Ending, type Ui, widthOf } from './ui.ts'

type Flags = OutputFlags & { parser: ParserName; write?: string; skipBadLines: boolean }

/** Adds the flags of `reparse`; `run` is called with what the command does. */
export function defineReparse(
  command: Command,
  run: (action: (ui: Ui) => Promise<Ending>) => Promise<void>,
): void {
  withOutputFlags(command)
    .argument('<file...>', 'judgment files, FastChat’s included; - for stdin')
    .addOption(
      new Option('--parser <name>', 'rules to read with')
        .choices(['strict', 'fastchat'])
        .default('strict'),
    )
    .option('--write <file>', 'write the rows with what was read to a new file')
    .option('--skip-bad-lines', 'count lines that cannot be read instead of failing', false)
    .addHelpText(
      'after',
      `
Examples:
  $ mtbench reparse judgments/mt_bench/gpt-4_single.jsonl
  $ mtbench reparse gpt-4_pair.jsonl --parser fastchat --format csv`,
    )
    .action((files: string[], flags: Flags) => run((ui) => reparse(files, flags, ui)))
}

type Change = ParseChange & { file: string }

async function reparse(files: readonly string[], flags: Flags, ui: Ui): Promise<Ending> {
  if (flags.write !== undefined && existsSync(flags.write)) {
    throw new UserError(`${flags.write} exists: --write makes a new file`)
  }
  const changes: Change[] = []
  const counts = { rows: 0, unread: 0, ambiguous: 0 }
  const inputs: JsonDocument<Change>['inputs'] = []
  const lines: string[] = []
  for (const file of files) {
    const onRecord = (row: Judgment, line: number) => {
      const read = reparseRow(row, { parser: flags.parser, line })
      counts.rows++
      if (isUnread(row)) counts.unread++
      if (read.ambiguous) counts.ambiguous++
      changes.push(...read.changes.map((change) => ({ file, ...change })))
      if (flags.write !== undefined) lines.push(JSON.stringify(read.row))
    }
    const options = { onRecord, skipBadLines: flags.skipBadLines }
    const { path, sha256, rows } = await readJsonl(file, judgmentSchema, options)
    inputs.push({ path, sha256, rows })
  }
  if (flags.write !== undefined) await writeDocument(flags.write, lines.join('\n'))
  const text = textOf(
    {
      schema: 'mtbench.reparse/1',
      version: packageVersion(),
      inputs,
      key: null,
      settings: { parser: flags.parser },
      rows: changes,
      left_out: { unread: counts.unread },
      warnings: [],
    },
    { flags, counts, width: widthOf(ui) },
  )
  if (flags.output === undefined) ui.stdout.write(`${text}\n`)
  else await writeDocument(flags.output, text)
  return 'done'
}

function textOf(
  document: JsonDocument<Change>,
  context: {
    flags: Flags
    counts: { rows: number; unread: number; ambiguous: number }
    width: number
  },
): string {
  const { flags, counts, width } = context
  if (flags.format === 'json') return jsonText(document)
  if (flags.format === 'csv') return csvTable(document.rows, changeColumns)
  const changes = document.rows.length
  const title = `${counts.rows} rows read with the ${flags.parser} parser: ${changes} ${changes === 1 ? 'verdict differs' : 'verdicts differ'} from the file`
  const shown = columnsFor(document.rows, document.inputs.length)
  const notes = [
    ...(counts.unread > 0
      ? [`${counts.unread} rows hold no judge’s text and were left as they are`]
      : []),
    ...(counts.ambiguous > 0
      ? [`${counts.ambiguous} texts name several different verdicts; the last one was taken`]
      : []),
    ...(flags.write === undefined ? [] : [`written to ${flags.write}`]),
  ]
  return tableDocument(
    { title, columns: shown, rows: document.rows, notes },
    { format: flags.format, width },
  )
}

const changeColumns: readonly (keyof Change)[] = [
  'file',
  'line',
  'question_id',
  'model',
  'turn',
  'game',
  'stored',
  'read',
  'rule',
  'reason',
]

/** Which file a line is in, where there are several. */
const fileColumn: Column<Change> = {
  heading: 'file',
  align: 'left',
  cell: (change) => middleCut(basename(change.file), 16),
}

/** The columns that these changes need, at most 80 characters together. */
function columnsFor(changes: readonly Change[], files: number): Column<Change>[] {
  const isPair = changes.some((change) => change.game !== 0)
  return [
    ...(files > 1 ? [fileColumn] : []),
    { heading: 'line', align: 'right', cell: (c) => String(c.line) },
    { heading: 'question', align: 'right', cell: (c) => String(c.question_id) },
    { heading: 'turn', align: 'right', cell: (c) => String(c.turn) },
    { heading: 'model', align: 'left', cell: (c) => c.model, shrinks: true },
    ...(isPair ? [gameColumn] : []),
    { heading: 'stored', align: 'right', cell: (c) => c.stored },
    { heading: 'read', align: 'right', cell: (c) => c.read },
    { heading: 'by', align: 'left', cell: (c) => middleCut(c.rule ?? shortReason(c), 15) },
  ]
}

const gameColumn: Column<Change> = {
  heading: 'game',
  align: 'right',
  cell: (change) => (change.game === 0 ? '–' : String(change.game)),
}

/** Why nothing was read, in a few words; the whole reason stands in JSON and CSV. */
function shortReason({ reason }: Change): string {
  if (reason?.includes('quoted') === true) return 'only quoted'
  if (reason?.includes('fenced') === true) return 'only in code'
  return reason?.includes('outside') === true ? 'outside 1–10' : 'none found'
}
