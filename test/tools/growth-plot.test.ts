import { describe, expect, it } from 'vitest'
import { growthPlot } from '../../tools/bench/growth-plot.ts'
import { readPicture, textsOf } from '../support/pictures.ts'
import { elementsOf } from '../support/xml.ts'

describe('growthPlot', () => {
  it('draws time by size within its panels, and prints every figure', () => {
    const points = [
      { size: 10_000, seconds: 0.38 },
      { size: 300_000, seconds: 1.01 },
      { size: 1_000_000, seconds: 2.57 },
    ]
    const tree = readPicture(growthPlot([{ name: 'read and fit', unit: 'battles', points }]))
    expect(textsOf(tree)).toEqual(
      expect.arrayContaining(['read and fit', '10k', '300k', '1M', '0.38 s', '1.01 s', '2.57 s']),
    )
    const [panel] = elementsOf(tree, 'rect').filter((rect) => rect.attributes['fill'] === 'none')
    const [top, height] = ['y', 'height'].map((name) => Number(panel?.attributes[name]))
    const [line] = elementsOf(tree, 'polyline')
    const ys = String(line?.attributes['points'])
      .split(' ')
      .map((point) => Number(point.split(',')[1]))
    expect(ys).toEqual([...ys].sort((a, b) => b - a))
    for (const y of ys) {
      expect(y).toBeGreaterThan(top ?? Number.NaN)
      expect(y).toBeLessThan((top ?? 0) + (height ?? Number.NaN))
    }
  })
})
