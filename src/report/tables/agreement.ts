import type { AgreementRow } from '../../scoring/agreement/agreement-rows.ts'
import type { AlphaRow } from '../../scoring/agreement/alpha-rows.ts'
import type { JoinRow } from '../../scoring/agreement/ballot-joins.ts'
import { tableDocument } from '../formats.ts'
import { fixed } from '../round.ts'
import { agreementMatrix, countText, percentAndTotal } from './agreement-matrix.ts'
import type { Column } from './text-table.ts'
import { withInterval } from './with-interval.ts'

export type AgreementReport = {
  rows: readonly AgreementRow[]
  alpha: readonly AlphaRow[]
  joins: readonly JoinRow[]
  notes: readonly string[]
  by: 'category' | 'model-pair' | null
  /** Are confusion tables wanted? */
  confusion: boolean
}

type Options = { format: 'table' | 'markdown'; width: number }

const none: readonly string[] = []

/** Agreement as text or Markdown: the rows, Table 5's matrix, alpha, confusion tables, joins. */
export function agreementText(report: AgreementReport, options: Options): string {
  const { rows, by } = report
  const parts =
    by === null
      ? [rowSection(rows, options), ...matrixSections(rows, options)]
      : strataSections(rows, by, options)
  if (report.alpha.length > 0) parts.push(alphaSection(report.alpha, options))
  if (report.confusion) parts.push(...confusionSections(rows, options))
  parts.push(
    tableDocument(
      { title: 'Votes joined', columns: joinColumns, rows: report.joins, notes: report.notes },
      options,
    ),
  )
  return parts.join('\n\n')
}

/** Columns of the figures themselves, for any table of rows. */
export const figureColumns: readonly Column<AgreementRow>[] = [
  {
    heading: 'agree/total',
    align: 'right',
    cell: (row) => `${countText(row.agree)}/${countText(row.total)}`,
  },
  { heading: 'agree %', align: 'right', cell: (row) => figure(row.rate, row.ci, 100) },
  { heading: 'kappa', align: 'right', cell: (row) => figure(row.kappa, row.kappa_ci, 1) },
  { heading: 'AC1', align: 'right', cell: (row) => figure(row.ac1, row.ac1_ci, 1) },
]

/** A figure with half of its interval: percent with one decimal, coefficients with two. */
function figure(value: number | null, ci: [number, number] | null, scale: 1 | 100): string {
  if (value === null) return '–'
  return withInterval(value, ci, { scale, decimals: scale === 100 ? 1 : 2 })
}

/** Columns that name the two sides, the turn and the setup. */
export const sideColumns: readonly Column<AgreementRow>[] = [
  { heading: 'a ~ b', align: 'left', cell: (row) => `${row.a} ~ ${row.b}`, shrinks: true },
  { heading: 'turn', align: 'left', cell: (row) => row.turn },
  { heading: '', align: 'left', cell: (row) => row.setup },
]

function rowSection(rows: readonly AgreementRow[], options: Options): string {
  const columns = [...sideColumns, ...figureColumns]
  return tableDocument(
    { title: 'Agreement (chance: S1 1/3, S2 1/2)', columns, rows, notes: none },
    options,
  )
}

/** Columns of judges in one matrix, so that its lines fit 80 characters. */
const matrixColumns = 5

function matrixSections(rows: readonly AgreementRow[], options: Options): string[] {
  const turns = [...new Set(rows.map((row) => row.turn))]
  const heads = [...new Set(rows.flatMap((row) => [row.a, row.b]))]
  return (['S1', 'S2'] as const).flatMap((setup) => {
    const matrix = agreementMatrix(rows, {
      setup,
      turns: turns.filter((turn) => turn !== 'all'),
      names: heads,
      cellOf: percentAndTotal,
    })
    const [turn, judge, ...cells] = matrix.columns
    if (turn === undefined || judge === undefined) return []
    const title = `Judge by judge, ${setup} (${setup === 'S1' ? 'R = 33%' : 'R = 50%, no ties'})`
    const starts = cells.map((_, index) => index).filter((index) => index % matrixColumns === 0)
    return starts.map((start) => {
      const columns = [turn, judge, ...cells.slice(start, start + matrixColumns)]
      return tableDocument({ title, columns, rows: matrix.rows, notes: none }, options)
    })
  })
}

/** A table of categories or model pairs for every two judges and setup, turns pooled. */
function strataSections(
  rows: readonly AgreementRow[],
  by: 'category' | 'model-pair',
  options: Options,
): string[] {
  const sections = new Map<string, AgreementRow[]>()
  for (const row of rows) {
    if (row.turn !== 'all') continue
    const title = `${row.a} ~ ${row.b}, ${row.setup}, all turns`
    sections.set(title, [...(sections.get(title) ?? []), row])
  }
  return [...sections].map(([title, own]) =>
    by === 'category'
      ? tableDocument({ title, columns: categoryColumns, rows: own, notes: none }, options)
      : tableDocument({ title, columns: modelPairColumns, rows: byGap(own), notes: none }, options),
  )
}

const categoryColumns: readonly Column<AgreementRow>[] = [
  { heading: 'category', align: 'left', cell: (row) => row.category ?? 'all', shrinks: true },
  ...figureColumns,
]

/** Columns of the paper's Figure 2: a pair of models, its gap, the agreement on it. */
export const modelPairColumns: readonly Column<AgreementRow>[] = [
  {
    heading: 'models',
    align: 'left',
    cell: (row) => `${row.model_1} : ${row.model_2}`,
    shrinks: true,
  },
  {
    heading: 'gap %',
    align: 'right',
    cell: (row) => (row.gap === null ? '–' : fixed(row.gap * 100, 1)),
  },
  // Kappa says little where nearly all votes are for one model: it is in CSV and JSON.
  ...figureColumns.filter((column) => column.heading !== 'kappa'),
]

/** Rows by the gap of their pair of models, the least first. */
export function byGap(rows: readonly AgreementRow[]): AgreementRow[] {
  return [...rows].sort((x, y) => (x.gap ?? -1) - (y.gap ?? -1))
}

function alphaSection(alpha: readonly AlphaRow[], options: Options): string {
  const title = 'Krippendorff’s alpha (nominal) over all voters'
  return tableDocument({ title, columns: alphaColumns, rows: alpha, notes: none }, options)
}

export const alphaColumns: readonly Column<AlphaRow>[] = [
  { heading: 'turn', align: 'left', cell: (row) => row.turn },
  { heading: 'alpha', align: 'right', cell: (row) => figure(row.alpha, row.ci, 1) },
  { heading: 'votes', align: 'right', cell: (row) => String(row.values) },
  { heading: 'on answer pairs', align: 'right', cell: (row) => String(row.units) },
]

const labels = ['first', 'second', 'tie'] as const

function confusionSections(rows: readonly AgreementRow[], options: Options): string[] {
  return rows
    .filter((row) => row.turn === 'all' && row.total > 0)
    .map((row) => {
      const counts = row.confusion.map((line, index) => ({ label: labels[index] ?? '', line }))
      const columns: Column<(typeof counts)[number]>[] = [
        { heading: 'a \\ b', align: 'left', cell: ({ label }) => label },
        ...counts.map(
          ({ label }, index): Column<(typeof counts)[number]> => ({
            heading: label,
            align: 'right',
            cell: ({ line }) => countText(line[index] ?? 0),
          }),
        ),
      ]
      const stratum =
        row.category ?? (row.model_1 === null ? null : `${row.model_1} : ${row.model_2}`)
      const where = stratum === null ? '' : `, ${stratum}`
      const title = `${row.a} ~ ${row.b}, ${row.setup}, all turns${where}`
      return tableDocument({ title, columns, rows: counts, notes: none }, options)
    })
}

export const joinColumns: readonly Column<JoinRow>[] = [
  { heading: 'votes of', align: 'left', cell: (row) => row.a, shrinks: true },
  { heading: 'in', align: 'left', cell: (row) => row.b },
  { heading: 'votes', align: 'right', cell: (row) => String(row.votes) },
  { heading: 'joined', align: 'right', cell: (row) => String(row.joined) },
  { heading: 'no question', align: 'right', cell: (row) => String(row.no_question) },
  { heading: 'no turn', align: 'right', cell: (row) => String(row.no_turn) },
  { heading: 'no pair', align: 'right', cell: (row) => String(row.no_pair) },
  { heading: 'own only', align: 'right', cell: (row) => String(row.same_individual) },
]
