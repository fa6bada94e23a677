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
import type { AnomalousVoter } from '../../scoring/ranking/anomalous-voters.ts'
import type { BattleSet } from '../../scoring/ranking/battle-table.ts'
import type { Ranking, RankOptions, RankRow } from '../../scoring/ranking/ranking.ts'
import type { RankFlags } from '../rank.ts'

export type RankDocument = JsonDocument<RankRow> & {
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
    key: null,
    settings: {
      ...shown,
      judges: flags.judges ?? null,
      where: flags.where ?? null,
      category: flags.category ?? null,
      language: flags.language ?? null,
      vote_limit: flags.voteLimit ?? null,
    },
    rows: ranking.rows,
    left_out: {
      torn_lines: torn.length,
      bad_lines: summaries.reduce((sum, s) => sum + s.skipped, 0),
      ...set.leftOut,
    },
    warnings: [
      ...torn.map(({ path }) => `${path}: its last line is torn and was left out`),
      ...ranking.unranked,
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

/** The document in the form that was asked for. */
export function rankText(
  document: RankDocument,
  context: { ranking: Ranking; winMatrix: WinMatrix | null; flags: RankFlags; width: number },
): string {
  const { ranking, winMatrix, flags, width } = context
  const { format } = flags
  if (format === 'json') return jsonText(document)
  if (format === 'csv') return csvTable(document.rows.map(csvRow))
  const table = tableDocument(
    {
      title: titleOf(flags),
      columns: rankColumns,
      rows: document.rows,
      notes: [...rankNotes(ranking, flags), ...leftOutNotes(document, flags)],
    },
    { format, width },
  )
  const parts = [table]
  if (winMatrix !== null) {
    parts.push(tableDocument(winMatrixTable(winMatrix), { format, width }))
  }
  const { anomalous_voters: anomalous } = document
  if (anomalous !== null) parts.push(tableDocument(anomalousTable(anomalous), { format, width }))
  return parts.join('\n\n')
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

function csvRow({ rank_range: range, ...row }: RankRow) {
  const { model, rating, ci, rank, ...counts } = row
  return {
    model,
    rating,
    ci,
    rank,
    rank_best: range?.[0] ?? null,
    rank_worst: range?.[1] ?? null,
    ...counts,
  }
}
