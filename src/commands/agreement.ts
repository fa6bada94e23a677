import { type Command, Option } from 'commander'
import { UserError } from '../errors.ts'
import { packageVersion } from '../io/files/package-files.ts'
import { writeDocument } from '../io/files/write-document.ts'
import { csvTable } from '../report/formats.ts'
import { type JsonDocument, jsonText } from '../report/json-document.ts'
import { agreementText } from '../report/tables/agreement.ts'
import {
  type AgreementOptions,
  type AgreementRow,
  agreementRows,
  expertGroup,
  groupsOf,
} from '../scoring/agreement/agreement-rows.ts'
import { type AlphaRow, alphaRows } from '../scoring/agreement/alpha-rows.ts'
import { type JoinRow, joinRows, unjoinedVotes } from '../scoring/agreement/ballot-joins.ts'
import { agreementNotes } from './agreement/agreement-notes.ts'
import {
  type BallotSources,
  loadSources,
  questionsOf,
  type SourceFlags,
  unknownGroup,
} from './agreement/agreement-sources.ts'
import {
  numberIn,
  type OutputFlags,
  wholeNumber,
  withCommonFlags,
  withOutputFlags,
} from './flags.ts'
import { type Ending, type Ui, widthOf } from './ui.ts'

type Flags = SourceFlags &
  OutputFlags & {
    majority?: string | true
    by?: 'category' | 'model-pair'
    orientation: 'code' | 'both'
    confusion: boolean
    resamples: number
    confidence: number
    seed: number
    paper?: string
    plot?: string
  }

/** Adds the flags of `agreement`; `run` is called with what the command does. */
export function defineAgreement(
  command: Command,
  run: (action: (ui: Ui) => Promise<Ending>) => Promise<void>,
): void {
  withOutputFlags(withCommonFlags(command))
    .option('--votes <file...>', 'votes, judged pairs or grades: JSONL, JSON, CSV, Parquet; -')
    .option('--judge <id...>', 'judges of the workspace: their pairs and their grades')
    .option('--groups <name...>', 'only these groups of voters')
    .option('--majority [group]', 'also against the majority of a group (default: expert)')
    .addOption(new Option('--by <what>', 'one line for each').choices(['category', 'model-pair']))
    .addOption(
      new Option('--orientation <how>', 'both: kappa, AC1 and alpha do not depend on names')
        .choices(['code', 'both'])
        .default('code'),
    )
    .option('--confusion', 'also which labels met which', false)
    .option('--resamples <n>', 'of the bootstrap over questions', wholeNumber(100, 1e6), 10_000)
    .option('--confidence <p>', 'of the intervals', numberIn(0.5, 0.999), 0.95)
    .option('--seed <n>', 'of the bootstrap', wholeNumber(0), 1)
    .option('--skip-bad-lines', 'count lines that cannot be read instead of failing', false)
    .option(
      '--mix',
      'take judgments that are not comparable, each key as a judge of its own',
      false,
    )
    .option('--paper <file>', 'write the MT-bench paper’s tables as Markdown, figures beside it')
    .option('--plot <file>', 'draw agreement by how far models are apart: .svg, or .png')
    .addHelpText(
      'after',
      `
Examples:
  $ mtbench agreement --votes votes/human.jsonl votes/gpt4_pair.jsonl
  $ mtbench agreement --votes votes/human.jsonl --judge gpt-4o --majority
  $ mtbench agreement --votes human.csv judge.json --by model-pair --format csv
  $ mtbench agreement --votes votes/human.jsonl votes/gpt4_pair.jsonl --paper paper.md`,
    )
    .action((flags: Flags) => run((ui) => agreement(flags, ui)))
}

type AgreementDocument = JsonDocument<object> & { alpha: AlphaRow[]; joins: JoinRow[] }

async function agreement(flags: Flags, ui: Ui): Promise<Ending> {
  // The libraries that draw are loaded only where a picture is asked for.
  const pictures =
    flags.plot === undefined ? undefined : await import('./agreement/agreement-plot.ts')
  if (flags.plot !== undefined) await pictures?.checkPictureFile(flags.plot)
  const sources = await loadSources(flags)
  const options = await optionsOf(flags, sources)
  const rows = agreementRows(sources.ballots, options)
  if (rows.length === 0) throw nothingJoined(sources)
  const document = documentOf(flags, sources, { rows, options })
  if (flags.paper !== undefined) {
    const paper = await import('./agreement/agreement-paper.ts')
    const figures = await paper.writePaperTables(flags.paper, {
      flags,
      sources,
      options,
      document,
    })
    if (!flags.quiet) {
      ui.stderr.write(`tables written to ${flags.paper}, ${figures.length} pictures beside it\n`)
    }
  }
  if (flags.plot !== undefined) {
    await pictures?.writeGapPlot(flags.plot, sources.ballots, options)
  }
  const text = textOf(document, { rows, flags, width: widthOf(ui) })
  if (flags.format === 'csv') {
    for (const note of agreementNotes(document)) ui.stderr.write(`${note}\n`)
  }
  if (flags.output === undefined) ui.stdout.write(`${text}\n`)
  else await writeDocument(flags.output, text)
  return 'done'
}

async function optionsOf(flags: Flags, { ballots }: BallotSources): Promise<AgreementOptions> {
  const by = flags.by ?? null
  const questions = by === 'category' ? await questionsOf(flags) : []
  if (questions === null) {
    throw new UserError(
      `--by category needs the questions of suite ${flags.bench}, which are not in ${flags.dir}: give --bench, --dir, or pull them with mtbench data pull`,
    )
  }
  const categories = new Map(questions.map((q) => [q.question_id, q.category]))
  const majorityOf = flags.majority === true ? expertGroup : (flags.majority ?? null)
  const known = groupsOf(ballots)
  if (majorityOf !== null && !known.includes(majorityOf)) throw unknownGroup(majorityOf, known)
  const { resamples, confidence, seed, orientation } = flags
  const categoryOf = (id: string | number) => categories.get(id)
  return { by, categoryOf, majorityOf, resamples, confidence, seed, orientation }
}

function nothingJoined({ ballots }: BallotSources): UserError {
  const groups = groupsOf(ballots)
  const about =
    groups.length === 1
      ? `all are of one voter, ${groups[0]}: name another source`
      : `the questions, turns or models differ between ${groups.join(', ')}`
  return new UserError(`none of ${ballots.length} votes meets another individual’s; ${about}`)
}

function documentOf(
  flags: Flags,
  sources: BallotSources,
  figures: { rows: readonly AgreementRow[]; options: AgreementOptions },
): AgreementDocument {
  const { ballots, losses, files } = sources
  const { by, majorityOf, resamples, confidence, seed, orientation } = figures.options
  const torn = files.filter((file) => file.torn)
  return {
    schema: 'mtbench.agreement/1',
    version: packageVersion(),
    inputs: files.map(({ path, sha256, rows }) => ({ path, sha256, rows })),
    key: sources.key,
    settings: {
      mix: flags.mix,
      by,
      majority: majorityOf,
      orientation,
      resamples,
      confidence,
      seed,
    },
    rows: figures.rows.map(({ confusion, ...row }) =>
      flags.confusion ? { ...row, confusion } : row,
    ),
    alpha: alphaRows(ballots, figures.options),
    joins: joinRows(ballots).filter((row) => row.a !== row.b || row.joined > 0),
    left_out: {
      ...losses,
      no_partner: unjoinedVotes(ballots),
      torn_lines: torn.length,
      bad_lines: files.reduce((sum, file) => sum + file.skipped, 0),
    },
    warnings: [
      ...torn.map(({ path }) => `${path}: its last line is torn and was left out`),
      ...(figures.rows.some((row) => row.category === 'unknown')
        ? [`questions that suite ${flags.bench} does not hold stand under category unknown`]
        : []),
      ...sources.warnings,
    ],
  }
}

function textOf(
  document: AgreementDocument,
  context: { rows: readonly AgreementRow[]; flags: Flags; width: number },
): string {
  const { rows, flags, width } = context
  if (flags.format === 'json') return jsonText(document)
  if (flags.format === 'csv') return csvTable(document.rows.map(csvRow))
  const { alpha, joins } = document
  const { confusion, by = null } = flags
  const notes = agreementNotes(document)
  const report = { rows, alpha, joins, notes, by, confusion }
  return agreementText(report, { format: flags.format, width })
}

/** A row with the ends of its intervals, and its confusion table as JSON, in fields of their own. */
function csvRow(row: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]: [string, unknown]) => {
      if (name === 'confusion') return [[name, JSON.stringify(value)]]
      if (!name.endsWith('_ci')) return [[name, value]]
      const [low, high] = Array.isArray(value) ? value : [null, null]
      return [
        [`${name}_low`, low],
        [`${name}_high`, high],
      ]
    }),
  )
}
