import type { AnomalousVoter } from '../../scoring/ranking/anomalous-voters.ts'
import type { Ranking, RankRow } from '../../scoring/ranking/ranking.ts'
import { fixed } from '../round.ts'
import type { Column } from './text-table.ts'

const none = '–'

/** Columns of a leaderboard; they fit 80 characters. */
export const rankColumns: Column<RankRow>[] = [
  { heading: 'rank', align: 'right', cell: (row) => (row.rank === null ? none : String(row.rank)) },
  { heading: 'range', align: 'right', cell: (row) => row.rank_range?.join('–') ?? none },
  { heading: 'model', align: 'left', cell: (row) => row.model, shrinks: true },
  {
    heading: 'rating',
    align: 'right',
    cell: (row) => (row.rating === null ? none : fixed(row.rating, 1)),
  },
  { heading: 'interval', align: 'right', cell: intervalText },
  { heading: 'battles', align: 'right', cell: (row) => String(row.battles) },
  { heading: 'win', align: 'right', cell: (row) => String(row.win) },
  { heading: 'loss', align: 'right', cell: (row) => String(row.loss) },
  { heading: 'tie', align: 'right', cell: (row) => String(row.tie) },
]

function intervalText({ ci }: RankRow): string {
  return ci === null ? none : `${fixed(ci[0], 1)}–${fixed(ci[1], 1)}`
}

/** What a ranking says beside its rows, a sentence each. */
export function rankNotes(ranking: Ranking, options: { confidence: number }): string[] {
  const { maxGradient, tieParameter, coefficients, cycles } = ranking
  return [
    bootstrapNote(ranking, options),
    ...separabilityNotes(ranking),
    cycles.share === null
      ? 'cycles: no three models have all met'
      : `cycles (A beats B beats C beats A): ${cycles.cyclic} of ${cycles.triples} triples`,
    ...(maxGradient === null
      ? ['online Elo depends on the order of the battles and is not fitted: there is no gradient']
      : [`maximum gradient ${maxGradient.toExponential(1)} points a battle`]),
    ...(tieParameter === null ? [] : [`Davidson’s tie parameter ν = ${fixed(tieParameter, 4)}`]),
    ...(coefficients === null
      ? []
      : [
          `style, log odds per standard deviation: ${Object.entries(coefficients)
            .map(([name, value]) => `${name} ${fixed(value, 3)}`)
            .join(', ')}`,
        ]),
    ...ranking.unranked,
  ]
}

function bootstrapNote(
  { bootstrap, separability }: Ranking,
  { confidence }: { confidence: number },
): string {
  const { unit, units, method, undefinedResamples } = bootstrap
  const percent = fixed(confidence * 100, 1).replace(/\.0$/, '')
  const undefinedText =
    undefinedResamples === 0 ? '' : `; ${undefinedResamples} resamples had no finite ratings`
  if (separability === null) {
    return `no intervals: ${units} ${unit}s are too few, or too many resamples (${undefinedResamples}) had no finite ratings`
  }
  const name = method === 'bca' ? 'BCa' : 'percentile'
  return `intervals: ${percent} %, ${name} bootstrap over ${units} ${unit}s${undefinedText}`
}

const mostPairs = 6

function separabilityNotes({ separability, notSeparable }: Ranking): string[] {
  if (separability === null) return []
  const { separated, pairs, share } = separability
  const list = notSeparable.slice(0, mostPairs).map(([a, b]) => `${a} and ${b}`)
  const more = notSeparable.length > mostPairs ? ` and ${notSeparable.length - mostPairs} more` : ''
  const neighbours =
    list.length === 0 ? '' : `; neighbours not separable: ${list.join(', ')}${more}`
  return [`separable: ${separated} of ${pairs} pairs (${fixed(share * 100, 1)} %)${neighbours}`]
}

/** Share of points that one model won from each other one, in the order of the rows; null: never met. */
export type WinMatrix = { models: string[]; shares: (number | null)[][] }

/** Models in the columns of a printed matrix: more do not fit 80 characters. */
const mostShown = 10

/** The matrix as rows and columns of percent; the models in its columns are numbered. */
export function winMatrixTable({ models, shares }: WinMatrix) {
  const shown = models.slice(0, mostShown)
  const rows = shown.map((model, index) => ({ model, number: index + 1, row: shares[index] ?? [] }))
  type Row = (typeof rows)[number]
  const columns: Column<Row>[] = [
    { heading: '#', align: 'right', cell: (row) => String(row.number) },
    { heading: 'model', align: 'left', cell: (row) => row.model, shrinks: true },
    ...shown.map(
      (_, other): Column<Row> => ({
        heading: String(other + 1),
        align: 'right',
        cell: ({ row }) => percentText(row[other] ?? null),
      }),
    ),
  ]
  const rest = models.length - shown.length
  const notes = rest > 0 ? [`${rest} more models are in --format json`] : []
  return {
    title: 'Win rate in % (a tie is half) of the row’s model against each column’s',
    columns,
    rows,
    notes,
  }
}

function percentText(share: number | null): string {
  return share === null ? none : fixed(share * 100, 0)
}

/** Voters that are named in a printed table; all are in the JSON document. */
const mostVoters = 20

/** Voters whose votes the ratings make unlikely. */
export function anomalousTable(found: { tested: number; voters: readonly AnomalousVoter[] }) {
  const columns: Column<AnomalousVoter>[] = [
    { heading: 'voter', align: 'left', cell: (row) => row.voter, shrinks: true },
    { heading: 'votes', align: 'right', cell: (row) => String(row.votes) },
    { heading: 'surprise', align: 'right', cell: (row) => fixed(row.surprise, 3) },
    { heading: 'expected', align: 'right', cell: (row) => fixed(row.expected, 3) },
    { heading: 'p (Holm)', align: 'right', cell: (row) => row.p_holm.toExponential(1) },
  ]
  const { tested, voters } = found
  return {
    title: `Voters whose votes the ratings make unlikely: ${voters.length} of ${tested}`,
    columns,
    rows: voters.slice(0, mostVoters),
    notes: [
      'surprise: mean of −log(chance of the vote) under Davidson’s model of all battles; p: Chernoff’s bound, Holm over voters. A taste of one’s own is surprise too.',
      ...(voters.length > mostVoters
        ? [`${voters.length - mostVoters} more are in --format json`]
        : []),
    ],
  }
}
