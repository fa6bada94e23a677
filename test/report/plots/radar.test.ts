import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/errors.ts'
import { type RadarModel, radar } from '../../../src/report/plots/radar.ts'
import { hostile, names, readPicture, textsOf, words } from '../../support/pictures.ts'
import { elementsOf, type XmlElement } from '../../support/xml.ts'

const eight = ['writing', 'roleplay', 'reasoning', 'math', 'coding', 'extraction', 'stem', 'law']
const draw = (models: readonly RadarModel[], categories: readonly string[] = eight) =>
  radar({ categories, models, measure: 'mean rating (1–10)', domain: [0, 10] }, words)
const model = (fields: Partial<RadarModel> = {}): RadarModel => ({
  model: 'alder',
  mean: 6,
  scores: eight.map((_, index) => index + 1),
  n: 160,
  ...fields,
})

/** Distances of an outline's markers from the centre. */
function distancesOf(outline: XmlElement): number[] {
  return elementsOf(outline, 'path', 'marker').map((path) => {
    const [x = 0, y = 0] =
      (path.attributes['transform'] ?? '').match(/-?[\d.]+/g)?.map(Number) ?? []
    return Math.hypot(x, y)
  })
}

describe('radar', () => {
  it('draws a higher score further out, on the first spoke straight up', () => {
    const [outline] = elementsOf(readPicture(draw([model()])), 'g', 'outline')
    const distances = outline === undefined ? [] : distancesOf(outline)
    expect(distances).toHaveLength(8)
    const unit = distances[0] ?? 0
    for (const [index, distance] of distances.entries()) {
      expect(distance).toBeCloseTo(unit * (index + 1), 0)
    }
  })

  it('is well formed for any names and scores, and the same in any order of models', () => {
    const scores = fc.array(fc.option(fc.double({ min: 0, max: 10, noNaN: true })), {
      minLength: 8,
      maxLength: 8,
    })
    const means = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), {
      minLength: 30,
      maxLength: 30,
    })
    fc.assert(
      fc.property(names({ min: 1, max: 30 }), scores, means, (models, some, mean) => {
        const rows = models.map((name, i) =>
          model({ model: name, mean: mean[i] ?? null, scores: some }),
        )
        const tree = readPicture(draw(rows))
        expect(elementsOf(tree, 'g', 'outline')).toHaveLength(Math.min(6, rows.length))
        expect(draw([...rows].reverse())).toBe(draw(rows))
      }),
      { numRuns: 15 },
    )
  })

  it('tells six models apart by dashes and markers too', () => {
    const models = Array.from({ length: 6 }, (_, i) => model({ model: `model-${i}`, mean: i }))
    const outlines = elementsOf(readPicture(draw(models)), 'g', 'outline')
    const looks = (pick: (path: XmlElement) => string | undefined) =>
      new Set(outlines.map((o) => elementsOf(o, 'path').map(pick).join()))
    expect(looks((path) => path.attributes['stroke-dasharray']).size).toBe(6)
    expect(looks((path) => path.attributes['class'] && path.attributes['d']).size).toBe(6)
  })

  it('shows the first six by mean, and says so', () => {
    const models = Array.from({ length: 30 }, (_, i) => model({ model: `model-${i}`, mean: i / 5 }))
    const texts = textsOf(readPicture(draw(models)))
    expect(texts).toContain('model-29')
    expect(texts).not.toContain('model-23')
    expect(texts.join(' ')).toContain('Shown: the first 6 of 30 models by mean.')
    expect(textsOf(readPicture(draw(models.slice(0, 6)))).join(' ')).not.toContain('Shown')
  })

  it('breaks the line where a score is missing and names the category', () => {
    const scores = [1, 2, 3, null, 5, 6, 7, 8]
    const tree = readPicture(draw([model({ scores })]))
    const [outline] = elementsOf(tree, 'g', 'outline')
    expect(outline === undefined ? [] : distancesOf(outline)).toHaveLength(7)
    expect(outline?.children[1]?.attributes['d']?.match(/M/g)).toHaveLength(2)
    expect(textsOf(tree)).toContain('no data: math')
    const none = model({ mean: null, scores: eight.map(() => null), n: 0 })
    expect(textsOf(readPicture(draw([none])))).toContain('no data')
  })

  it('needs a model and three to sixteen categories', () => {
    expect(() => draw([])).toThrow(UserError)
    expect(() => draw([model()], ['a', 'b'])).toThrow(
      'a radar shows 3 to 16 categories: there are 2',
    )
    const many = Array.from({ length: 17 }, (_, i) => `c${i}`)
    expect(() => draw([model()], many)).toThrow(UserError)
    expect(readPicture(draw([model()], many.slice(1))).name).toBe('svg')
  })

  it('shows hostile words as text', () => {
    const tree = readPicture(draw([model({ model: hostile })], [hostile, 'b', 'c']))
    expect(elementsOf(tree, 'script')).toEqual([])
  })
})
