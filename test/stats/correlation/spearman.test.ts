import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spearman } from '../../../src/stats/correlation/spearman.ts'
import { createRandom } from '../../../src/stats/numeric/random.ts'

const options = { confidence: 0.95 }

test.each([
  [[1, 2, 2, 4, 5, 7, 7, 9], [2, 1, 3, 3, 6, 5, 8, 7], 0.8666825838483473],
  [[1, 2, 3, 4, 5], [2, 1, 4, 3, 5], 0.8],
])('rho of %j and %j is that of scipy 1.17.1', (first, second, expected) => {
  expect(spearman(first, second, options).correlation).toBeCloseTo(expected, 13)
})

test('any rising transform leaves rho as it is, a falling one turns its sign', () => {
  const values = fc.array(fc.tuple(fc.integer(), fc.integer()), { minLength: 5, maxLength: 30 })
  fc.assert(
    fc.property(values, (pairs) => {
      const first = pairs.map(([x]) => x)
      const second = pairs.map(([, y]) => y)
      const rho = spearman(first, second, options).correlation
      const risen = first.map((x) => Math.atan(x / 1e9))
      const fallen = first.map((x) => -x)
      expect(spearman(risen, second, options).correlation ?? 9).toBeCloseTo(rho ?? 9, 10)
      expect(spearman(fallen, second, options).correlation ?? 9).toBeCloseTo(-(rho ?? -9), 10)
    }),
  )
})

test('the 95 % interval covers the truth in about 95 of 100 samples', () => {
  // Normal pairs of correlation 0.5: Spearman's is (6/π) arcsin(0.25) = 0.482583.
  const random = createRandom({ seed: 11 })
  let covered = 0
  for (let trial = 0; trial < 1000; trial++) {
    const first = Array.from({ length: 40 }, () => random.normal())
    const second = first.map((x) => 0.5 * x + Math.sqrt(0.75) * random.normal())
    const [low, high] = spearman(first, second, options).interval ?? [1, 1]
    if (low <= 0.482583 && 0.482583 <= high) covered++
  }
  expect(covered).toBeGreaterThan(925)
  expect(covered).toBeLessThan(975)
})

test('few pairs have no interval, a side that does not vary has no rho', () => {
  expect(spearman([1, 2, 3], [1, 3, 2], options)).toMatchObject({
    correlation: 0.5,
    interval: null,
  })
  expect(spearman([1, 1, 1], [1, 3, 2], options).correlation).toBeNull()
  expect(() => spearman([1], [1, 2], options)).toThrow(RangeError)
})
