import { type Column, textTable } from '../../src/report/tables/text-table.ts'
import type { RunOutcome } from './one-run.ts'

/** The outcomes of all runs with one fault, or of all. */
export type FaultTotals = Omit<RunOutcome, 'problems'> & { fault: string; runs: number }

/** Adds outcomes up by fault, in the order in which faults come first, with a line for all. */
export function totalsOf(
  outcomes: readonly { fault: string; outcome: RunOutcome }[],
): FaultTotals[] {
  const names = [...new Set(outcomes.map(({ fault }) => fault))]
  const rows = names.map((name) =>
    sum(
      name,
      outcomes.filter(({ fault }) => fault === name).map(({ outcome }) => outcome),
    ),
  )
  const all = sum(
    'all',
    outcomes.map(({ outcome }) => outcome),
  )
  return [...rows, all]
}

function sum(fault: string, outcomes: readonly RunOutcome[]): FaultTotals {
  const add = (pick: (outcome: RunOutcome) => number) =>
    outcomes.reduce((total, outcome) => total + pick(outcome), 0)
  return {
    fault,
    runs: outcomes.length,
    starts: add((o) => o.starts),
    expected: add((o) => o.expected),
    found: add((o) => o.found),
    lost: add((o) => o.lost),
    doubled: add((o) => o.doubled),
    torn: add((o) => o.torn),
    paidTwice: add((o) => o.paidTwice),
    paidAgain: add((o) => o.paidAgain),
  }
}

/** True where nothing was lost, doubled, torn or paid for twice. */
export function isClean({ lost, doubled, torn, paidTwice }: FaultTotals): boolean {
  return lost + doubled + torn + paidTwice === 0
}

const right = (heading: string, cell: (row: FaultTotals) => number): Column<FaultTotals> => ({
  heading,
  align: 'right',
  cell: (row) => String(cell(row)),
})

const columns: Column<FaultTotals>[] = [
  { heading: 'fault', align: 'left', cell: (row) => row.fault },
  right('runs', (row) => row.runs),
  right('starts', (row) => row.starts),
  right('expected', (row) => row.expected),
  right('found', (row) => row.found),
  right('lost', (row) => row.lost),
  right('doubled', (row) => row.doubled),
  right('torn', (row) => row.torn),
  right('twice', (row) => row.paidTwice),
]

export function totalsTable(rows: readonly FaultTotals[]): string {
  return textTable(columns, rows, { width: 80 })
}
