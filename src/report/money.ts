import { fixed } from './round.ts'
import { type Column, textTable } from './tables/text-table.ts'

/** What one endpoint is expected to be asked; cost in US dollars, null where it is not known. */
export type CostRow = {
  model: string
  what: 'answers' | 'judgments'
  calls: number
  input: number
  output: number
  cost: number | null
}

/** Dollars with as many decimals as small sums need: $12.35, $0.0123, $0. */
export function dollars(sum: number): string {
  if (sum === 0) return '$0'
  return `$${fixed(sum, sum >= 1 ? 2 : sum >= 0.01 ? 4 : 6)}`
}

/** A whole number with commas. */
export function grouped(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A sum of costs, unknown where one of them is. */
export function totalCost(costs: readonly (number | null)[]): number | null {
  return costs.reduce((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0)
}

/** Calls, tokens and cost by model, with a total where there are several rows. */
export function costTable(rows: readonly CostRow[], options: { width: number }): string {
  const sum = (pick: (row: CostRow) => number) => rows.reduce((s, row) => s + pick(row), 0)
  const total = {
    model: 'total',
    what: '' as const,
    calls: sum((row) => row.calls),
    input: sum((row) => row.input),
    output: sum((row) => row.output),
    cost: totalCost(rows.map((row) => row.cost)),
  }
  return textTable(columns, rows.length > 1 ? [...rows, total] : rows, options)
}

type Shown = Omit<CostRow, 'what'> & { what: CostRow['what'] | '' }

const columns: Column<Shown>[] = [
  { heading: 'model', align: 'left', cell: (row) => row.model, shrinks: true },
  { heading: 'for', align: 'left', cell: (row) => row.what },
  { heading: 'calls', align: 'right', cell: (row) => grouped(row.calls) },
  { heading: 'input tokens', align: 'right', cell: (row) => grouped(row.input) },
  { heading: 'output tokens', align: 'right', cell: (row) => grouped(row.output) },
  {
    heading: 'cost',
    align: 'right',
    cell: (row) => (row.cost === null ? 'unknown' : dollars(row.cost)),
  },
]
