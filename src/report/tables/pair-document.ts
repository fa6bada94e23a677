import type { TieRule } from '../../scoring/results/average-win-rates.ts'
import { tableDocument } from '../formats.ts'
import { pairTable, type ShownPairRow, shareText } from './show-results.ts'
import type { Column } from './text-table.ts'
import { winMatrix } from './win-matrix.ts'

type Options = { format: 'table' | 'markdown'; width: number }

/**
 * Win rates as text or Markdown: above the lines a matrix, where there are pairs of models or categories
 * and it fits; below them the turns side by side, where there are two.
 * @param document.ties what a tie is in the matrix
 * @param document.categories the suite's order; others follow
 */
export function pairDocument(
  document: {
    title: string
    notes: readonly string[]
    rows: readonly ShownPairRow[]
    ties: TieRule
    categories: readonly string[]
  },
  options: Options,
): string {
  const { title, notes, rows } = document
  const matrix = winMatrix(rows, { ...document, width: options.width })
  const lines = pairTable(rows, document)
  if (matrix !== undefined) {
    return [
      tableDocument({ title, ...matrix }, options),
      tableDocument({ title: 'By line', notes, ...lines }, options),
    ].join('\n\n')
  }
  const turns = turnTable(lines.rows, rows)
  if (turns === undefined) return tableDocument({ title, notes, ...lines }, options)
  return [
    tableDocument({ title, notes: [], ...lines }, options),
    tableDocument({ title: 'By turn: adjusted win rate, %', notes, ...turns }, options),
  ].join('\n\n')
}

type TurnLine = { name: ShownPairRow; turns: ReadonlyMap<string, ShownPairRow> }

/** The first and second turns of the same lines; undefined where there are no two turns. */
function turnTable(lines: readonly ShownPairRow[], rows: readonly ShownPairRow[]) {
  const byName = new Map<string, Map<string, ShownPairRow>>()
  for (const row of rows) {
    const key = lineKey(row)
    byName.set(key, (byName.get(key) ?? new Map()).set(row.turn, row))
  }
  const isSplit = (['1', '2'] as const).every((turn) => rows.some((row) => row.turn === turn))
  const isByTurn = rows.every((row) => row.category === null && row.opponent === null)
  if (!isSplit || !isByTurn) return undefined
  const columns: Column<TurnLine>[] = [
    ...(new Set(rows.map((row) => row.judge)).size > 1
      ? [{ heading: 'judge', align: 'left' as const, cell: ({ name }: TurnLine) => name.judge }]
      : []),
    ...(rows.some((row) => (row.key ?? '') !== '')
      ? [{ heading: 'key', align: 'left' as const, cell: ({ name }: TurnLine) => name.key ?? '' }]
      : []),
    { heading: 'model', align: 'left', cell: ({ name }) => name.model, shrinks: true },
    ...(['1', '2'] as const).flatMap((turn): Column<TurnLine>[] => [
      { heading: `turn ${turn}`, align: 'right', cell: ({ turns }) => rateText(turns.get(turn)) },
      { heading: 'win/loss/tie', align: 'right', cell: ({ turns }) => countText(turns.get(turn)) },
    ]),
  ]
  return {
    columns,
    rows: lines.map((name) => ({ name, turns: byName.get(lineKey(name)) ?? new Map() })),
  }
}

function lineKey({ judge, key, model }: ShownPairRow): string {
  return JSON.stringify([judge, key ?? null, model])
}

function rateText(row: ShownPairRow | undefined): string {
  return row === undefined ? '–' : shareText(row.win_rate_adjusted, row.ci)
}

function countText(row: ShownPairRow | undefined): string {
  return row === undefined ? '–' : `${row.win}/${row.loss}/${row.tie}`
}
