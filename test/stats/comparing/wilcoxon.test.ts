import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wilcoxonTest } from '../../../src/stats/comparing/wilcoxon.ts'

const thirty = [
  -0.226454, 0.583643, -0.435629, 1.995281, 0.729508, -0.420468, 0.887429, 1.138325, 0.975781,
  0.094612, 1.911781, 0.789843, -0.221241, -1.8147, 1.524931, 0.355066, 0.38381, 1.343836, 1.221221,
  0.993901, 1.318977, 1.182136, 0.474565, -1.589352, 1.019826, 0.343871, 0.244204, -1.070752,
  -0.07815, 0.817942,
]

test.each([
  [[1.1, -0.4, 2.3, 0.7, -1.9, 3.2], 'exact', 16, 0.3125],
  [thirty, 'exact', 363, 0.00619499199092388],
  [[1, 2, -1, 3, 0, 2, -2, 4, 1, 5, -1, 2], 'normal', 54.5, 0.0593144064703545],
] as const)('%j has the %s V and p of R 4.2.2 wilcox.test', (values, method, statistic, p) => {
  const result = wilcoxonTest(values)
  expect(result).toMatchObject({ method, statistic })
  expect(result.pValue).toBeCloseTo(p, 12)
})

test('swapping the sides leaves p as it is', () => {
  const some = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(some, (differences) => {
      fc.pre(differences.some((d) => d !== 0))
      const { pValue } = wilcoxonTest(differences)
      expect(wilcoxonTest(differences.map((d) => -d)).pValue).toBeCloseTo(pValue, 12)
      expect(pValue).toBeGreaterThan(0)
      expect(pValue).toBeLessThanOrEqual(1)
    }),
  )
})

test('differences that are all 0 cannot be tested', () => {
  expect(() => wilcoxonTest([0, 0])).toThrow(RangeError)
})
