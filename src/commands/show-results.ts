import { type Command, Option } from 'commander'
import { writeDocument } from '../io/files/write-document.ts'
import { csvTable, tableDocument } from '../report/formats.ts'
import { type JsonDocument, jsonText } from '../report/json-document.ts'
import { pairDocument } from '../report/tables/pair-document.ts'
import { singleTable } from '../report/tables/show-results.ts'
import { tieRules } from '../scoring/results/average-win-rates.ts'
import { duplicateRules } from '../scoring/results/judgment-table.ts'
import {
  intervalOption,
  numberIn,
  type OutputFlags,
  wholeNumber,
  withCommonFlags,
  withOutputFlags,
} from './flags.ts'
import { modeOption } from './judging/mode-flag.ts'
import type { ResultFlags } from './results/result-source.ts'
import { collectResults } from './results/results.ts'
import { type Ending, type Ui, widthOf } from './ui.ts'

type Flags = ResultFlags & OutputFlags & { save?: string; plot?: string }

/** Adds the flags of `show-results`; `run` is called with what the command does. */
export function defineShowResults(
  command: Command,
  run: (action: (ui: Ui) => Promise<Ending>) => Promise<void>,
): void {
  withOutputFlags(withCommonFlags(command))
    .addOption(modeOption())
    .option('--input-file <file...>', 'judgment files, FastChat’s included; - for stdin')
    .option('--judge-model <id...>', 'only these judges (default: all that have judged)')
    .option('--models <id...>', 'only these models')
    .option('--baseline <id>', 'model that pairwise-baseline compares with')
    .addOption(
      new Option('--by <what>', 'one line for each')
        .choices(['turn', 'category', 'model-pair'])
        .default('turn'),
    )
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
    .addOption(
      new Option('--fastchat', 'FastChat’s own figures').implies({
        duplicates: 'all',
        parser: 'stored',
      }),
    )
    .option('--confidence <p>', 'of the intervals', numberIn(0.5, 0.999), 0.95)
    .addOption(intervalOption())
    .addOption(
      new Option('--ties <rule>', 'in average win rates: half a win, not won, or no match')
        .choices([...tieRules])
        .default('half'),
    )
    .option('--seed <n>', 'of the bootstrap', wholeNumber(0), 0)
    .option('--resamples <n>', 'of the bootstrap', wholeNumber(100, 1_000_000), 10_000)
    .option('--skip-bad-lines', 'count lines that cannot be read instead of failing', false)
    .option('--mix', 'show judgments that are not comparable, each key on its own', false)
    .option('--save <name>', 'keep the result under judgments/<bench>/reports/')
    .option('--plot <file>', 'draw the result: .svg, or .png')
    .addHelpText(
      'after',
      `
Examples:
  $ mtbench show-results --mode single
  $ mtbench show-results --mode pairwise-all --by category --format markdown
  $ mtbench show-results --mode single --by category --plot radar.svg
  $ mtbench show-results --input-file gpt-4_single.jsonl --fastchat`,
    )
    .action((flags: Flags) => run((ui) => showResults(flags, ui)))
}

/** Flags of `show-results` as they are where none is given, for commands that end in its table. */
export const defaultResultFlags = {
  by: 'turn',
  parser: 'stored',
  duplicates: 'last',
  confidence: 0.95,
  skipBadLines: false,
  mix: false,
  ties: 'half',
  seed: 0,
  resamples: 10_000,
} as const

/**
 * Prints, or writes, the results that the flags ask for.
 * @param options.describesJudges false where the caller has said what a built-in judge is
 * @param options.onSaved told of the document that was kept with `--save`
 */
export async function showResults(
  flags: Flags,
  ui: Ui,
  options: {
    describesJudges?: boolean
    onSaved?: (document: JsonDocument<unknown>) => void
  } = {},
): Promise<Ending> {
  // The libraries that draw are loaded only where a picture is asked for.
  const plot = flags.plot === undefined ? undefined : await import('./results/plot.ts')
  if (flags.plot !== undefined) await plot?.checkPlot(flags.plot, flags)
  const collected = await collectResults(flags)
  const describes = options.describesJudges ?? true
  const about = describes ? await aboutJudges(collected.judges) : []
  const results = { ...collected, notes: [...collected.notes, ...about] }
  const { document } = results
  if (flags.plot !== undefined) await plot?.writeResultPlot(flags.plot, results)
  if (flags.save !== undefined) {
    await writeDocument(results.reportFile(flags.save), jsonText(document))
    options.onSaved?.(document)
  }
  const text = textOf(results, { format: flags.format, width: widthOf(ui) })
  if (flags.format === 'csv') {
    for (const note of document.warnings) ui.stderr.write(`${note}\n`)
  }
  if (flags.output === undefined) ui.stdout.write(`${text}\n`)
  else await writeDocument(flags.output, text)
  return 'done'
}

/** What built-in judges are. Ids with a colon may be theirs: only then is it worth loading what knows them. */
async function aboutJudges(judges: readonly string[]): Promise<string[]> {
  if (!judges.some((id) => id.includes(':'))) return []
  const { builtinDescriptions } = await import('./calls/builtin.ts')
  return builtinDescriptions(judges)
}

function textOf(
  results: Awaited<ReturnType<typeof collectResults>>,
  options: { format: Flags['format']; width: number },
): string {
  const { format, width } = options
  const document: JsonDocument<unknown> = results.document
  if (format === 'json') return jsonText(document)
  if (format === 'csv') return csvTable(results.document.rows)
  const { title } = results
  const notes = [...results.notes, ...document.warnings]
  return results.kind === 'single'
    ? tableDocument(
        { title, notes, ...singleTable(results.document.rows, results) },
        { format, width },
      )
    : pairDocument(
        {
          title,
          notes,
          rows: results.document.rows,
          ties: results.ties,
          categories: results.categories,
        },
        { format, width },
      )
}
