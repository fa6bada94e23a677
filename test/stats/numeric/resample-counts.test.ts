import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mean, variance } from '../../../src/stats/means/summary.ts'
import { at } from '../../../src/stats/numeric/at.ts'
import { createRandom } from '../../../src/stats/numeric/random.ts'
import { createCountResampler } from '../../../src/stats/numeric/resample-counts.ts'

/** Rows of drawn counts. */
function draws(counts: number[], rows: number): number[][] {
  const random = createRandom({ seed: 9 })
  const resample = createCountResampler(Float64Array.from(counts), random)
  return Array.from({ length: rows }, () => {
    const row = new Float64Array(counts.length)
    resample(row)
    return [...row]
  })
}

test('every draw has as many items as the data, and none where there were none', () => {
  const some = fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 2000 })), { minLength: 1 })
  fc.assert(
    fc.property(some, (counts) => {
      const total = counts.reduce((sum, count) => sum + count, 0)
      fc.pre(total > 0)
      for (const row of draws(counts, 3)) {
        expect(row.reduce((sum, count) => sum + count, 0)).toBe(total)
        expect(row.every((count, i) => count >= 0 && (count === 0 || at(counts, i) > 0))).toBe(true)
      }
    }),
  )
})

// Moments of the multinomial distribution: n p, n p (1 − p), −n p q.
test.each([
  ['few items', [1, 2, 3, 4]],
  ['many items', [2000, 5000, 13_000]],
  ['many cells', Array.from({ length: 200 }, (_, i) => i % 4)],
])('%s have the means, variances and covariances of the multinomial', (_, counts) => {
  const n = counts.reduce((sum, count) => sum + count, 0)
  const rows = draws(counts, 5000)
  const [first, second] = [counts.length - 2, counts.length - 1].map((cell) =>
    rows.map((row) => at(row, cell)),
  )
  const [p, q] = counts.slice(-2).map((count) => count / n)
  if (!first || !second || !p || !q) throw new Error('two cells were expected')
  expect(Math.abs(mean(first) - n * p) / Math.sqrt(n * p)).toBeLessThan(0.05)
  expect(variance(first) / (n * p * (1 - p))).toBeCloseTo(1, 1)
  expect(variance(second) / (n * q * (1 - q))).toBeCloseTo(1, 1)
  const together = variance(first.map((x, i) => x + at(second, i)))
  expect(together / (n * (p + q) * (1 - p - q))).toBeCloseTo(1, 1)
})

test('a small multinomial has the probabilities of its formula', () => {
  // Counts 1, 2: the first cell is binomial(3, 1/3): 8, 12, 6 and 1 of 27.
  const rows = draws([1, 2], 27_000)
  for (const [value, expected] of [8000, 12_000, 6000, 1000].entries()) {
    const seen = rows.filter((row) => row[0] === value).length
    expect(Math.abs(seen - expected)).toBeLessThan(330)
  }
})

test('counts that are not whole, or all 0, are refused', () => {
  expect(() => draws([0.5, 1], 1)).toThrow(RangeError)
  expect(() => draws([-1, 2], 1)).toThrow(RangeError)
  expect(() => draws([0, 0], 1)).toThrow(RangeError)
})
