import type { DifferenceRow, QuestionDifference } from '../../scoring/comparing/comparison.ts'
import type { JudgeBridge } from '../../scoring/comparing/judge-bridge.ts'
import { fixed } from '../round.ts'
import type { Column } from './text-table.ts'

/** A row of `compare`: two sides under their names. */
export type CompareRow = { a: string; b: string } & DifferenceRow

const signed = (value: number) => `${value > 0 ? '+' : ''}${fixed(value, 2)}`

/** Two places for a probability that matters, and no 0 for one that is only small. */
function probability(p: number | null): string {
  if (p === null) return '–'
  return p < 0.001 ? '<0.001' : fixed(p, 3)
}

/** One line over all, then one a category. */
export function compareTable(rows: readonly CompareRow[]) {
  const isSplit = rows.length > 1
  const columns: Column<CompareRow>[] = [
    ...(isSplit
      ? [{ heading: 'category', align: 'left' as const, cell: categoryOf, shrinks: true }]
      : []),
    { heading: 'a', align: 'right', cell: (row) => fixed(row.mean_a, 2) },
    { heading: 'b', align: 'right', cell: (row) => fixed(row.mean_b, 2) },
    { heading: 'a − b', align: 'right', cell: (row) => signed(row.difference) },
    {
      heading: 'interval',
      align: 'right',
      cell: (row) => (row.ci === null ? '–' : `${signed(row.ci[0])} … ${signed(row.ci[1])}`),
    },
    { heading: 'p', align: 'right', cell: (row) => probability(row.p) },
    ...(isSplit
      ? [
          {
            heading: 'p Holm',
            align: 'right' as const,
            cell: (row: CompareRow) => probability(row.p_holm),
          },
        ]
      : []),
    { heading: 'mde', align: 'right', cell: (row) => (row.mde === null ? '–' : fixed(row.mde, 2)) },
    { heading: 'w/t/l', align: 'right', cell: (row) => `${row.win}/${row.tie}/${row.loss}` },
    { heading: 'n', align: 'right', cell: (row) => String(row.n) },
  ]
  return { columns, rows }
}

function categoryOf(row: CompareRow): string {
  return row.category ?? 'all'
}

/** The questions that differ most. */
export function movedTable(questions: readonly QuestionDifference[]) {
  const columns: Column<QuestionDifference>[] = [
    { heading: 'question', align: 'right', cell: (row) => String(row.question_id) },
    ...(questions.some((row) => row.category !== null)
      ? [
          {
            heading: 'category',
            align: 'left' as const,
            cell: (row: QuestionDifference) => row.category ?? '–',
            shrinks: true,
          },
        ]
      : []),
    { heading: 'a', align: 'right', cell: (row) => fixed(row.mean_a, 2) },
    { heading: 'b', align: 'right', cell: (row) => fixed(row.mean_b, 2) },
    { heading: 'a − b', align: 'right', cell: (row) => signed(row.difference) },
  ]
  return { columns, rows: questions }
}

/** Two judges' means by model. */
export function bridgeTable(bridge: JudgeBridge) {
  const columns: Column<JudgeBridge['models'][number]>[] = [
    { heading: 'model', align: 'left', cell: (row) => row.model, shrinks: true },
    { heading: 'a', align: 'right', cell: (row) => fixed(row.mean_a, 2) },
    { heading: 'b', align: 'right', cell: (row) => fixed(row.mean_b, 2) },
    { heading: 'a − b', align: 'right', cell: (row) => signed(row.mean_a - row.mean_b) },
    { heading: 'n', align: 'right', cell: (row) => String(row.n) },
  ]
  return { columns, rows: bridge.models }
}

/** What two judges have in common, in one line. */
export function bridgeNote(bridge: JudgeBridge): string {
  const percent = (share: number) => fixed(share * 100, 1)
  const tau =
    bridge.tau_b === null
      ? 'order of the models: not told by one model or equal means'
      : `order of ${bridge.models.length} models: Kendall's tau-b ${fixed(bridge.tau_b, 2)}`
  return `${bridge.n} answers graded by both: ${percent(bridge.same)} % the same, ${percent(bridge.within_1)} % within 1 point; ${tau}`
}
