import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mcnemarTest } from '../../../src/stats/comparing/mcnemar.ts'

// References: R 4.2.2 binom.test; the first is also statsmodels 0.13.5 mcnemar(exact=True).
test.each([
  [4, 14, 0.0308837890625],
  [10, 12, 0.831811904907227],
  [0, 6, 0.03125],
  [480, 541, 0.0603620027811302],
  [3, 3, 1],
  [0, 0, 1],
])('%s against %s differing pairs has the p of R', (first, second, expected) => {
  expect(mcnemarTest({ first, second }).pValue).toBeCloseTo(expected, 10)
})

test('the sides can be swapped', () => {
  const count = fc.nat({ max: 300 })
  fc.assert(
    fc.property(count, count, (first, second) => {
      const { pValue } = mcnemarTest({ first, second })
      expect(mcnemarTest({ first: second, second: first }).pValue).toBe(pValue)
      expect(pValue).toBeGreaterThan(0)
      expect(pValue).toBeLessThanOrEqual(1)
    }),
  )
})

test('counts must be whole numbers', () => {
  expect(() => mcnemarTest({ first: 0.5, second: 1 })).toThrow(RangeError)
  expect(() => mcnemarTest({ first: -1, second: 1 })).toThrow(RangeError)
})
