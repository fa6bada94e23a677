import { tableDocument } from '../formats.ts'
import { fixed } from '../round.ts'
import { pairTable, type ShownPairRow } from './show-results.ts'
import type { Column } from './text-table.ts'

type Cells = { model: string; cells: ReadonlyMap<string, string> }

/** Least width of the models' column, and that of a column of rates with its gap. */
const nameWidth = 14
const cellWidth = 7

/**
 * Win rates as text or Markdown: a matrix above the rows where there are pairs of models (adjusted win
 * rate of the line's model against the column's) or categories (average win rate), and it fits.
 */
export function pairDocument(
  document: { title: string; notes: readonly string[]; rows: readonly ShownPairRow[] },
  options: { format: 'table' | 'markdown'; width: number },
): string {
  const { title, notes, rows } = document
  const matrix = matrixOf(rows, options.width)
  if (matrix === undefined) return tableDocument({ title, notes, ...pairTable(rows) }, options)
  return [
    tableDocument({ title, ...matrix }, options),
    tableDocument({ title: 'By line', notes, ...pairTable(rows) }, options),
  ].join('\n\n')
}

function matrixOf(rows: readonly ShownPairRow[], width: number) {
  const all = rows.filter((row) => row.turn === 'all')
  const isOfPairs = all.every((row) => row.opponent !== null)
  const nameOf = (row: ShownPairRow) => (isOfPairs ? row.opponent : row.category)
  const names = [...new Set(all.map(nameOf))].filter((name) => name !== null).sort()
  const isMixed = all.some((row) => row.key !== undefined || row.judge !== all[0]?.judge)
  if (isMixed || names.length < 2 || nameWidth + cellWidth * names.length > width) return undefined
  const models = new Map<string, Map<string, string>>()
  for (const row of all) {
    const rate = isOfPairs ? row.win_rate_adjusted : row.average_win_rate
    const cells = models.get(row.model) ?? new Map<string, string>()
    models.set(row.model, cells)
    if (rate !== null) cells.set(nameOf(row) ?? '', fixed(rate * 100, 1))
  }
  const lines = [...models].map(([model, cells]): Cells => ({ model, cells }))
  if (lines.every((line) => line.cells.size === 0)) return undefined
  const columns: Column<Cells>[] = [
    { heading: 'model', align: 'left', cell: (line) => line.model, shrinks: true },
    ...names.map((name, index) => ({
      heading: isOfPairs ? `(${index + 1})` : name.slice(0, cellWidth - 2),
      align: 'right' as const,
      cell: (line: Cells) => line.cells.get(name) ?? '–',
    })),
  ]
  const legend = names.map((name, index) => (isOfPairs ? `(${index + 1}) ${name}` : name))
  const what = isOfPairs ? 'adjusted win rate, %, against' : 'average win rate, %, in'
  return { columns, rows: lines, notes: [`${what}: ${legend.join(', ')}`] }
}
