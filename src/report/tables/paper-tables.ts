import type { AgreementRow } from '../../scoring/agreement/agreement-rows.ts'
import type { AlphaRow } from '../../scoring/agreement/alpha-rows.ts'
import type { JoinRow } from '../../scoring/agreement/ballot-joins.ts'
import type { VoteWinRate } from '../../scoring/agreement/vote-win-rates.ts'
import { markdownTable } from '../formats.ts'
import {
  alphaColumns,
  byGap,
  figureColumns,
  joinColumns,
  modelPairColumns,
  sideColumns,
} from './agreement.ts'
import { agreementMatrix, percentAndCounts } from './agreement-matrix.ts'
import type { Column } from './text-table.ts'
import { withInterval } from './with-interval.ts'

/** Win rates of every model in one column of a table: a category, or a judge's votes of one turn. */
export type RateColumn = { heading: string; rates: readonly VoteWinRate[] }

export type PaperTables = {
  /** How the tables were made, one line each. */
  origin: readonly string[]
  rows: readonly AgreementRow[]
  alpha: readonly AlphaRow[]
  joins: readonly JoinRow[]
  /** Groups of Table 5 (judges, then the experts) and of the full table. */
  names: { main: readonly string[]; all: readonly string[] }
  /** Rows by pair of models, turns pooled, of votes that are no ties. */
  pairRows: readonly AgreementRow[]
  /** By category; null with the reason where it cannot be made. */
  categoryRates: readonly RateColumn[] | string
  /** Figure 3, all votes and votes that are no ties: the judges of each turn. */
  judgeRates: readonly { title: string; columns: readonly RateColumn[] }[]
  /** Whose votes tell how far two models are apart. */
  gapOf: string
  /** Pictures that lie beside the text, by figure. */
  figures: Readonly<Record<'gaps' | 'rates', readonly { title: string; file: string }[]>>
}

/** The paper's tables, as far as the votes allow, as one Markdown text. */
export function paperMarkdown(tables: PaperTables): string {
  const { rows, names } = tables
  const perRow = [...sideColumns, ...figureColumns]
  return [
    '# Agreement of judges',
    tables.origin.map((line) => `- ${line}`).join('\n'),
    '## Table 5: agreement of two kinds of judges',
    'S1 counts a tie or an inconsistent verdict as “tie” (random: 33%), S2 only pairs of votes without a tie (random: 50%). Cells: agreement, agreeing / all pairs of votes.',
    ...matrices(rows, names.main),
    '## Table 13: the same with every group of voters and the experts’ majority',
    ...matrices(rows, names.all),
    '## The same with intervals, Cohen’s kappa and Gwet’s AC1',
    markdownTable(perRow, rows),
    '## Krippendorff’s alpha (nominal) over all voters',
    markdownTable(alphaColumns, tables.alpha),
    '## Votes joined',
    markdownTable(joinColumns, tables.joins),
    '## Table 7: win rate by category, expert votes',
    'Both turns pooled; ties count in the denominator only; the mean over opponents.',
    typeof tables.categoryRates === 'string'
      ? tables.categoryRates
      : rateTable(tables.categoryRates),
    '## Figure 2: agreement against the win-rate gap of the pair',
    `Votes that are no ties (S2), both turns pooled. The gap: difference of the two models’ shares of wins over one another ${tables.gapOf}.`,
    ...tables.figures.gaps.map(imageLink),
    ...gapTables(tables.pairRows),
    '## Figure 3: average win rate of the models under different judges',
    ...tables.figures.rates.map(imageLink),
    ...tables.judgeRates.flatMap(({ title, columns }) => [`### ${title}`, rateTable(columns)]),
  ].join('\n\n')
}

function imageLink({ title, file }: { title: string; file: string }): string {
  return `![${title}](${encodeURI(file)})`
}

function matrices(rows: readonly AgreementRow[], names: readonly string[]): string[] {
  const turns = [...new Set(rows.map((row) => row.turn))].filter((turn) => turn !== 'all')
  return turns.flatMap((turn) =>
    (['S1', 'S2'] as const).flatMap((setup) => {
      const options = { setup, turns: [turn], names, cellOf: percentAndCounts }
      const { columns, rows: lines } = agreementMatrix(rows, options)
      return [`### Turn ${turn}, ${setup}`, markdownTable(columns.slice(1), lines)]
    }),
  )
}

function gapTables(rows: readonly AgreementRow[]): string[] {
  const titles = [...new Set(rows.map((row) => `${row.a} ~ ${row.b}`))]
  return titles.flatMap((title) => {
    const own = rows.filter((row) => `${row.a} ~ ${row.b}` === title)
    return [`### ${title}`, markdownTable(modelPairColumns, byGap(own))]
  })
}

/** A line a model, in the order of the first column (the best first), a column each set of rates. */
function rateTable(sets: readonly RateColumn[]): string {
  const models = [...new Set(sets.flatMap(({ rates }) => rates.map(({ model }) => model)))]
  const columns: Column<string>[] = [
    { heading: 'model', align: 'left', cell: (model) => model },
    ...sets.map(
      ({ heading, rates }): Column<string> => ({
        heading,
        align: 'right',
        cell: (model) => {
          const found = rates.find((rate) => rate.model === model)
          return found === undefined || found.rate === null
            ? '–'
            : withInterval(found.rate, found.ci, { scale: 100, decimals: 1 })
        },
      }),
    ),
  ]
  return markdownTable(columns, models)
}
