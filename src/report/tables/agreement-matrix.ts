import type { AgreementRow } from '../../scoring/agreement/agreement-rows.ts'
import type { Setup } from '../../scoring/agreement/judge-agreement.ts'
import { fixed } from '../round.ts'
import type { Column } from './text-table.ts'

type Line = { turn: string; a: string }

/**
 * The layout of the paper's Table 5 for one setup: a line a judge and turn, a column a judge, each
 * cell `cellOf` the row of the two. A pair of judges stands once, right of the diagonal.
 */
export function agreementMatrix(
  rows: readonly AgreementRow[],
  options: {
    setup: Setup
    turns: readonly string[]
    names: readonly string[]
    cellOf: (row: AgreementRow) => string
  },
): { columns: Column<Line>[]; rows: Line[] } {
  const { setup, turns, names, cellOf } = options
  const own = rows.filter((row) => row.setup === setup)
  const find = (turn: string, a: string, b: string) =>
    own.find((row) => row.turn === turn && row.a === a && row.b === b)
  const used = names.filter((b) => own.some((row) => row.b === b && names.includes(row.a)))
  const lines = turns
    .flatMap((turn) => names.map((a) => ({ turn, a })))
    .filter(({ turn, a }) => used.some((b) => find(turn, a, b) !== undefined))
  const cell = (line: Line, b: string) => {
    const row = find(line.turn, line.a, b)
    return row === undefined ? '–' : cellOf(row)
  }
  const columns: Column<Line>[] = [
    { heading: 'turn', align: 'left', cell: (line) => line.turn },
    { heading: 'judge', align: 'left', cell: (line) => line.a, shrinks: true },
    ...used.map(
      (b): Column<Line> => ({ heading: b, align: 'right', cell: (line) => cell(line, b) }),
    ),
  ]
  return { columns, rows: lines }
}

/** A count, with two decimals where a majority was split. */
export function countText(count: number): string {
  return Number.isInteger(count) ? String(count) : fixed(count, 2)
}

/** `66% 1343`, as in the paper. */
export function percentAndTotal(row: AgreementRow): string {
  return row.rate === null ? '–' : `${fixed(row.rate * 100, 0)}% ${countText(row.total)}`
}

/** `66.0% 886/1343`. */
export function percentAndCounts(row: AgreementRow): string {
  return row.rate === null
    ? '–'
    : `${fixed(row.rate * 100, 1)}% ${countText(row.agree)}/${countText(row.total)}`
}
