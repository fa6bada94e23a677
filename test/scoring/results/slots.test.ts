import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSlots } from '../../../src/scoring/results/slots.ts'

describe('createSlots', () => {
  it('law: holds what a map would, in the same order, however it is filled', () => {
    const index = fc.oneof(fc.nat(20), fc.nat(500))
    fc.assert(
      fc.property(fc.nat(300), fc.array(fc.tuple(index, fc.string())), (inOrder, rest) => {
        const [slots, map] = [createSlots<string>(), new Map<number, string>()]
        const ascending = Array.from({ length: inOrder }, (_, i) => [2 * i, `#${i}`] as const)
        for (const [place, value] of [...ascending, ...rest]) {
          slots.set(place, value)
          map.set(place, value)
          expect(slots.get(place)).toBe(value)
        }
        const seen: [number, string][] = []
        slots.forEach((value, place) => {
          seen.push([place, value])
        })
        expect(seen).toEqual([...map])
        expect(slots.get(100_000)).toBeUndefined()
      }),
    )
  })
})
