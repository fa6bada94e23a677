import { type Command, InvalidArgumentError, Option } from 'commander'
import { UserError } from '../errors.ts'
import { packageVersion } from '../io/files/package-files.ts'
import type { ReadSummary } from '../io/files/read-jsonl.ts'
import { writeDocument } from '../io/files/write-document.ts'
import { loadBattles } from '../io/votes/load-battles.ts'
import type { ResultKey } from '../scoring/comparability.ts'
import { findAnomalousVoters } from '../scoring/ranking/anomalous-voters.ts'
import type { BattleSet } from '../scoring/ranking/battle-table.ts'
import { createKeyedBattles } from '../scoring/ranking/keyed-battles.ts'
import { type RankOptions, rankModels } from '../scoring/ranking/ranking.ts'
import { winShares } from '../scoring/results/win-shares.ts'
import { numberIn, type OutputFlags, wholeNumber, withOutputFlags } from './flags.ts'
import { type Board, rankDocument, rankText } from './ranking/rank-output.ts'
import { checkComparable } from './results/comparable.ts'
import { type Ending, type Ui, widthOf } from './ui.ts'

export type RankFlags = OutputFlags & {
  inputFile: string[]
  method: 'bt' | 'davidson' | 'elo'
  ties: 'half' | 'exclude'
  judges?: string[]
  anchor?: { model: string; rating: number }
  where?: { column: string; value: string }[]
  category?: string[]
  language?: string[]
  voteLimit?: number
  style: boolean
  winMatrix: boolean
  anomalous: boolean
  confidence: number
  resamples?: number
  seed: number
  skipBadLines: boolean
  mix: boolean
  plot?: string
}

/** Adds the flags of `rank`; `run` is called with what the command does. */
export function defineRank(
  command: Command,
  run: (action: (ui: Ui) => Promise<Ending>) => Promise<void>,
): void {
  withOutputFlags(command)
    .requiredOption(
      '--input-file <file...>',
      'pair judgments, votes or battles: JSONL, JSON array, CSV, Parquet; - for JSONL on stdin',
    )
    .addOption(
      new Option('--method <name>', 'Bradley–Terry, Davidson’s tie model, or online Elo')
        .choices(['bt', 'davidson', 'elo'])
        .default('bt'),
    )
    .addOption(
      new Option('--ties <rule>', 'a tie is half a win for each, or left out')
        .choices(['half', 'exclude'])
        .default('half'),
    )
    .option('--style', 'control for length, headers, lists and bold (Bradley–Terry)', false)
    .option('--judges <prefix...>', 'only voters whose names start so, as expert')
    .option('--anchor <model[=rating]>', 'give this model a fixed rating (1000)', anchorOf)
    .option('--category <name...>', 'only battles of these categories (column category)')
    .option('--language <name...>', 'only battles in these languages (column language)')
    .option('--where <column=value...>', 'only battles with this in the column', addCondition)
    .option('--vote-limit <n>', 'votes of one voter a day that count', wholeNumber(1))
    .option('--confidence <p>', 'of the intervals', numberIn(0.5, 0.999), 0.95)
    .option(
      '--resamples <n>',
      'of the bootstrap (default: 1000; 100 with --style)',
      wholeNumber(1, 1_000_000),
    )
    .option('--seed <n>', 'of the bootstrap', wholeNumber(0), 1)
    .option('--win-matrix', 'also each model’s win rate against each other', false)
    .option('--anomalous', 'also voters whose votes the ratings make unlikely', false)
    .option('--skip-bad-lines', 'count rows that cannot be read instead of failing', false)
    .option('--mix', 'rank judgments that are not comparable, each key on its own', false)
    .option('--plot <file>', 'draw the ratings with their intervals: .svg, or .png')
    .addHelpText(
      'after',
      `
Examples:
  $ mtbench rank --input-file gpt-4_pair.jsonl
  $ mtbench rank --input-file votes.jsonl --judges expert --win-matrix
  $ mtbench rank --input-file votes.jsonl --plot ratings.svg
  $ mtbench rank --input-file arena.parquet --where language=German --style`,
    )
    .action((flags: RankFlags) => run((ui) => rank(flags, ui)))
}

async function rank(flags: RankFlags, ui: Ui): Promise<Ending> {
  checkFlags(flags)
  // The libraries that draw are loaded only where a picture is asked for.
  const pictures = flags.plot === undefined ? undefined : await import('./ranking/rank-plot.ts')
  if (flags.plot !== undefined) await pictures?.checkPictureFile(flags.plot)
  const { sets, ...read } = await readSets(flags)
  const boards = sets.map(({ label, set }) => boardOf(set, { label, flags, ...read }))
  if (flags.plot !== undefined) await pictures?.writeRankPlot(flags.plot, boards, flags)
  const text = rankText(boards, { flags, width: widthOf(ui) })
  if (flags.format === 'csv') {
    for (const note of boards.flatMap(({ document }) => document.warnings)) {
      ui.stderr.write(`${note}\n`)
    }
  }
  if (flags.output === undefined) ui.stdout.write(`${text}\n`)
  else await writeDocument(flags.output, text)
  return 'done'
}

/** The ranking of battles that are comparable, and all that is said of it. */
function boardOf(
  set: BattleSet,
  read: {
    label: string | null
    flags: RankFlags
    summaries: ReadSummary[]
    key: ResultKey | null
    warnings: string[]
  },
): Board {
  const { flags, label } = read
  const settings = settingsOf(flags)
  const ranking = rankModels(set, settings)
  const models = ranking.rows.map((row) => row.model)
  const winMatrix = flags.winMatrix ? { models, shares: winShares(set, models) } : null
  const alpha = 1 - flags.confidence
  const anomalous = flags.anomalous ? findAnomalousVoters(set, { alpha }) : null
  const document = rankDocument(
    { set, ranking, winMatrix, anomalous, ...read },
    { ...settings, ties: flags.ties, flags, version: packageVersion() },
  )
  return { label, document, ranking, winMatrix }
}

async function readSets(flags: RankFlags) {
  const where = conditionsOf(flags)
  const { judges = null, voteLimit = null, skipBadLines } = flags
  const table = createKeyedBattles({
    selection: { judges, where, voteLimit },
    keepsRows: flags.method === 'elo' || flags.style || flags.anomalous,
    withStyle: flags.style,
    isMixed: flags.mix,
  })
  const columns = [
    ...where.flatMap(({ column }) => [column, column.split('.')[0] ?? column]),
    ...(flags.style ? ['conv_metadata', 'conversation_a', 'conversation_b'] : []),
  ]
  const summaries: ReadSummary[] = []
  for (const file of flags.inputFile) {
    const options = { onRow: table.add, skipBadLines, columns: [...new Set(columns)] }
    summaries.push(await loadBattles(file, options))
  }
  const { sets, keyUses } = table.finish()
  const { key, warnings } = checkComparable(keyUses, flags)
  const unseen = where
    .map(({ column }) => column)
    .filter((column) => sets.every(({ set }) => set.unseenColumns.includes(column)))
  if (unseen.length === 0) {
    return { sets, summaries, warnings, key: keyUses.length === 0 ? null : key }
  }
  throw new UserError(`no row has a column ${[...new Set(unseen)].join(', ')} to choose by`)
}

function settingsOf(flags: RankFlags): RankOptions {
  return {
    method: flags.style ? 'style' : flags.method,
    ties: flags.ties === 'half' ? 'half' : 'drop',
    anchor: flags.anchor ?? null,
    confidence: flags.confidence,
    resamples: flags.resamples ?? (flags.style ? styleResamples : defaultResamples),
    seed: flags.seed,
  }
}

const defaultResamples = 1000
/** As FastChat: each resample of a style fit goes through all battles several times. */
const styleResamples = 100

function checkFlags(flags: RankFlags): void {
  if (flags.style && flags.method !== 'bt') {
    throw new UserError('--style goes with --method bt')
  }
  if (flags.method === 'davidson' && flags.ties === 'exclude') {
    throw new UserError('--method davidson is a model of ties: leave out --ties exclude')
  }
}

function conditionsOf(flags: RankFlags): { column: string; value: string }[] {
  return [
    ...(flags.where ?? []),
    ...(flags.category ?? []).map((value) => ({ column: 'category', value })),
    ...(flags.language ?? []).map((value) => ({ column: 'language', value })),
  ]
}

const defaultAnchorRating = 1000

function anchorOf(text: string): { model: string; rating: number } {
  const split = text.lastIndexOf('=')
  if (split < 0) return { model: text, rating: defaultAnchorRating }
  const [model, digits] = [text.slice(0, split), text.slice(split + 1)]
  const rating = Number(digits)
  if (model !== '' && digits.trim() !== '' && Number.isFinite(rating)) return { model, rating }
  throw new InvalidArgumentError('give a model, or model=rating.')
}

function addCondition(
  text: string,
  before: { column: string; value: string }[] = [],
): { column: string; value: string }[] {
  const split = text.indexOf('=')
  if (split <= 0) throw new InvalidArgumentError('give column=value.')
  return [...before, { column: text.slice(0, split), value: text.slice(split + 1) }]
}
