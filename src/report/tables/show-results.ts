import type { PairRow } from '../../scoring/results/pair-tally.ts'
import type { SingleRow } from '../../scoring/results/single-scores.ts'
import { fixed } from '../round.ts'
import type { Column } from './text-table.ts'
import { withInterval } from './with-interval.ts'

export type WithCoverage<R> = R & {
  /** Matches without a judgment; null where the answers are not at hand. */
  missing: number | null
  /** Judgments whose answer, prompt or reference has changed since; null where it cannot be told. */
  stale: number | null
}

export type ShownSingleRow = WithCoverage<SingleRow> & { worst: number | null; best: number | null }
export type ShownPairRow = WithCoverage<PairRow> & {
  /** Unweighted mean over opponents; null for a row against one opponent, or against a baseline. */
  average_win_rate: number | null
  average_ci: [number, number] | null
}

type SingleGroup = { name: SingleRow; turns: Map<string, ShownSingleRow> }

/**
 * One line a model (and category), best first, with a column a turn.
 * @param options.categories their order; others follow by code unit
 */
export function singleTable(
  rows: readonly ShownSingleRow[],
  options: { categories: readonly string[] } = { categories: [] },
) {
  const order = categoryOrder(options.categories)
  const groups = new Map<string, SingleGroup>()
  for (const row of rows) {
    const key = JSON.stringify([row.judge, row.model, row.key, row.category])
    const group = groups.get(key) ?? { name: row, turns: new Map() }
    group.turns.set(row.turn, row)
    groups.set(key, group)
  }
  const lines = [...groups.values()].sort(
    (a, b) => order(a.name.category, b.name.category) || meanOf(b) - meanOf(a),
  )
  const columns: Column<SingleGroup>[] = [
    ...nameColumns<SingleGroup>(rows, (group) => group.name),
    ...(['1', '2', 'all'] as const).map((turn) => ({
      heading: turn === 'all' ? 'all turns' : `turn ${turn}`,
      align: 'right' as const,
      cell: (group: SingleGroup) => figure(group.turns.get(turn)),
    })),
    { heading: 'n', align: 'right', cell: (g) => String(g.turns.get('all')?.n ?? 0) },
    ...leftOutColumn(lines, (g) => leftOutSingle(g.turns.get('all'))),
  ]
  return { columns, rows: lines }
}

function meanOf(group: SingleGroup): number {
  return group.turns.get('all')?.mean ?? Number.NEGATIVE_INFINITY
}

/** Compares categories by their place in the suite, then by code unit. */
function categoryOrder(categories: readonly string[]) {
  const place = (name: string) => {
    const index = categories.indexOf(name)
    return index < 0 ? categories.length : index
  }
  return (a: string | null, b: string | null): number => {
    const [x, y] = [a ?? '', b ?? '']
    return place(x) - place(y) || (x < y ? -1 : x > y ? 1 : 0)
  }
}

function figure(row: ShownSingleRow | undefined): string {
  if (row === undefined || row.mean === null) return '–'
  return withInterval(row.mean, row.ci, { scale: 1, decimals: 2 })
}

function leftOutSingle(row: ShownSingleRow | undefined): string {
  return row === undefined ? '–' : counted({ unparsed: row.unparsed, ...coverage(row) })
}

function coverage(row: { missing: number | null; stale: number | null }) {
  return { missing: row.missing ?? 0, 'stale, counted': row.stale ?? 0 }
}

function counted(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0)
  return parts.length === 0 ? '–' : parts.map(([name, count]) => `${count} ${name}`).join(', ')
}

/** One line a model (and opponent or category): all turns, most won first; of a pair, the better's. */
export function pairTable(
  rows: readonly ShownPairRow[],
  options: { categories: readonly string[] } = { categories: [] },
) {
  const order = categoryOrder(options.categories)
  const isOfPairs = rows.every((row) => row.opponent !== null)
  const lines = rows
    .filter((row) => row.turn === 'all' && (!isOfPairs || isBetterSide(row)))
    .sort(
      (a, b) =>
        order(a.category, b.category) || (b.win_rate_adjusted ?? -1) - (a.win_rate_adjusted ?? -1),
    )
  const columns: Column<ShownPairRow>[] = [
    ...nameColumns<ShownPairRow>(rows, (row) => row),
    { heading: 'n', align: 'right', cell: (row) => String(row.n) },
    { heading: 'win', align: 'right', cell: (row) => String(row.win) },
    { heading: 'loss', align: 'right', cell: (row) => String(row.loss) },
    { heading: 'tie', align: 'right', cell: (row) => String(row.tie) },
    ...(isOfPairs ? [] : rateColumn(lines)),
    {
      heading: 'adj. %',
      align: 'right',
      cell: (row) => shareText(row.win_rate_adjusted, row.ci),
    },
    ...positionColumns(lines),
    ...leftOutColumn(lines, (row) => counted({ error: row.error, ...coverage(row) })),
  ]
  return { columns, rows: lines }
}

/** Of the two rows of a pair of models the one that says who won more; of equal ones by name. */
function isBetterSide({ win, loss, model, opponent }: ShownPairRow): boolean {
  return win > loss || (win === loss && model < (opponent ?? ''))
}

/** How the matches bear on position: left out where category and average take the room. */
function positionColumns(rows: readonly ShownPairRow[]): Column<ShownPairRow>[] {
  if (rows.some((row) => row.category !== null && row.average_win_rate !== null)) return []
  const same = (row: ShownPairRow) =>
    row.consistency === null ? '–' : fixed(row.consistency * 100, 1)
  return [
    { heading: 'same %', align: 'right', cell: same },
    { heading: '1st/2nd', align: 'right', cell: (row) => `${row.first}/${row.second}` },
  ]
}

/** Average win rates where there are any, else the share of matches won: both are too wide. */
function rateColumn(rows: readonly ShownPairRow[]): Column<ShownPairRow>[] {
  if (rows.every((row) => row.average_win_rate === null)) {
    const won = (row: ShownPairRow) => (row.win_rate === null ? '–' : fixed(row.win_rate * 100, 1))
    return [{ heading: 'win %', align: 'right', cell: won }]
  }
  const cell = (row: ShownPairRow) => shareText(row.average_win_rate, row.average_ci)
  return [{ heading: 'avg. %', align: 'right', cell }]
}

/** A share in per cent with its interval. */
export function shareText(share: number | null, ci: [number, number] | null): string {
  return share === null ? '–' : withInterval(share, ci, { scale: 100, decimals: 1 })
}

/** The column of what was left out, where anything was. */
function leftOutColumn<R>(rows: readonly R[], cell: (row: R) => string): Column<R>[] {
  return rows.every((row) => cell(row) === '–')
    ? []
    : [{ heading: 'left out', align: 'left', cell }]
}

type Named = {
  judge: string
  model: string
  key?: string
  category: string | null
  opponent?: string | null
}

/** Category, judge, model, opponent: each only where it differs between rows. */
function nameColumns<R>(rows: readonly Named[], nameOf: (row: R) => Named): Column<R>[] {
  const columns: Column<R>[] = []
  if (rows.some((row) => row.category !== null)) {
    columns.push({ heading: 'category', align: 'left', cell: (r) => nameOf(r).category ?? 'all' })
  }
  if (new Set(rows.map((row) => row.judge)).size > 1) {
    columns.push({
      heading: 'judge',
      align: 'left',
      cell: (r) => nameOf(r).judge,
      shrinks: true,
    })
  }
  if (rows.some((row) => (row.key ?? '') !== '')) {
    columns.push({ heading: 'key', align: 'left', cell: (r) => nameOf(r).key ?? '' })
  }
  const model: Column<R> = { heading: 'model', align: 'left', cell: (r) => nameOf(r).model }
  if (!rows.some((row) => typeof row.opponent === 'string')) {
    columns.push({ ...model, shrinks: true })
    return columns
  }
  columns.push({
    heading: 'model : opponent',
    align: 'left',
    cell: (r) => `${nameOf(r).model} : ${nameOf(r).opponent ?? 'all'}`,
    shrinks: true,
  })
  return columns
}
