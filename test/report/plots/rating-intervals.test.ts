import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/errors.ts'
import {
  type RatingIntervalRow,
  ratingIntervals,
} from '../../../src/report/plots/rating-intervals.ts'
import { hostile, names, readPicture, textsOf, words } from '../../support/pictures.ts'
import { elementsOf, numberOf } from '../../support/xml.ts'

const measure = 'Bradley–Terry rating (Elo points, mean 1000)'
const draw = (rows: readonly RatingIntervalRow[], battles = 10) =>
  ratingIntervals({ rows, measure, battles }, words)
const row = (fields: Partial<RatingIntervalRow> = {}): RatingIntervalRow => ({
  model: 'alder',
  rating: 1178.503,
  interval: [1160.2, 1198.4],
  rankRange: [1, 1],
  n: 7,
  ...fields,
})

describe('ratingIntervals', () => {
  it('draws a higher rating further right and further up, its interval around it', () => {
    fc.assert(
      fc.property(
        names({ min: 1, max: 30 }),
        fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 30, maxLength: 30 }),
        (models, ratings) => {
          const rows = models.map((model, i) => {
            const rating = ratings[i] ?? 0
            return row({ model, rating, interval: [rating - 10, rating + i] })
          })
          const tree = readPicture(draw(rows))
          const dots = elementsOf(tree, 'circle', 'figure').map((dot) => numberOf(dot, 'cx'))
          expect(dots).toEqual([...dots].sort((a, b) => b - a))
          elementsOf(tree, 'line', 'interval').forEach((line, i) => {
            expect(numberOf(line, 'x1')).toBeLessThanOrEqual(dots[i] ?? Number.NaN)
            expect(numberOf(line, 'x2')).toBeGreaterThanOrEqual(dots[i] ?? Number.NaN)
          })
          expect(draw([...rows].reverse())).toBe(draw(rows))
        },
      ),
      { numRuns: 15 },
    )
  })

  it('prints rating, interval, range of ranks, n and the battles in all', () => {
    const rows = [row(), row({ model: 'birch', rating: 900, rankRange: [2, 3], n: 9 })]
    const texts = textsOf(readPicture(draw(rows, 16)))
    for (const text of ['1179 [1160, 1198]', '1', '2–3', 'n = 16 battles · 7–9 a model', measure])
      expect(texts).toContain(text)
    expect(texts.join(' ')).toContain('Rank: best to worst place')
  })

  it('leaves the ranks out where there are none, and says "no data" and "no interval"', () => {
    const rows = [
      row({ rankRange: null, rating: null, interval: null, n: 0 }),
      row({ model: 'birch', rankRange: null, interval: null }),
    ]
    const texts = textsOf(readPicture(draw(rows)))
    expect(texts).not.toContain('rank')
    expect(texts).toContain('no data')
    expect(texts).toContain('1179 [–]')
    expect(texts.join(' ')).toContain('Hollow: no interval.')
  })

  it('shows hostile names as text, and draws nothing from nothing', () => {
    expect(elementsOf(readPicture(draw([row({ model: hostile })])), 'script')).toEqual([])
    expect(() => draw([])).toThrow(UserError)
  })
})
