import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/errors.ts'
import { type AgreementGapPoint, agreementGap } from '../../../src/report/plots/agreement-gap.ts'
import { hostile, readPicture, textsOf, words } from '../../support/pictures.ts'
import { elementsOf, numberOf } from '../../support/xml.ts'

const draw = (points: readonly AgreementGapPoint[], chance: number | null = 0.5) =>
  agreementGap(
    {
      points,
      gapLabel: 'difference of win rates (percentage points)',
      agreementLabel: 'agreement (%)',
      unit: 'votes',
      chance: chance === null ? null : { agreement: chance, label: 'chance' },
    },
    words,
  )
const point = (fields: Partial<AgreementGapPoint> = {}): AgreementGapPoint => ({
  modelA: 'alder',
  modelB: 'birch',
  gap: 0.3,
  agreement: 0.7,
  interval: [0.6, 0.8],
  n: 100,
  ...fields,
})

const share = fc.double({ min: 0, max: 1, noNaN: true })
const anyPoints = fc
  .array(fc.record({ gap: fc.option(share), agreement: fc.option(share), half: share }), {
    minLength: 1,
    maxLength: 40,
  })
  .map((list) =>
    list.map(({ gap, agreement, half }, i) => {
      const interval =
        agreement === null
          ? null
          : ([Math.max(0, agreement - half), Math.min(1, agreement + half)] as const)
      return point({ modelA: `a-${i}`, gap, agreement, interval })
    }),
  )

describe('agreementGap', () => {
  it('draws a wider gap further right, a higher agreement further up, intervals around points', () => {
    fc.assert(
      fc.property(anyPoints, (points) => {
        const tree = readPicture(draw(points))
        const drawn = points
          .flatMap(({ gap, agreement }) =>
            gap === null || agreement === null ? [] : [{ gap, agreement }],
          )
          .sort((a, b) => a.gap - b.gap)
        const dots = elementsOf(tree, 'circle', 'point').map((dot) => ({
          x: numberOf(dot, 'cx'),
          y: numberOf(dot, 'cy'),
        }))
        expect(dots.map((dot) => dot.x)).toEqual(dots.map((dot) => dot.x).sort((a, b) => a - b))
        expect(dots).toHaveLength(drawn.length)
        elementsOf(tree, 'line', 'interval').forEach((line, i) => {
          const y = dots[i]?.y ?? Number.NaN
          expect(numberOf(line, 'y1')).toBeGreaterThanOrEqual(y)
          expect(numberOf(line, 'y2')).toBeLessThanOrEqual(y)
        })
      }),
      { numRuns: 25 },
    )
    const [low, high] = elementsOf(
      readPicture(draw([point({ agreement: 0.6 }), point({ gap: 0.4, agreement: 0.7 })])),
      'circle',
      'point',
    )
    expect(numberOf(high, 'cy')).toBeLessThan(numberOf(low, 'cy'))
  })

  it('gives the same bytes for the same points in any order', () => {
    fc.assert(
      fc.property(anyPoints, (points) => {
        expect(draw([...points].reverse())).toBe(draw(points))
      }),
      { numRuns: 15 },
    )
  })

  it('numbers and lists up to twenty pairs, and says "no data" in the list', () => {
    const tree = readPicture(draw([point(), point({ modelA: 'cedar', agreement: null, n: 0 })]))
    expect(elementsOf(tree, 'text', 'number').map((text) => text.text)).toEqual(['1'])
    const lines = elementsOf(tree, 'g', 'listed').map((g) =>
      elementsOf(g, 'text').map((t) => t.text),
    )
    expect(lines).toEqual([
      ['1', 'alder : birch', '100'],
      ['2', 'cedar : birch', 'no data'],
    ])
  })

  it('draws 435 pairs without a list, and counts those without data', () => {
    const points = Array.from({ length: 435 }, (_, i) =>
      point({ modelA: `a-${i}`, gap: i / 435, agreement: i === 7 ? null : 0.5 + i / 1000 }),
    )
    const tree = readPicture(draw(points))
    expect(elementsOf(tree, 'circle', 'point')).toHaveLength(434)
    expect(elementsOf(tree, 'g', 'listed')).toEqual([])
    expect(textsOf(tree).join(' ')).toContain('No data: 1 pairs.')
    expect(textsOf(tree)).toContain('n = 43500 votes on 435 pairs of models')
  })

  it('draws the line of guessing where there is one', () => {
    const tree = readPicture(draw([point()], 0.33))
    const [line] = elementsOf(tree, 'line', 'chance')
    const [dot] = elementsOf(tree, 'circle', 'point')
    expect(numberOf(line, 'y1')).toBeGreaterThan(numberOf(dot, 'cy'))
    expect(elementsOf(readPicture(draw([point()], null)), 'line', 'chance')).toEqual([])
  })

  it('says so where nothing can be drawn, and draws nothing from nothing', () => {
    const tree = readPicture(draw([point({ gap: null, interval: null })]))
    expect(textsOf(tree).filter((text) => text === 'no data')).toHaveLength(2)
    expect(() => draw([])).toThrow(UserError)
  })

  it('marks points without an interval, and shows hostile names as text', () => {
    const tree = readPicture(draw([point({ modelA: hostile, interval: null })]))
    expect(textsOf(tree).join(' ')).toContain('Hollow: no interval.')
    expect(elementsOf(tree, 'script')).toEqual([])
  })
})
