import { describe, expect, it } from 'vitest'
import { pairDocument } from '../../../src/report/tables/pair-document.ts'
import type { ShownPairRow } from '../../../src/report/tables/show-results.ts'

function pair(fields: Partial<ShownPairRow>): ShownPairRow {
  const { win = 6, loss = 2, tie = 2 } = fields
  const n = win + loss + tie
  return {
    judge: 'owl',
    model: 'alder',
    opponent: null,
    turn: 'all',
    category: null,
    n,
    win,
    loss,
    tie,
    win_rate: win / n,
    loss_rate: loss / n,
    win_rate_adjusted: (win + tie / 2) / n,
    ci: null,
    average_win_rate: null,
    average_ci: null,
    consistency: 1,
    first: 0,
    second: 0,
    error: 0,
    superseded: 0,
    empty: 0,
    missing: 0,
    stale: 0,
    ...fields,
  }
}

const shown = (
  rows: readonly ShownPairRow[],
  options: { ties?: 'half' | 'none' | 'drop'; width?: number; categories?: string[] } = {},
) =>
  pairDocument(
    { title: 'T', notes: ['note'], rows, ties: 'half', categories: [], ...options },
    { format: 'table', width: options.width ?? 80 },
  )

describe('pairDocument by turn', () => {
  it('has the two turns side by side below the lines', () => {
    const text = shown([
      pair({ turn: '1', win: 3, loss: 1, tie: 1, ci: [0.5, 0.9] }),
      pair({ turn: '2', win: 3, loss: 1, tie: 1 }),
      pair({}),
    ])
    expect(text).toMatch(/^model +turn 1 +win\/loss\/tie +turn 2 +win\/loss\/tie$/m)
    expect(text).toMatch(/^alder +70.0 ±20.0 +3\/1\/1 +70.0 +3\/1\/1$/m)
    expect(text.match(/^note$/gm)).toHaveLength(1)
  })

  it('has no such table where there is one turn only', () => {
    expect(shown([pair({ turn: '1' }), pair({})])).not.toContain('By turn')
  })
})

describe('pairDocument by pair of models', () => {
  const both = [
    pair({ opponent: 'birch', win: 5, loss: 3, tie: 2 }),
    pair({ model: 'birch', opponent: 'alder', win: 3, loss: 5, tie: 2 }),
  ]

  it.each([
    ['half', '60.0', '40.0'],
    ['none', '50.0', '30.0'],
    ['drop', '62.5', '37.5'],
  ] as const)('counts ties as %s in the matrix', (ties, alder, birch) => {
    const text = shown(both, { ties })
    expect(text).toMatch(new RegExp(`^\\(1\\) +alder +– +${alder}$`, 'm'))
    expect(text).toMatch(new RegExp(`^\\(2\\) +birch +${birch} +–$`, 'm'))
  })

  it('lists each pair once, from the side of the model that won more', () => {
    const lines = shown(both).split('\n')
    expect(lines.filter((line) => line.includes(' : '))).toEqual([
      expect.stringMatching(/^model : opponent/),
      expect.stringMatching(/^alder : birch/),
    ])
  })
})

describe('pairDocument by category', () => {
  const rows = ['zoology', 'art'].flatMap((category) =>
    ['alder', 'birch'].map((model, i) =>
      pair({ model, category, average_win_rate: i === 0 ? 0.25 : 0.75 }),
    ),
  )

  it('has the layout of the paper’s Table 7: the best model first, categories as in the suite', () => {
    const text = shown(rows, { categories: ['zoology', 'art'] })
    expect(text).toMatch(/^model +zoology +art$/m)
    expect(text).toMatch(/^birch +75.0 +75.0$/m)
    expect(text.indexOf('birch')).toBeLessThan(text.indexOf('alder'))
  })

  it('cuts long names to what fits, and spells them out below', () => {
    const eight = Array.from({ length: 8 }, (_, i) => `category-${i}`)
    const text = shown(
      eight.map((category) => pair({ category, average_win_rate: 0.5 })),
      { categories: eight },
    )
    expect(text.split('\n').every((line) => line.length <= 80)).toBe(true)
    expect(text.replace(/\s+/g, ' ')).toContain(eight.join(', '))
  })

  it('has no matrix where it would not fit', () => {
    expect(shown(rows, { width: 24 })).not.toContain('By line')
  })
})
