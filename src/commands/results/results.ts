import { join } from 'node:path'
import { fileNameOf } from '../../domain/model-id.ts'
import { UserError } from '../../errors.ts'
import { packageVersion } from '../../io/files/package-files.ts'
import type { JudgeMode } from '../../pipeline/judging/plan-matches.ts'
import type { JsonDocument } from '../../report/json-document.ts'
import type { ShownPairRow, ShownSingleRow } from '../../report/tables/show-results.ts'
import { intervalLegend } from '../../report/tables/with-interval.ts'
import type { TieRule } from '../../scoring/results/average-win-rates.ts'
import { fullMode } from '../judging/mode-flag.ts'
import { checkComparable } from './comparable.ts'
import { intervalText } from './result-notes.ts'
import { openSource, type ResultFlags } from './result-source.ts'

type Common = {
  title: string
  notes: string[]
  judges: string[]
  ties: TieRule
  /** How the intervals of means and adjusted win rates were made. */
  intervals: string
  /** The suite's categories in its order; none where the suite is not at hand. */
  categories: string[]
  reportFile: (name: string) => string
}

export type Results = Common &
  (
    | { kind: 'single'; document: JsonDocument<ShownSingleRow> }
    | { kind: 'pair'; document: JsonDocument<ShownPairRow> }
  )

/**
 * Reads judgments and makes the table of one mode, its document for `--json` included.
 * @throws UserError where there is nothing to read, or the flags do not fit together
 */
export async function collectResults(flags: ResultFlags): Promise<Results> {
  const mode = fullMode(flags.mode, flags.baseline)
  const source = await openSource(flags, mode)
  if (mode === 'single' && flags.by === 'model-pair') {
    throw new UserError('--by model-pair goes with the pairwise modes')
  }
  const suiteName = source.questions === undefined ? '' : ` · ${flags.bench}`
  const read =
    mode === 'single'
      ? await (await import('./single-results.ts')).readSingle(flags, source)
      : await (await import('./pair-results.ts')).readPairs(flags, { ...source, mode })
  const { judges, summaries } = read
  const { key, warnings } = checkComparable(read.keyUses, flags)
  const torn = summaries.filter((summary) => summary.torn)
  const document = {
    schema: 'mtbench.show-results/1',
    version: packageVersion(),
    inputs: summaries.map(({ path, sha256, rows, bytes }) => ({ path, sha256, rows, bytes })),
    key,
    settings: settingsOf(flags, { mode, baseline: source.baseline }),
    left_out: {
      torn_lines: torn.length,
      bad_lines: summaries.reduce((sum, s) => sum + s.skipped, 0),
      ...read.leftOut,
    },
    warnings: [
      ...torn.map(({ path }) => `${path}: its last line is torn and was left out`),
      ...summaries
        .filter((summary) => summary.skipped > 0)
        .map(({ path, skipped }) => `${path}: lines that could not be read, left out: ${skipped}`),
      ...source.warnings,
      ...warnings,
      ...read.warnings,
    ],
  }
  const by = judges.length === 1 ? ` · judge ${judges[0]}` : ''
  const against = source.baseline === undefined ? '' : ` ${source.baseline}`
  const common: Common = {
    title: `${titles[mode]}${against}${suiteName}${by}`,
    notes: [
      intervalLegend({ ...flags, how: `${intervalText(flags)} by question` }),
      ...(flags.fastchat === true ? ['FastChat’s own figures: every row, scores as stored'] : []),
      ...read.notes,
    ],
    judges,
    ties: flags.ties,
    intervals: intervalText(flags),
    categories: [...new Set(source.questions?.map((question) => question.category))],
    reportFile: (name) =>
      join(flags.dir, 'judgments', flags.bench, 'reports', `${fileNameOf(name)}.json`),
  }
  return read.kind === 'single'
    ? { ...common, kind: 'single', document: { ...document, rows: read.rows } }
    : { ...common, kind: 'pair', document: { ...document, rows: read.rows } }
}

function settingsOf(
  flags: ResultFlags,
  { mode, baseline }: { mode: JudgeMode; baseline: string | undefined },
) {
  const isBootstrap = flags.interval !== undefined && flags.interval !== 't'
  return {
    mode,
    baseline: baseline ?? null,
    by: flags.by,
    parser: flags.parser,
    duplicates: flags.duplicates,
    confidence: flags.confidence,
    interval: flags.interval ?? null,
    judges: flags.judgeModel ?? null,
    models: flags.models ?? null,
    from_files: flags.inputFile !== undefined,
    skip_bad_lines: flags.skipBadLines,
    mix: flags.mix,
    ...(mode === 'pairwise-all' ? { ties: flags.ties } : {}),
    ...(mode === 'pairwise-all' || isBootstrap
      ? { seed: flags.seed, resamples: flags.resamples }
      : {}),
  }
}

const titles: Readonly<Record<JudgeMode, string>> = {
  single: 'Scores (1–10)',
  'pairwise-baseline': 'Win rates against the baseline',
  'pairwise-all': 'Win rates over all pairs',
}
