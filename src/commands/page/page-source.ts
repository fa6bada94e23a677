import { existsSync } from 'node:fs'
import { pairJudgmentSchema, singleJudgmentSchema } from '../../domain/judgment.ts'
import { UserError } from '../../errors.ts'
import { type ReadSummary, readJsonl } from '../../io/files/read-jsonl.ts'
import { judgmentFiles, openWorkspace, type Workspace } from '../../io/workspace/workspace.ts'
import { createPageRows, type GradeRow, type MatchRow } from '../../scoring/page/page-rows.ts'
import type { TieRule } from '../../scoring/results/average-win-rates.ts'
import type { DuplicateRule } from '../../scoring/results/judgment-table.ts'
import type { ScoreSource } from '../../scoring/results/parse-stored.ts'
import type { CommonFlags } from '../flags.ts'

/** What a page is made of, and how its figures are computed. */
export type PageFlags = CommonFlags & {
  /** Only grades or only pairs; both where undefined. */
  mode?: 'single' | 'pairwise' | 'pairwise-all' | 'pairwise-baseline'
  judgeModel?: string[]
  models?: string[]
  baseline?: string
  votes?: string[]
  against?: string
  title?: string
  parser: ScoreSource
  duplicates: DuplicateRule
  confidence: number
  skipBadLines: boolean
  mix: boolean
  ties: TieRule
  seed: number
  resamples: number
}

/** The judgments of a workspace that count, and the files they stand in. */
export type PageSource = {
  workspace: Workspace
  /** FastChat's place first: what stands in our own counts over it. */
  files: { single: string[]; pair: string[] }
  grades: GradeRow[]
  matches: MatchRow[]
  latest: number | null
  inputs: ReadSummary[]
}

/**
 * Reads a workspace's judgments as the flags ask for them.
 * @throws UserError where there are none
 */
export async function readPageSource(flags: PageFlags): Promise<PageSource> {
  if (!existsSync(flags.dir)) throw new UserError(`${flags.dir}: no such folder`)
  const workspace = openWorkspace(flags.dir, flags.bench)
  const filesOf = (kind: 'single' | 'pair') => judgmentFiles(workspace, kind).reverse()
  const files = {
    single: flags.mode === undefined || flags.mode === 'single' ? filesOf('single') : [],
    pair: flags.mode === 'single' ? [] : filesOf('pair'),
  }
  const rows = createPageRows({ source: flags.parser, duplicates: flags.duplicates })
  const { skipBadLines } = flags
  const inputs: ReadSummary[] = []
  for (const file of files.single) {
    const options = { skipBadLines, onRecord: rows.addGrade }
    inputs.push(await readJsonl(file, singleJudgmentSchema, options))
  }
  for (const file of files.pair) {
    const options = { skipBadLines, onRecord: rows.addMatch }
    inputs.push(await readJsonl(file, pairJudgmentSchema, options))
  }
  const grades = rows.grades().filter((row) => wants(flags, row.judge, [row.model]))
  const matches = rows
    .matches()
    .filter((row) => wants(flags, row.judge, [row.a, row.b]))
    .filter(({ a, b }) => flags.baseline === undefined || [a, b].includes(flags.baseline))
  if (grades.length + matches.length === 0) throw nothingToShow(flags, inputs.length > 0)
  return { workspace, files, grades, matches, latest: rows.latest(), inputs }
}

function wants(flags: PageFlags, judge: string, models: readonly string[]): boolean {
  if (flags.judgeModel !== undefined && !flags.judgeModel.includes(judge)) return false
  return flags.models === undefined || models.some((model) => flags.models?.includes(model))
}

function nothingToShow({ dir, bench }: PageFlags, hasFiles: boolean): UserError {
  return new UserError(
    hasFiles
      ? `none of the judgments in suite ${bench} of ${dir} is of the chosen mode, models and judges`
      : `no judgments in suite ${bench} of ${dir}: make some with mtbench judge --bench ${bench} --judge-model <id>`,
  )
}
