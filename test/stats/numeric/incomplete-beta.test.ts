import fc from 'fast-check'
import { expect, test } from 'vitest'
import { incompleteBeta } from '../../../src/stats/numeric/incomplete-beta.ts'

test.each([
  [0.3, 2, 5, 0.5798250000000001],
  [0.9, 50, 3, 0.0966332851372521],
  [0.5, 500, 521, 0.7445718504767411],
])('I_%s(%s, %s) is that of R 4.2.2 and scipy 1.17.1', (x, a, b, expected) => {
  expect(incompleteBeta(x, { a, b })).toBeCloseTo(expected, 11)
})

test('I_x(a, b) + I_1−x(b, a) = 1', () => {
  const shape = fc.double({ min: 0.1, max: 200, noNaN: true })
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), shape, shape, (x, a, b) => {
      const both = incompleteBeta(x, { a, b }) + incompleteBeta(1 - x, { a: b, b: a })
      expect(both).toBeCloseTo(1, 9)
    }),
  )
})

test('values out of range are refused', () => {
  expect(() => incompleteBeta(1.1, { a: 1, b: 1 })).toThrow(RangeError)
  expect(() => incompleteBeta(0.5, { a: 0, b: 1 })).toThrow(RangeError)
})
