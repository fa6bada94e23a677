import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pairJudgmentSchema, singleJudgmentSchema } from '../domain/judgment.ts'
import { fileNameOf } from '../domain/model-id.ts'
import type { Question, QuestionId } from '../domain/question.ts'
import { defaultBaseline } from '../domain/suite.ts'
import { UserError } from '../errors.ts'
import { loadManifest, loadQuestions } from '../io/load-suite.ts'
import { packageVersion } from '../io/package-files.ts'
import { type ReadSummary, readJsonl } from '../io/read-jsonl.ts'
import { judgmentFiles, openWorkspace, type Workspace } from '../io/workspace.ts'
import type { JudgeMode } from '../pipeline/plan-matches.ts'
import type { JsonDocument } from '../report/json-document.ts'
import { fixed } from '../report/round.ts'
import type { ShownPairRow, ShownSingleRow } from '../report/show-results.ts'
import type { DuplicateRule } from '../scoring/judgment-table.ts'
import { createPairwiseScores } from '../scoring/pairwise-scores.ts'
import type { ScoreSource } from '../scoring/parse-stored.ts'
import { createSingleScores, type SingleRow } from '../scoring/single-scores.ts'
import { type CoverageCount, coverageOf } from './coverage.ts'
import type { CommonFlags } from './flags.ts'
import { fullMode } from './judge-inputs.ts'

export type ResultFlags = CommonFlags & {
  mode: JudgeMode | 'pairwise'
  inputFile?: string[]
  judgeModel?: string[]
  models?: string[]
  baseline?: string
  by: 'turn' | 'category' | 'model-pair'
  parser: ScoreSource
  duplicates: DuplicateRule
  fastchat?: boolean
  confidence: number
  skipBadLines: boolean
}

type Common = {
  title: string
  notes: string[]
  judges: string[]
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
      ? await readSingle(flags, source)
      : await readPairs(flags, { ...source, mode })
  const { judges, summaries } = read
  const torn = summaries.filter((summary) => summary.torn)
  const document = {
    schema: 'mtbench.show-results/1',
    version: packageVersion(),
    inputs: summaries.map(({ path, sha256, rows }) => ({ path, sha256, rows })),
    key: null,
    settings: {
      mode,
      baseline: source.baseline ?? null,
      by: flags.by,
      parser: flags.parser,
      duplicates: flags.duplicates,
      confidence: flags.confidence,
    },
    left_out: {
      torn_lines: torn.length,
      bad_lines: summaries.reduce((sum, s) => sum + s.skipped, 0),
      ...read.leftOut,
    },
    warnings: [
      ...torn.map(({ path }) => `${path}: its last line is torn and was left out`),
      ...source.warnings,
      ...read.warnings,
    ],
  }
  const percent = fixed(flags.confidence * 100, 1).replace(/\.0$/, '')
  const by = judges.length === 1 ? ` · judge ${judges[0]}` : ''
  const common: Common = {
    title: `${titles[mode]}${suiteName}${by}`,
    notes: [`±: half of the ${percent} % interval, by question`, ...read.notes],
    judges,
    reportFile: (name) =>
      join(flags.dir, 'judgments', flags.bench, 'reports', `${fileNameOf(name)}.json`),
  }
  return read.kind === 'single'
    ? { ...common, kind: 'single', document: { ...document, rows: read.rows } }
    : { ...common, kind: 'pair', document: { ...document, rows: read.rows } }
}

const titles: Readonly<Record<JudgeMode, string>> = {
  single: 'Scores (1–10)',
  'pairwise-baseline': 'Win rates against the baseline',
  'pairwise-all': 'Win rates over all pairs',
}

type Source = {
  files: readonly string[]
  workspace: Workspace | undefined
  questions: readonly Question[] | undefined
  categoryOf: (id: QuestionId) => string | undefined
  baseline: string | undefined
  warnings: string[]
}

async function openSource(flags: ResultFlags, mode: JudgeMode): Promise<Source> {
  const hasSuite = flags.inputFile === undefined || flags.by === 'category'
  const workspace = hasSuite ? openWorkspace(flags.dir, flags.bench) : undefined
  const questions =
    workspace === undefined ? undefined : await loadQuestions(workspace.questionsFile)
  const categories = new Map(questions?.map((q) => [q.question_id, q.category]))
  const manifest = workspace === undefined ? {} : await loadManifest(workspace)
  return {
    files: flags.inputFile ?? filesIn(workspace, flags, mode),
    workspace: flags.inputFile === undefined ? workspace : undefined,
    questions,
    categoryOf: (id) => categories.get(id),
    baseline:
      mode === 'pairwise-baseline'
        ? (flags.baseline ?? manifest.baseline ?? defaultBaseline)
        : undefined,
    warnings: [],
  }
}

function filesIn(workspace: Workspace | undefined, flags: ResultFlags, mode: JudgeMode): string[] {
  if (workspace === undefined) return []
  const kind = mode === 'single' ? 'single' : 'pair'
  const names = flags.judgeModel?.map((id) => `${fileNameOf(id)}_${kind}.jsonl`)
  const files = judgmentFiles(workspace, kind)
    .filter((file) => names?.some((name) => file.endsWith(name)) ?? true)
    .reverse()
  if (files.length > 0) return files
  const whose = flags.judgeModel === undefined ? '' : ` of ${flags.judgeModel.join(', ')}`
  throw new UserError(
    `no ${kind} judgments${whose} in suite ${flags.bench}: make some with mtbench judge --bench ${flags.bench} --mode ${mode} --judge-model <id>`,
  )
}

function wants(flags: ResultFlags, judge: string, models: readonly string[]): boolean {
  const { judgeModel, models: chosen } = flags
  if (judgeModel !== undefined && !judgeModel.includes(judge)) return false
  return chosen === undefined || models.some((model) => chosen.includes(model))
}

async function readSingle(flags: ResultFlags, source: Source) {
  const scores = createSingleScores({
    source: flags.parser,
    duplicates: flags.duplicates,
    confidence: flags.confidence,
    categoryOf: source.categoryOf,
    by: flags.by === 'category' ? 'category' : 'turn',
  })
  const summaries: ReadSummary[] = []
  for (const file of source.files) {
    summaries.push(
      await readJsonl(inputPath(file), singleJudgmentSchema, {
        skipBadLines: flags.skipBadLines,
        onRecord: scores.add,
      }),
    )
  }
  const figures = scores.rows().filter((row) => wants(flags, row.judge, [row.model]))
  if (figures.length === 0) throw nothingIn(source.files)
  const judges = [...new Set(figures.map((row) => row.judge))]
  const coverage = await coverageOf(source, { ...flags, mode: 'single' }, judges)
  const rows = figures.map((row): ShownSingleRow => {
    const count = coverage(row)
    return { ...row, missing: count.missing, stale: count.stale, ...bounds(row, count) }
  })
  const all = rows.filter((row) => row.turn === 'all')
  const total = (pick: (row: ShownSingleRow) => number | null) =>
    all.reduce((sum, row) => sum + (pick(row) ?? 0), 0)
  return {
    kind: 'single' as const,
    rows,
    judges,
    summaries,
    leftOut: {
      unparsed: total((row) => row.unparsed),
      superseded: total((row) => row.superseded),
      missing: total((row) => row.missing),
    },
    notes: notesOf(
      { superseded: total((row) => row.superseded), empty: total((row) => row.empty) },
      flags,
    ),
    warnings: [
      ...staleWarning(total((row) => row.stale)),
      ...all.filter((row) => row.out_of_range > 0).map(rangeWarning),
      ...all.filter((row) => row.unparsed > 0 || (row.missing ?? 0) > 0).flatMap(boundsNote),
    ],
  }
}

function rangeWarning(row: SingleRow): string {
  const without =
    row.mean_in_range === null ? 'no rating is left' : `${fixed(row.mean_in_range, 2)}`
  return `${row.model}: ${row.out_of_range} stored scores lie outside 1–10 and are in the mean; without them: ${without}`
}

function boundsNote(row: ShownSingleRow): string[] {
  if (row.worst === null || row.best === null) return []
  const what = row.unparsed + (row.missing ?? 0)
  return [
    `${row.model}: with the ${what} left out at 1 or at 10 the mean would be ${fixed(row.worst, 2)} or ${fixed(row.best, 2)}`,
  ]
}

/** The mean if every judgment that is missing or unparsed were 1, and if it were 10. */
function bounds(row: SingleRow, count: CoverageCount) {
  const unknown = row.unparsed + (count.missing ?? 0)
  if (row.mean === null) return { worst: null, best: null }
  const at = (rating: number) => ((row.mean ?? 0) * row.n + rating * unknown) / (row.n + unknown)
  return { worst: at(1), best: at(10) }
}

async function readPairs(flags: ResultFlags, source: Source & { mode: JudgeMode }) {
  const scores = createPairwiseScores({
    source: flags.parser,
    duplicates: flags.duplicates,
    confidence: flags.confidence,
    categoryOf: source.categoryOf,
    by: flags.by,
    baseline: source.baseline,
  })
  const summaries: ReadSummary[] = []
  for (const file of source.files) {
    summaries.push(
      await readJsonl(inputPath(file), pairJudgmentSchema, {
        skipBadLines: flags.skipBadLines,
        onRecord: scores.add,
      }),
    )
  }
  const figures = scores.rows().filter((row) => wants(flags, row.judge, [row.model]))
  if (figures.length === 0) {
    throw nothingIn(source.files, source.baseline)
  }
  const judges = [...new Set(figures.map((row) => row.judge))]
  const coverage = await coverageOf(source, { ...flags, mode: source.mode }, judges)
  const rows = figures.map((row): ShownPairRow => {
    const { missing, stale } = coverage(row)
    return { ...row, missing, stale }
  })
  const all = rows.filter((row) => row.turn === 'all')
  // Each match stands in the rows of both its models, but in one where there is a baseline.
  const sides = source.baseline === undefined ? 2 : 1
  const total = (pick: (row: ShownPairRow) => number | null) =>
    all.reduce((sum, row) => sum + (pick(row) ?? 0), 0) / sides
  return {
    kind: 'pair' as const,
    rows,
    judges,
    summaries,
    leftOut: {
      error: total((row) => row.error),
      superseded: total((row) => row.superseded),
      missing: total((row) => row.missing),
    },
    notes: [
      'adjusted: (win + tie / 2) / n. same: both games name the same winner; 1st/2nd: the other matches, by the place in the prompt that came off better.',
      ...notesOf(
        { superseded: total((row) => row.superseded), empty: total((row) => row.empty) },
        flags,
      ),
    ],
    warnings: staleWarning(total((row) => row.stale)),
  }
}

function staleWarning(stale: number): string[] {
  return stale === 0
    ? []
    : [
        `${stale} judgments are stale (the answer, prompt or reference has changed since): judge again`,
      ]
}

function notesOf(counts: { superseded: number; empty: number }, flags: ResultFlags): string[] {
  return [
    ...(counts.superseded > 0
      ? [
          `${counts.superseded} rows are superseded by another row of the same key (--duplicates ${flags.duplicates})`,
        ]
      : []),
    ...(counts.empty > 0
      ? [`${counts.empty} results stand for an empty answer, without a judge's call`]
      : []),
  ]
}

function nothingIn(files: readonly string[], baseline?: string): UserError {
  const whose = baseline === undefined ? '' : ` against the baseline ${JSON.stringify(baseline)}`
  return new UserError(`no judgment${whose} of the chosen models and judges in ${files.join(', ')}`)
}

function inputPath(file: string): string {
  if (file !== '-' && !existsSync(file)) throw new UserError(`${file}: no such file`)
  return file
}
