import { expect, test } from 'vitest'
import { bcaInterval, percentileInterval } from '../../../src/stats/means/bootstrap-interval.ts'
import { mean } from '../../../src/stats/means/summary.ts'

const even = [2, 4, 4, 5, 7, 9, 1, 3, 8, 6, 2, 5, 7, 3, 9, 4, 6, 8, 1, 5]
const skewed = [1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 10, 13, 17, 22, 30, 41, 55, 70, 90, 120]
const wave = (centre: number, height: number, noise: number) =>
  Array.from(
    { length: 499 },
    (_, i) => centre + height * Math.sin(i * 1.7) + (noise * ((i * 37) % 101)) / 101,
  )
const jackknife = (values: number[]) => values.map((_, left) => mean(values.toSpliced(left, 1)))

// References: scipy 1.17.1 stats.bootstrap given these replicates as its bootstrap_result.
test.each([
  [0.95, 3.8730343114277277, 6.353153062720542],
  [0.9, 3.909656320728267, 6.309131699757594],
])('the BCa interval at %s of given replicates is that of scipy', (confidence, low, high) => {
  const interval = bcaInterval(wave(5, 1.2, 0.3), {
    estimate: mean(even),
    jackknife: jackknife(even),
    confidence,
  })
  expect(interval?.[0]).toBeCloseTo(low, 9)
  expect(interval?.[1]).toBeCloseTo(high, 9)
})

test('the BCa interval of a skewed mean is that of scipy', () => {
  const interval = bcaInterval(wave(25, 18, 6), {
    estimate: mean(skewed),
    jackknife: jackknife(skewed),
    confidence: 0.95,
  })
  expect(interval?.[0]).toBeCloseTo(8.80922515376648, 8)
  expect(interval?.[1]).toBeCloseTo(47.00820481867987, 8)
})

test('the percentile interval is that of scipy', () => {
  const [low, high] = percentileInterval(wave(5, 1.2, 0.3), { confidence: 0.95 })
  expect(low).toBeCloseTo(3.8921512615806684, 12)
  expect(high).toBeCloseTo(6.392313150703462, 12)
})

test('without bias or acceleration BCa is the percentile interval', () => {
  const replicates = Array.from({ length: 1001 }, (_, i) => i)
  const options = { estimate: 500, jackknife: [1, 2, 3], confidence: 0.95 }
  for (const interval of [percentileInterval, bcaInterval]) {
    const [low, high] = interval(replicates, options) ?? [0, 0]
    expect(low).toBeCloseTo(25, 9)
    expect(high).toBeCloseTo(975, 9)
  }
})

test('an estimate outside its replicates has no BCa interval; one that never varies is a point', () => {
  const options = { estimate: 7, jackknife: [7, 7], confidence: 0.95 }
  expect(bcaInterval([1, 2, 3], options)).toBeNull()
  expect(bcaInterval([7, 7, 7], options)).toEqual([7, 7])
})

test('no replicates, or a confidence that is none, are refused', () => {
  expect(() => percentileInterval([], { confidence: 0.95 })).toThrow(RangeError)
  expect(() => percentileInterval([1], { confidence: 1 })).toThrow(RangeError)
})
