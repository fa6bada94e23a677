import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/errors.ts'
import { type ScoreIntervalRow, scoreIntervals } from '../../../src/report/plots/score-intervals.ts'
import { hostile, names, readPicture, textsOf, words } from '../../support/pictures.ts'
import { elementsOf, numberOf, type XmlElement } from '../../support/xml.ts'

const measure = 'mean rating (1–10)'
const bounds = [1, 10] as const
const draw = (rows: readonly ScoreIntervalRow[]) => scoreIntervals({ rows, measure, bounds }, words)

const anyRows = names({ min: 1, max: 30 }).chain((models) =>
  fc.tuple(
    ...models.map((model) =>
      fc
        .record({
          mean: fc.option(fc.double({ min: 1, max: 10, noNaN: true }), { freq: 5 }),
          below: fc.double({ min: 0, max: 2, noNaN: true }),
          above: fc.double({ min: 0, max: 2, noNaN: true }),
          hasInterval: fc.boolean(),
          n: fc.nat(200),
        })
        .map(({ mean, below, above, hasInterval, n }): ScoreIntervalRow => {
          const interval =
            mean === null || !hasInterval ? null : ([mean - below, mean + above] as const)
          return { model, mean, interval, n }
        }),
    ),
  ),
)

function placesOf(row: XmlElement) {
  const [line] = elementsOf(row, 'line', 'interval')
  return {
    figure: elementsOf(row, 'circle', 'figure').map((dot) => numberOf(dot, 'cx'))[0],
    interval: line === undefined ? null : [numberOf(line, 'x1'), numberOf(line, 'x2')],
  }
}

describe('scoreIntervals', () => {
  it('draws one row a model, the largest mean on top, a larger one further right', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const drawn = elementsOf(readPicture(draw(rows)), 'g', 'row').map(placesOf)
        expect(drawn).toHaveLength(rows.length)
        const figures = drawn.flatMap(({ figure }) => (figure === undefined ? [] : [figure]))
        expect(figures).toHaveLength(rows.filter((row) => row.mean !== null).length)
        expect(figures).toEqual([...figures].sort((a, b) => b - a))
      }),
      { numRuns: 25 },
    )
  })

  it('draws intervals around their means', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        for (const row of elementsOf(readPicture(draw(rows)), 'g', 'row')) {
          const { figure, interval } = placesOf(row)
          if (interval === null || figure === undefined) continue
          expect(interval[0]).toBeLessThanOrEqual(figure)
          expect(interval[1]).toBeGreaterThanOrEqual(figure)
        }
      }),
      { numRuns: 25 },
    )
  })

  it('gives the same bytes for the same rows in any order', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        expect(draw([...rows].reverse())).toBe(draw(rows))
      }),
      { numRuns: 15 },
    )
  })

  it('says "no data" where there is no mean, and marks a mean without an interval', () => {
    const tree = readPicture(
      draw([
        { model: 'alder', mean: null, interval: null, n: 0 },
        { model: 'birch', mean: 7, interval: null, n: 8 },
      ]),
    )
    const [birch, alder] = elementsOf(tree, 'g', 'row')
    expect(elementsOf(birch ?? tree, 'text', 'cell')[0]?.text).toBe('7.00 [–]')
    expect(elementsOf(alder ?? tree, 'text').map((t) => t.text)).toContain('no data')
    expect(textsOf(tree).join(' ')).toContain('Hollow: too few questions for an interval.')
    expect(draw([{ model: 'alder', mean: null, interval: null, n: 0 }])).toContain('no data')
  })

  it('prints title, n, axis, figures as the tables round them, and footnote', () => {
    const tree = readPicture(draw([{ model: 'alder', mean: 2.675, interval: [2, 3.005], n: 160 }]))
    const texts = textsOf(tree)
    for (const text of ['A title', 'n = 160 ratings', measure, '2.67 [2.00, 3.00]', words.footnote])
      expect(texts).toContain(text)
  })

  it('grows for thirty models and keeps the size of a slide for a few', () => {
    const rows = (count: number) =>
      Array.from({ length: count }, (_, i) => ({
        model: `model-${i}`,
        mean: 5 + i / 10,
        interval: null,
        n: 160,
      }))
    const slide = readPicture(draw(rows(8)))
    expect([numberOf(slide, 'width'), numberOf(slide, 'height')]).toEqual([960, 540])
    const tall = readPicture(draw(rows(30)))
    expect(numberOf(tall, 'height')).toBeGreaterThan(540)
    const [first, second] = elementsOf(tall, 'text', 'model').map((name) => numberOf(name, 'y'))
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(18)
    const wide = readPicture(
      scoreIntervals({ rows: rows(3), measure }, { ...words, width: 1280, height: 720 }),
    )
    expect([numberOf(wide, 'width'), numberOf(wide, 'height')]).toEqual([1280, 720])
  })

  it('cuts a long name and keeps the whole of it in the tooltip', () => {
    const model = `${'long-'.repeat(30)}tail`
    const tree = readPicture(draw([{ model, mean: 5, interval: null, n: 1 }]))
    const [name] = elementsOf(tree, 'text', 'model')
    expect(name?.text).toMatch(/^long-.*….*tail$/)
    expect(name?.children[0]?.text).toBe(model)
  })

  it('shows hostile words as text', () => {
    const row = { model: hostile, mean: 5, interval: null, n: 1 }
    const svg = scoreIntervals(
      { rows: [row], measure: hostile },
      { title: hostile, footnote: hostile },
    )
    const tree = readPicture(svg)
    expect(elementsOf(tree, 'script')).toEqual([])
    expect(tree.children[0]?.text).toContain('<script>alert(1)</script>&amp;"\'\\u202e\\x00')
  })

  it('draws nothing from nothing, and no figure that is none', () => {
    expect(() => draw([])).toThrow(UserError)
    const row = { model: 'alder', mean: Number.NaN, interval: null, n: 1 }
    expect(() => draw([row])).toThrow(RangeError)
  })
})
