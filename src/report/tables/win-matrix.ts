import { rateUnder, type TieRule } from '../../scoring/results/average-win-rates.ts'
import { fixed } from '../round.ts'
import type { ShownPairRow } from './show-results.ts'
import type { Column } from './text-table.ts'

type Cells = { model: string; mean: number; cells: ReadonlyMap<string, string> }

/** Least width of the models' column, and the widths that a column of rates may have, without its gap. */
const nameWidth = 16
const cellWidths = { least: 5, most: 11 }
const gap = 2

/**
 * Win rates of the line's model against each column's, or in each category (the layout of the paper's
 * Table 7), the best model first; undefined where there is no such split, or it does not fit.
 */
export function winMatrix(
  rows: readonly ShownPairRow[],
  options: { ties: TieRule; categories: readonly string[]; width: number },
) {
  const all = rows.filter((row) => row.turn === 'all')
  const isOfPairs = all.every((row) => row.opponent !== null)
  const nameOf = (row: ShownPairRow) => (isOfPairs ? row.opponent : row.category)
  const found = [...new Set(all.map(nameOf))].filter((name) => name !== null)
  const isMixed = all.some((row) => row.key !== undefined || row.judge !== all[0]?.judge)
  const room = Math.floor((options.width - nameWidth) / Math.max(1, found.length)) - gap
  if (isMixed || found.length < 2 || room < cellWidths.least) return undefined
  const lines = linesOf(all, (row) => [
    nameOf(row) ?? '',
    isOfPairs ? rateUnder(row, options.ties) : row.average_win_rate,
  ])
  if (lines.every((line) => line.cells.size === 0)) return undefined
  const names = isOfPairs
    ? lines.map((line) => line.model).filter((model) => found.includes(model))
    : inOrder(found, options.categories)
  const width = Math.min(room, cellWidths.most)
  const columns: Column<Cells>[] = [
    ...(isOfPairs ? [numberColumn(names)] : []),
    { heading: 'model', align: 'left', cell: (line) => line.model, shrinks: true },
    ...names.map((name, index) => ({
      heading: isOfPairs ? `(${index + 1})` : cut(name, width),
      align: 'right' as const,
      cell: (line: Cells) => line.cells.get(name) ?? '–',
    })),
  ]
  const isCut = !isOfPairs && names.some((name) => name.length > width)
  const what = isOfPairs ? 'win rate against each model' : 'average win rate by category'
  const legend = isCut ? `: ${names.join(', ')}` : ''
  return { columns, rows: lines, notes: [`${what}, %${tieTexts[options.ties]}${legend}`] }
}

const tieTexts: Readonly<Record<TieRule, string>> = {
  half: ', ties half a win',
  none: ', ties in n but not won',
  drop: ', without ties',
}

function linesOf(
  rows: readonly ShownPairRow[],
  cellOf: (row: ShownPairRow) => [name: string, rate: number | null],
): Cells[] {
  const models = new Map<string, Map<string, number>>()
  for (const row of rows) {
    const rates = models.get(row.model) ?? new Map<string, number>()
    models.set(row.model, rates)
    const [name, rate] = cellOf(row)
    if (rate !== null) rates.set(name, rate)
  }
  const lines = [...models].map(([model, rates]): Cells => {
    const values = [...rates.values()]
    const mean = values.length === 0 ? -1 : values.reduce((sum, v) => sum + v, 0) / values.length
    const cells = new Map([...rates].map(([name, rate]) => [name, fixed(rate * 100, 1)]))
    return { model, mean, cells }
  })
  return lines.sort((a, b) => b.mean - a.mean || (a.model < b.model ? -1 : 1))
}

function numberColumn(names: readonly string[]): Column<Cells> {
  const cell = ({ model }: Cells) => (names.includes(model) ? `(${names.indexOf(model) + 1})` : '')
  return { heading: '', align: 'right', cell }
}

/** The names in the order that is known, others after them by code unit. */
function inOrder(names: readonly string[], order: readonly string[]): string[] {
  const known = order.filter((name) => names.includes(name))
  return [...known, ...names.filter((name) => !known.includes(name)).sort()]
}

function cut(name: string, width: number): string {
  return name.length > width ? `${name.slice(0, width - 1)}.` : name
}
