import type { ReadSummary } from '../../io/files/read-jsonl.ts'
import { csvTable, tableDocument } from '../../report/formats.ts'
import { type JsonDocument, jsonText } from '../../report/json-document.ts'
import {
  anomalousTable,
  rankColumns,
  rankNotes,
  type WinMatrix,
  winMatrixTable,
} from '../../report/tables/rank.ts'
import type { ResultKey } from '../../scoring/comparability.ts'
import type { AnomalousVoter } from '../../scoring/ranking/anomalous-voters.ts'
import type { BattleSet } from '../../scoring/ranking/battle-table.ts'
import type { Ranking, RankOptions, RankRow } from '../../scoring/ranking/ranking.ts'
import type { RankFlags } from '../rank.ts'

/** A row, with the key of its judgments where several are mixed. */
export type RankedRow = RankRow & { key?: string }

export type RankDocument = JsonDocument<RankedRow> & {
  max_gradient: number | null
  tie_parameter: number | null
  style_coefficients: Record<string, number> | null
  bootstrap: { unit: string; units: number; method: string | null; undefined_resamples: number }
  separability: Ranking['separability']
  not_separable: [string, string][]
  cycles: Ranking['cycles']
  unranked: string[]
  win_matrix: WinMatrix | null
  anomalous_voters: { tested: number; voters: AnomalousVoter[] } | null
}

/** All that was found, as `--json` prints it. */
export function rankDocument(
  found: {
    set: BattleSet
    ranking: Ranking
    summaries: ReadSummary[]
    winMatrix: WinMatrix | null
    anomalous: RankDocument['anomalous_voters']
    /** Name of the key where several are mixed. */
    label: string | null
    key: ResultKey | null
    warnings: readonly string[]
  },
  settings: Omit<RankOptions, 'ties'> & { ties: string; flags: RankFlags; version: string },
): RankDocument {
  const { set, ranking, summaries } = found
  const { flags, version, ...shown } = settings
  const torn = summaries.filter((summary) => summary.torn)
  const { unit, units, method, undefinedResamples } = ranking.bootstrap
  return {
    schema: 'mtbench.rank/1',
    version,
    inputs: summaries.map(({ path, sha256, rows }) => ({ path, sha256, rows })),
    key: found.key,
    settings: {
      ...shown,
      judges: flags.judges ?? null,
      where: flags.where ?? null,
      category: flags.category ?? null,
      language: flags.language ?? null,
      vote_limit: flags.voteLimit ?? null,
      mix: flags.mix,
    },
    rows: ranking.rows.map((row) => (found.label === null ? row : { key: found.label, ...row })),
    left_out: {
      torn_lines: torn.length,
      bad_lines: summaries.reduce((sum, s) => sum + s.skipped, 0),
      ...set.leftOut,
    },
    warnings: [
      ...torn.map(({ path }) => `${path}: its last line is torn and was left out`),
      ...ranking.unranked,
      ...found.warnings,
    ],
    max_gradient: ranking.maxGradient,
    tie_parameter: ranking.tieParameter,
    style_coefficients: ranking.coefficients,
    bootstrap: { unit, units, method, undefined_resamples: undefinedResamples },
    separability: ranking.separability,
    not_separable: ranking.notSeparable,
    cycles: ranking.cycles,
    unranked: ranking.unranked,
    win_matrix: found.winMatrix,
    anomalous_voters: found.anomalous,
  }
}

export const methodNames = {
  bt: 'Bradley–Terry',
  davidson: 'Davidson',
  elo: 'online Elo, K = 4, in file order',
  style: 'Bradley–Terry with style control',
} as const

/** One leaderboard: there are several only where judgments of several keys are mixed. */
export type Board = {
  label: string | null
  document: RankDocument
  ranking: Ranking
  winMatrix: WinMatrix | null
}

/** The leaderboards in the form that was asked for. */
export function rankText(
  boards: readonly Board[],
  context: { flags: RankFlags; width: number },
): string {
  const { format } = context.flags
  if (format === 'json') return jsonText(joinedDocument(boards.map((board) => board.document)))
  if (format === 'csv') return csvTable(boards.flatMap(({ document }) => document.rows.map(csvRow)))
  const options = { format, width: context.width }
  return boards.flatMap((board) => boardSections(board, { ...context, options })).join('\n\n')
}

/** One document: the rows of all boards, and each board's own figures in `boards`. */
function joinedDocument(documents: readonly RankDocument[]): JsonDocument<RankedRow> {
  const [first, ...more] = documents
  if (first === undefined) throw new RangeError('there is no leaderboard')
  if (more.length === 0) return first
  const { schema, version, inputs, key, settings } = first
  const joined = {
    schema,
    version,
    inputs,
    key,
    settings,
    rows: documents.flatMap((document) => document.rows),
    left_out: leftOutOfAll(documents),
    warnings: [...new Set(documents.flatMap((document) => document.warnings))],
    boards: documents,
  }
  return joined
}

/** What was left out of the files counts once, what was left out of the boards is added up. */
function leftOutOfAll(documents: readonly RankDocument[]): Record<string, number> {
  const names = Object.keys(documents[0]?.left_out ?? {})
  return Object.fromEntries(
    names.map((name) => {
      const counts = documents.map((document) => document.left_out[name] ?? 0)
      const isOfFiles = name === 'torn_lines' || name === 'bad_lines'
      return [name, isOfFiles ? Math.max(...counts) : counts.reduce((sum, n) => sum + n, 0)]
    }),
  )
}

function boardSections(
  { label, document, ranking, winMatrix }: Board,
  context: { flags: RankFlags; options: { format: 'table' | 'markdown'; width: number } },
): string[] {
  const { flags, options } = context
  const keyColumn = { heading: 'key', align: 'left' as const, cell: () => label ?? '' }
  const table = tableDocument(
    {
      title: titleOf(flags),
      columns: label === null ? rankColumns : [keyColumn, ...rankColumns],
      rows: document.rows,
      notes: [
        ...rankNotes(ranking, flags),
        ...leftOutNotes(document, flags),
        ...document.warnings.filter((text) => !ranking.unranked.includes(text)),
      ],
    },
    options,
  )
  const { anomalous_voters: anomalous } = document
  return [
    table,
    ...(winMatrix === null ? [] : [tableDocument(winMatrixTable(winMatrix), options)]),
    ...(anomalous === null ? [] : [tableDocument(anomalousTable(anomalous), options)]),
  ]
}

function titleOf(flags: RankFlags): string {
  const name = methodNames[flags.style ? 'style' : flags.method]
  const parts = [name, tieText(flags), originText(flags)]
  return `Ratings: ${parts.filter((part) => part !== '').join(' · ')}`
}

const reasons = {
  torn_lines: 'torn last lines',
  bad_lines: 'rows that cannot be read',
  other_judges: 'of other judges',
  other_subset: 'outside the subset',
  over_vote_limit: 'over the vote limit',
  same_model: 'of a model against itself',
  error: 'without a readable verdict',
  repeated: 'replaced by a later vote of the same voter on the same answers',
} as const

/** What was left out, in words; null for nothing. */
export function leftOutText(leftOut: Readonly<Record<string, number>>): string | null {
  const parts = Object.entries(reasons).flatMap(([name, text]) => {
    const count = leftOut[name] ?? 0
    return count === 0 ? [] : [`${count} ${text}`]
  })
  return parts.length === 0 ? null : parts.join(', ')
}

/** What the ratings are measured from. */
export function originText({ anchor }: RankFlags): string {
  return anchor === undefined ? 'mean 1000' : `${anchor.model} = ${anchor.rating}`
}

/** What a tie is to the method; empty for one that models ties. */
export function tieText(flags: RankFlags): string {
  if (flags.ties === 'exclude') return 'ties left out'
  return flags.method === 'davidson' ? '' : 'a tie is half a win'
}

function leftOutNotes({ left_out }: RankDocument, flags: RankFlags): string[] {
  const left = leftOutText(left_out)
  return [
    ...(left === null ? [] : [`left out: ${left}`]),
    ...(flags.anchor === undefined
      ? []
      : ['ranks come from intervals around the mean, not the anchor']),
    `seed ${flags.seed}`,
  ]
}

function csvRow({ rank_range: range, ...row }: RankedRow) {
  const { key, model, rating, ci, rank, ...counts } = row
  return {
    ...(key === undefined ? {} : { key }),
    model,
    rating,
    ci,
    rank,
    rank_best: range?.[0] ?? null,
    rank_worst: range?.[1] ?? null,
    ...counts,
  }
}
