import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/errors.ts'
import { type JudgeRatesData, judgeRates } from '../../../src/report/plots/judge-rates.ts'
import { hostile, readPicture, textsOf, words } from '../../support/pictures.ts'
import { elementsOf, numberOf } from '../../support/xml.ts'

const rate = (model: string, value: number | null, width = 0.1) => ({
  model,
  rate: value,
  interval: value === null ? null : ([value - width, value + width] as const),
})
const data = (judges: JudgeRatesData['judges']): JudgeRatesData => ({
  judges,
  measure: 'average win rate (%)',
  unit: 'votes',
})
const two = data([
  { judge: 'owl', n: 9, rates: [rate('birch', 0.3), rate('alder', 0.7)] },
  { judge: 'lynx', n: 5, rates: [rate('alder', 0.5), rate('birch', 0.4)] },
])

describe('judgeRates', () => {
  it('has the models of the first judge from best to worst, and counts each judge’s votes', () => {
    const tree = readPicture(judgeRates(two, words))
    expect(elementsOf(tree, 'text', 'model').map((text) => text.text)).toEqual(['alder', 'birch'])
    expect(textsOf(tree)).toContain('n = 9 votes of owl, 5 votes of lynx')
    expect(elementsOf(tree, 'g', 'legend')).toHaveLength(2)
  })

  it('draws a higher rate higher, with its interval through the marker', () => {
    const tree = readPicture(judgeRates(two, words))
    const [series] = elementsOf(tree, 'g', 'series')
    const lines = elementsOf(series ?? tree, 'line', 'interval')
    const centres = lines.map((line) => (numberOf(line, 'y1') + numberOf(line, 'y2')) / 2)
    expect(centres[0]).toBeLessThan(centres[1] ?? 0)
    expect(lines.every((line) => numberOf(line, 'y2') < numberOf(line, 'y1'))).toBe(true)
  })

  it('leaves a gap where a judge has no figure', () => {
    const tree = readPicture(
      judgeRates(
        data([{ judge: 'owl', n: 1, rates: [rate('alder', 0.5), rate('birch', null)] }]),
        words,
      ),
    )
    expect(elementsOf(tree, 'path', 'marker')).toHaveLength(2)
    expect(elementsOf(tree, 'text', 'model')).toHaveLength(2)
  })

  it('stands hostile names', () => {
    readPicture(judgeRates(data([{ judge: hostile, n: 1, rates: [rate(hostile, 0.5)] }]), words))
  })

  it('refuses no judge, and more than can be told apart', () => {
    const many = Array.from({ length: 7 }, (_, i) => ({ judge: `j${i}`, n: 1, rates: [] }))
    for (const judges of [[], many]) {
      expect(() => judgeRates(data(judges), words)).toThrow(UserError)
    }
  })
})
