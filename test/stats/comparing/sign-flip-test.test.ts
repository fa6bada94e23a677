import fc from 'fast-check'
import { expect, test } from 'vitest'
import { signFlipTest } from '../../../src/stats/comparing/sign-flip-test.ts'
import { createRandom } from '../../../src/stats/numeric/random.ts'

const run = (differences: number[], draws = 9999) =>
  signFlipTest(differences, { draws, random: createRandom({ seed: 5 }) })

// References: scipy 1.17.1 stats.permutation_test(permutation_type="samples", n_resamples=inf), of which
// the first is also R exactRankTests 0.8.35 perm.test(paired = TRUE).
test.each([
  [[12, 15, -3, 7, 9, -1, 4, 6], 0.0390625],
  [[0.5, -1.5, 2, 2, -0.5, 1, 0.5, 0, 3, -1, 2.5, 0.5], 0.11328125],
  [[1, 2, 3], 0.25],
])('the exact p of %j is that of scipy', (differences, expected) => {
  expect(run(differences)).toMatchObject({ pValue: expected, method: 'exact' })
})

test('twenty clusters are exact, twenty-one are drawn', () => {
  const differences = Array.from({ length: 21 }, (_, i) => (i % 3) - 0.7)
  expect(run(differences.slice(1))).toMatchObject({ method: 'exact', patterns: 2 ** 20 })
  expect(run(differences)).toMatchObject({ method: 'sampled', patterns: 9999 })
})

test('drawn patterns come near the exact p', () => {
  const differences = Array.from({ length: 20 }, (_, i) => ((i * 7) % 11) - 3.2)
  const exact = run(differences).pValue
  // Two tiny clusters more force drawing, and change next to nothing.
  const drawn = run([...differences, 1e-7, -1e-7], 99_999).pValue
  expect(Math.abs(drawn - exact)).toBeLessThan(0.01)
})

test('p is never 0 where patterns are drawn', () => {
  expect(run(Array.from({ length: 60 }, () => 1)).pValue).toBe(1 / 10_000)
})

test('differences of 0 tell nothing', () => {
  expect(run([0, 0, 0])).toMatchObject({ pValue: 1, clusters: 0 })
  expect(run([1, 2, 3, 0, 0])).toMatchObject({ pValue: 0.25, clusters: 3 })
})

test('swapping the sides, the order and the scale leave the exact p as it is', () => {
  const some = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 10 })
  fc.assert(
    fc.property(some, (differences) => {
      const { pValue } = run(differences)
      expect(run(differences.map((d) => -d / 7)).pValue).toBe(pValue)
      expect(run([...differences].reverse()).pValue).toBe(pValue)
      expect(pValue).toBeGreaterThan(0)
      expect(pValue).toBeLessThanOrEqual(1)
    }),
  )
})

test('no differences and no draws are refused', () => {
  expect(() => run([])).toThrow(RangeError)
  expect(() =>
    run(
      Array.from({ length: 30 }, () => 1),
      0,
    ),
  ).toThrow(RangeError)
})
