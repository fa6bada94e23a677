import fc from 'fast-check'
import { expect, test } from 'vitest'
import { holm } from '../../../src/stats/comparing/holm.ts'

test('the adjusted p-values are those of R 4.2.2 p.adjust(method = "holm")', () => {
  const expected = [0.04, 0.09, 0.09, 0.025, 0.5]
  for (const [i, p] of holm([0.01, 0.04, 0.03, 0.005, 0.5]).entries()) {
    expect(p).toBeCloseTo(expected[i] ?? -1, 14)
  }
})

test('no p-value falls, none passes 1, and their order stays', () => {
  const p = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(fc.array(p, { minLength: 1 }), (values) => {
      const adjusted = holm(values)
      for (const [i, value] of values.entries()) {
        expect(adjusted[i]).toBeGreaterThanOrEqual(value)
        expect(adjusted[i]).toBeLessThanOrEqual(1)
        for (const [j, other] of values.entries()) {
          if (value < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] ?? 0)
        }
      }
      expect(holm([...values].reverse())).toEqual([...adjusted].reverse())
    }),
  )
})

test('nothing to adjust, or no probability, is refused', () => {
  expect(() => holm([])).toThrow(RangeError)
  expect(() => holm([0.5, 1.2])).toThrow(RangeError)
})
