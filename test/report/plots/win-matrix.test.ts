import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/errors.ts'
import { type WinMatrixCell, winMatrix } from '../../../src/report/plots/win-matrix.ts'
import { hostile, names, readPicture, textsOf, words } from '../../support/pictures.ts'
import { elementsOf, numberOf } from '../../support/xml.ts'

const draw = (cells: readonly WinMatrixCell[]) =>
  winMatrix({ cells, measure: 'wins of the row (%)', unit: 'matches' }, words)

/** All pairs; the share of the row depends on the places of the two. */
const pairsOf = (models: readonly string[]): WinMatrixCell[] =>
  models.flatMap((row, r) =>
    models.flatMap((column, c) =>
      r === c ? [] : [{ row, column, share: 0.5 + (c - r) / (2 * models.length), n: 160 }],
    ),
  )

describe('winMatrix', () => {
  it('has a cell for every ordered pair, the strongest model on top, in any order of cells', () => {
    fc.assert(
      fc.property(names({ min: 2, max: 12 }), (models) => {
        const cells = pairsOf(models)
        const tree = readPicture(draw(cells))
        expect(elementsOf(tree, 'g', 'cell')).toHaveLength(models.length * (models.length - 1))
        const rows = elementsOf(tree, 'text', 'model').map((name) => numberOf(name, 'y'))
        expect(rows).toEqual([...rows].sort((a, b) => a - b))
        expect(draw([...cells].reverse())).toBe(draw(cells))
      }),
      { numRuns: 15 },
    )
  })

  it('prints per cents, hatched below 50 and no two halves of a tie hatched', () => {
    const cells = [
      { row: 'alder', column: 'birch', share: 0.662, n: 10 },
      { row: 'birch', column: 'alder', share: 0.338, n: 10 },
    ]
    const boxes = elementsOf(readPicture(draw(cells)), 'g', 'cell')
    const seen = boxes.map((box) => [
      elementsOf(box, 'text')[0]?.text,
      elementsOf(box, 'path', 'hatch').length,
      box.children[0]?.text,
    ])
    expect(seen).toEqual([
      ['66', 0, 'alder over birch: 66.2 % of 10'],
      ['34', 1, 'birch over alder: 33.8 % of 10'],
    ])
    const near = cells.map((cell, i) => ({ ...cell, share: i === 0 ? 0.503 : 0.497 }))
    const tree = readPicture(draw(near))
    const hatched = elementsOf(tree, 'g', 'cell').flatMap((box) => elementsOf(box, 'path', 'hatch'))
    expect(hatched).toEqual([])
  })

  it('colours both halves apart, and the more the further from one half', () => {
    const shares = [0, 0.2, 0.5, 0.8, 1]
    const fills = shares.map((share) => {
      const tree = readPicture(draw([{ row: 'alder', column: 'birch', share, n: 1 }]))
      const box = elementsOf(tree, 'g', 'cell').find((g) => g.children[0]?.text.includes('% of'))
      const fill = box === undefined ? '' : (elementsOf(box, 'rect')[0]?.attributes['fill'] ?? '')
      return (fill.match(/\d+/g) ?? []).map(Number)
    })
    const blueOverRed = fills.map(([red = 0, , blue = 0]) => blue - red)
    expect(blueOverRed).toEqual([...blueOverRed].sort((a, b) => a - b))
    expect(blueOverRed[2]).toBe(0)
  })

  it('says "no data" for null shares and pairs that are not there', () => {
    const cells = [
      { row: 'alder', column: 'birch', share: null, n: 0 },
      { row: 'cedar', column: 'birch', share: 1, n: 3 },
    ]
    const texts = textsOf(readPicture(draw(cells)))
    expect(texts.filter((text) => text === 'no data')).toHaveLength(5)
    expect(texts).toContain('n = 3 matches')
    const none = readPicture(draw(cells.slice(0, 1)))
    expect(textsOf(none)).toContain('n = 0 matches')
  })

  it('numbers the columns of thirty models, and tells short for no data', () => {
    const models = Array.from({ length: 30 }, (_, i) => `model-with-a-name-${i}`)
    const tree = readPicture(draw(pairsOf(models).slice(1)))
    const heads = elementsOf(tree, 'text', 'column')
    expect(heads.map((head) => head.text)).toEqual(models.map((_, i) => String(i + 1)))
    expect(heads[29]?.children[0]?.text).toBe('model-with-a-name-29')
    expect(textsOf(tree)).toContain('n/d')
    expect(textsOf(tree).join(' ')).toContain('n/d: no data.')
  })

  it('shows hostile names as text, and draws nothing from nothing', () => {
    const tree = readPicture(draw([{ row: hostile, column: 'birch', share: 0.1, n: 1 }]))
    expect(elementsOf(tree, 'script')).toEqual([])
    expect(() => draw([])).toThrow(UserError)
    const cell = { row: 'alder', column: 'birch', share: Number.NaN, n: 1 }
    expect(() => draw([cell])).toThrow(RangeError)
  })
})
