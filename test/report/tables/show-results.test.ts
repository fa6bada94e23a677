import { describe, expect, it } from 'vitest'
import {
  pairTable,
  type ShownPairRow,
  type ShownSingleRow,
  singleTable,
} from '../../../src/report/tables/show-results.ts'
import type { Column } from '../../../src/report/tables/text-table.ts'

function single(fields: Partial<ShownSingleRow> = {}): ShownSingleRow {
  return {
    judge: 'owl',
    model: 'alder',
    turn: 'all',
    category: null,
    n: 160,
    mean: 6.103125,
    ci: [5.603125, 6.603125],
    unparsed: 0,
    superseded: 0,
    empty: 0,
    out_of_range: 0,
    mean_in_range: 6.103125,
    missing: 0,
    stale: 0,
    worst: null,
    best: null,
    ...fields,
  }
}

function pair(fields: Partial<ShownPairRow> = {}): ShownPairRow {
  return {
    judge: 'owl',
    model: 'alder',
    opponent: null,
    turn: 'all',
    category: null,
    n: 80,
    win: 40,
    loss: 14,
    tie: 26,
    win_rate: 0.5,
    loss_rate: 0.175,
    win_rate_adjusted: 53 / 80,
    ci: [0.6, 0.725],
    average_win_rate: null,
    average_ci: null,
    consistency: 0.75,
    first: 15,
    second: 5,
    error: 0,
    superseded: 0,
    empty: 0,
    missing: 0,
    stale: 0,
    ...fields,
  }
}

/** The table as it is read: headings, then a list of cells a line. */
function cellsOf<R>(table: { columns: Column<R>[]; rows: R[] }): string[][] {
  return [
    table.columns.map((column) => column.heading),
    ...table.rows.map((row) => table.columns.map((column) => column.cell(row))),
  ]
}

describe('singleTable', () => {
  it('has one line a model with a column a turn, rounded with half the interval', () => {
    const rows = [
      single({ turn: '1', n: 80, mean: 6.73125, ci: [6.25, 7.25] }),
      single({ turn: '2', n: 80, mean: 5.475, ci: null }),
      single(),
    ]
    expect(cellsOf(singleTable(rows))).toEqual([
      ['model', 'turn 1', 'turn 2', 'all turns', 'n'],
      ['alder', '6.73 ±0.50', '5.47', '6.10 ±0.50', '160'],
    ])
  })

  it('shows – where there is no turn or no rating', () => {
    const [, line] = cellsOf(singleTable([single({ mean: null, ci: null, n: 0 })]))
    expect(line).toEqual(['alder', '–', '–', '–', '0'])
  })

  it('puts the best first, and those without a mean last', () => {
    const rows = [
      single({ model: 'none', mean: null }),
      single({ model: 'low', mean: 2 }),
      single({ model: 'high', mean: 9 }),
    ]
    expect(cellsOf(singleTable(rows)).map(([model]) => model)).toEqual([
      'model',
      'high',
      'low',
      'none',
    ])
  })

  it('says what was left out, where anything was', () => {
    const rows = [
      single({ model: 'a', unparsed: 3, missing: 2, stale: 1 }),
      single({ model: 'b', missing: null, stale: null }),
    ]
    const [headings, ...lines] = cellsOf(singleTable(rows))
    expect(headings?.at(-1)).toBe('left out')
    expect(lines.map((line) => line.at(-1))).toEqual([
      '3 unparsed, 2 missing, 1 stale, counted',
      '–',
    ])
  })

  it('groups by category, and shows judges where there are several', () => {
    const rows = [
      single({ category: 'writing', mean: 9 }),
      single({ category: 'math', mean: 2 }),
      single({ category: 'math', mean: 3, judge: 'raven' }),
    ]
    expect(cellsOf(singleTable(rows)).map((line) => line.slice(0, 3))).toEqual([
      ['category', 'judge', 'model'],
      ['math', 'raven', 'alder'],
      ['math', 'owl', 'alder'],
      ['writing', 'owl', 'alder'],
    ])
  })
})

describe('pairTable', () => {
  it('shows shares in per cent, 53 of 80 as 66.2', () => {
    expect(cellsOf(pairTable([pair()]))).toEqual([
      ['model', 'n', 'win', 'loss', 'tie', 'win %', 'adj. %', 'same %', '1st/2nd'],
      ['alder', '80', '40', '14', '26', '50.0', '66.2 ±6.2', '75.0', '15/5'],
    ])
  })

  it('shows – where no match has a verdict, and what was left out', () => {
    const none = {
      n: 0,
      win: 0,
      loss: 0,
      tie: 0,
      win_rate: null,
      loss_rate: null,
      win_rate_adjusted: null,
      ci: null,
      consistency: null,
      first: 0,
      second: 0,
    }
    const [headings, line] = cellsOf(pairTable([pair({ ...none, error: 2, missing: 1, stale: 4 })]))
    expect(headings?.at(-1)).toBe('left out')
    expect(line).toEqual([
      'alder',
      '0',
      '0',
      '0',
      '0',
      '–',
      '–',
      '–',
      '0/0',
      '2 error, 1 missing, 4 stale, counted',
    ])
  })

  it('shows all turns pooled, most won first', () => {
    const rows = [
      pair({ model: 'none', win_rate_adjusted: null }),
      pair({ model: 'low', win_rate_adjusted: 0.1 }),
      pair({ model: 'high', win_rate_adjusted: 0.9 }),
      pair({ model: 'high', turn: '1', win_rate_adjusted: 1 }),
    ]
    expect(cellsOf(pairTable(rows)).map(([model]) => model)).toEqual([
      'model',
      'high',
      'low',
      'none',
    ])
  })

  it('shows model and opponent where rows have one', () => {
    const [headings, line] = cellsOf(pairTable([pair({ opponent: 'birch' })]))
    expect([headings?.[0], line?.[0]]).toEqual(['model : opponent', 'alder : birch'])
  })

  it('leaves the given rows in their order', () => {
    const rows = Object.freeze([pair({ win_rate_adjusted: 0.1 }), pair({ win_rate_adjusted: 0.9 })])
    pairTable(rows)
    expect(rows.map((row) => row.win_rate_adjusted)).toEqual([0.1, 0.9])
  })
})
