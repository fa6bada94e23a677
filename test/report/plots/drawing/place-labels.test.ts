import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeLabels } from '../../../../src/report/plots/drawing/place-labels.ts'

const room = { x: 0, y: 0, width: 400, height: 300 }
const label = { width: 16, height: 14 }

describe('placeLabels', () => {
  it('puts a lone label to the right of its dot, and to the left at the right edge', () => {
    expect(placeLabels([{ x: 100, y: 100, label }], room)).toEqual([{ x: 117, y: 100 }])
    expect(placeLabels([{ x: 396, y: 100, label }], room)).toEqual([{ x: 379, y: 100 }])
  })

  it('keeps the labels of two neighbours apart', () => {
    const [a, b] = placeLabels(
      [
        { x: 100, y: 100, label },
        { x: 103, y: 104, label },
      ],
      room,
    )
    const isApart =
      Math.abs((a?.x ?? 0) - (b?.x ?? 0)) >= label.width ||
      Math.abs((a?.y ?? 0) - (b?.y ?? 0)) >= label.height
    expect(isApart).toBe(true)
  })

  it('places every label near its dot', () => {
    const dots = fc.array(
      fc.record({
        x: fc.integer({ min: 0, max: 400 }),
        y: fc.integer({ min: 0, max: 300 }),
        label: fc.constant(label),
      }),
      { maxLength: 20 },
    )
    fc.assert(
      fc.property(dots, (list) => {
        placeLabels(list, room).forEach(({ x, y }, i) => {
          expect(Math.hypot(x - (list[i]?.x ?? 0), y - (list[i]?.y ?? 0))).toBeLessThan(60)
        })
      }),
    )
  })
})
