import { describe, expect, it } from 'vitest'
import { agreementGapOf, ratingIntervalsOf } from '../../../src/report/plots/vote-plots.ts'
import type { AgreementRow } from '../../../src/scoring/agreement/agreement-rows.ts'
import type { RankRow } from '../../../src/scoring/ranking/ranking.ts'

const ranked = (fields: Partial<RankRow> = {}): RankRow => ({
  model: 'alder',
  rating: 1100,
  ci: [1080, 1120],
  rank: 1,
  rank_range: [1, 2],
  battles: 6,
  win: 4,
  loss: 1,
  tie: 1,
  ...fields,
})

describe('ratingIntervalsOf', () => {
  it('counts each battle once, and says how the figures were made', () => {
    const { data, footnote } = ratingIntervalsOf([ranked(), ranked({ model: 'birch' })], {
      method: 'Bradley–Terry; a tie is half a win',
      origin: 'mean 1000',
      intervals: '95 % interval, BCa bootstrap over 80 questions',
      left: '3 of other judges',
    })
    expect(data.battles).toBe(6)
    expect(data.measure).toBe('rating (Elo points, mean 1000)')
    expect(data.rows[0]).toEqual({
      model: 'alder',
      rating: 1100,
      interval: [1080, 1120],
      rankRange: [1, 2],
      n: 6,
    })
    expect(footnote).toBe(
      'Bradley–Terry; a tie is half a win. Bars: 95 % interval, BCa bootstrap over 80 questions. Left out: 3 of other judges.',
    )
  })

  it('says that there are no intervals', () => {
    const settings = { method: 'Elo', origin: 'mean 1000', intervals: null, left: null }
    expect(ratingIntervalsOf([ranked({ ci: null })], settings).footnote).toBe(
      'Elo. No intervals: too little data.',
    )
  })
})

describe('agreementGapOf', () => {
  it('has a point a pair of models, with its gap, agreement and number of votes', () => {
    const row: AgreementRow = {
      a: 'owl',
      b: 'expert',
      setup: 'S2',
      turn: 'all',
      category: null,
      model_1: 'alder',
      model_2: 'birch',
      gap: 0.4,
      agree: 6,
      total: 8,
      questions: 6,
      rate: 0.75,
      ci: [0.5, 1],
      chance: 0.5,
      kappa: null,
      kappa_ci: null,
      ac1: null,
      ac1_ci: null,
      confusion: [],
    }
    const { data, footnote } = agreementGapOf([row], { confidence: 0.9, gapOf: 'in all votes' })
    expect(data.points).toEqual([
      { modelA: 'alder', modelB: 'birch', gap: 0.4, agreement: 0.75, interval: [0.5, 1], n: 8 },
    ])
    expect(footnote).toContain('90 % interval')
    expect(footnote).toContain('in all votes')
  })
})
