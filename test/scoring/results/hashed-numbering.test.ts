import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHashedNumbering } from '../../../src/scoring/results/hashed-numbering.ts'

describe('createHashedNumbering', () => {
  it('numbers ids in the order in which they are first met, as a Map would', () => {
    const ids = fc.array(fc.oneof(fc.string({ maxLength: 6 }), fc.integer({ min: -9, max: 9 })), {
      maxLength: 60,
    })
    fc.assert(
      fc.property(ids, (list) => {
        const numbering = createHashedNumbering()
        const map = new Map<string | number, number>()
        for (const id of list) {
          if (!map.has(id)) map.set(id, map.size)
          expect(numbering.of(id)).toBe(map.get(id))
        }
        expect(numbering.size()).toBe(map.size)
      }),
    )
  })

  it('tells a number from the text of the same digits', () => {
    const { of } = createHashedNumbering()
    expect(of(7)).not.toBe(of('7'))
  })

  it('keeps 200,000 ids of one pattern apart', () => {
    const { of, size } = createHashedNumbering()
    for (let i = 0; i < 200_000; i++) of(i)
    for (let i = 0; i < 200_000; i++) of(`question-${i}`)
    expect(size()).toBe(400_000)
    expect(of('question-77')).toBe(200_077)
  })

  it('orders ids alike, whichever came first', () => {
    const ids = ['a', 'b', 3, 'c', 12, '12']
    const sorted = (order: readonly (string | number)[]) => {
      const numbering = createHashedNumbering()
      const numbers = order.map((id) => numbering.of(id)).sort(numbering.compare)
      return numbers.map((number) => order[number])
    }
    expect(sorted([...ids].reverse())).toEqual(sorted(ids))
  })
})
