import { expect, test } from 'vitest'
import { fisherInterval } from '../../../src/stats/correlation/fisher-interval.ts'

test('with standard error 1/√(n − 3) it is the interval of scipy 1.17.1 pearsonr', () => {
  // scipy: x = arange(20), y = sin(x) + x/5.
  const options = { standardError: 1 / Math.sqrt(17), confidence: 0.95 }
  const [low, high] = fisherInterval(0.832414438756545, options) ?? [0, 0]
  expect(low).toBeCloseTo(0.6172726261875713, 12)
  expect(high).toBeCloseTo(0.9317245311203393, 12)
})

test('a perfect correlation has no interval, and a confidence must be one', () => {
  expect(fisherInterval(1, { standardError: 0.2, confidence: 0.95 })).toBeNull()
  expect(() => fisherInterval(0, { standardError: 0.2, confidence: 2 })).toThrow(RangeError)
})
