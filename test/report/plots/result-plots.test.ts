import { describe, expect, it } from 'vitest'
import { radarOf, scoreIntervalsOf, winMatrixOf } from '../../../src/report/plots/result-plots.ts'
import type { ShownPairRow, ShownSingleRow } from '../../../src/report/tables/show-results.ts'

const settings = { confidence: 0.95, how: 't', ties: 'half' as const, left: {} }

const single = (fields: Partial<ShownSingleRow> = {}): ShownSingleRow => ({
  judge: 'owl',
  model: 'alder',
  turn: 'all',
  category: null,
  n: 10,
  mean: 7,
  ci: [6, 8],
  unparsed: 0,
  superseded: 0,
  empty: 0,
  out_of_range: 0,
  mean_in_range: 7,
  missing: null,
  stale: null,
  worst: 7,
  best: 7,
  ...fields,
})

const pair = (fields: Partial<ShownPairRow> = {}): ShownPairRow => ({
  judge: 'owl',
  model: 'alder',
  opponent: 'birch',
  turn: 'all',
  category: null,
  n: 4,
  win: 2,
  loss: 1,
  tie: 1,
  win_rate: 0.5,
  loss_rate: 0.25,
  win_rate_adjusted: 0.625,
  ci: null,
  consistency: 1,
  first: 0,
  second: 0,
  error: 0,
  superseded: 0,
  empty: 0,
  missing: null,
  stale: null,
  average_win_rate: null,
  average_ci: null,
  ...fields,
})

describe('scoreIntervalsOf', () => {
  it('takes the rows over all turns, and says how many judgments were left out', () => {
    const rows = [single(), single({ turn: '1', mean: 3 })]
    const left = { unparsed: 3, missing: 2, superseded: 9 }
    const { data, footnote } = scoreIntervalsOf(rows, {
      confidence: 0.9,
      how: 't',
      ties: 'half',
      left,
    })
    expect(data.rows).toEqual([{ model: 'alder', mean: 7, interval: [6, 8], n: 10 }])
    expect(footnote).toContain('90 % interval')
    expect(footnote).toMatch(/Left out: 3 unparsed, 2 missing\.$/)
  })
})

describe('radarOf', () => {
  it('has a score a category, null where there is none, and the mean over all ratings', () => {
    const rows = [
      single({ category: 'math', mean: 4, n: 1 }),
      single({ category: 'stem', mean: 8, n: 3 }),
      single({ model: 'birch', category: 'stem', mean: null, n: 0 }),
    ]
    const { data } = radarOf(rows, { ...settings, categories: ['humanities', 'math'] })
    expect(data.categories).toEqual(['math', 'stem'])
    expect(data.models).toEqual([
      { model: 'alder', mean: 7, scores: [4, 8], n: 4 },
      { model: 'birch', mean: null, scores: [null, null], n: 0 },
    ])
  })
})

describe('winMatrixOf', () => {
  it('has a cell a row against an opponent, ties as halves', () => {
    const { data, footnote } = winMatrixOf([pair(), pair({ opponent: null })], {
      confidence: 0.95,
      how: 't',
      ties: 'half' as const,
      left: { error: 1 },
    })
    expect(data.cells).toEqual([{ row: 'alder', column: 'birch', share: 0.625, n: 4 }])
    expect(footnote).toContain('Left out: 1 without a verdict.')
  })
})
