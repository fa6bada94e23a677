import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mean, variance } from '../../../src/stats/means/summary.ts'
import {
  createRandom,
  type Random,
  randomFromState,
  shuffle,
} from '../../../src/stats/numeric/random.ts'

const words = (random: Random, count: number) =>
  Array.from({ length: count }, () => random.bits() >>> 0)

test('from the state 1, 2, 3, 4 come the numbers of the C code of Blackman and Vigna (gcc 12)', () => {
  expect(words(randomFromState([1, 2, 3, 4]), 8)).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849,
  ])
})

test('seed 42 gives what splitmix64 and xoshiro128** in C give', () => {
  expect(words(createRandom({ seed: 42 }), 4)).toEqual([
    1776835114, 4165204688, 17111135, 2317295270,
  ])
})

test('stream 2 starts two of the C code jumps ahead', () => {
  expect(words(createRandom({ seed: 42, stream: 2 }), 4)).toEqual([
    3773289203, 1396507573, 1840496678, 1471342309,
  ])
})

test('uniform numbers lie in [0, 1) with mean 1/2 and variance 1/12', () => {
  const random = createRandom({ seed: 1 })
  const values = Array.from({ length: 100_000 }, () => random.uniform())
  expect(values.every((value) => value >= 0 && value < 1)).toBe(true)
  expect(mean(values)).toBeCloseTo(0.5, 2)
  expect(variance(values)).toBeCloseTo(1 / 12, 2)
})

test('normal numbers have mean 0, variance 1 and 5 % beyond 1.96', () => {
  const random = createRandom({ seed: 2 })
  const values = Array.from({ length: 100_000 }, () => random.normal())
  expect(mean(values)).toBeCloseTo(0, 1)
  expect(variance(values)).toBeCloseTo(1, 1)
  const outside = values.filter((value) => Math.abs(value) > 1.959964).length / values.length
  expect(outside).toBeGreaterThan(0.047)
  expect(outside).toBeLessThan(0.053)
})

test('every whole number below a limit comes up equally often', () => {
  const random = createRandom({ seed: 3 })
  const counts = new Float64Array(6)
  for (let i = 0; i < 60_000; i++) {
    const k = random.below(6)
    counts[k] = (counts[k] ?? 0) + 1
  }
  // Chi-square with 5 degrees of freedom passes 20.5 in one of a thousand runs.
  const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
  expect(chiSquare).toBeLessThan(20.5)
})

test('each order of three comes up in a sixth of the shuffles', () => {
  const random = createRandom({ seed: 4 })
  const counts = new Map<string, number>()
  for (let i = 0; i < 12_000; i++) {
    const order = shuffle(['a', 'b', 'c'], random).join('')
    counts.set(order, (counts.get(order) ?? 0) + 1)
  }
  expect(counts.size).toBe(6)
  for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(170)
})

test('a shuffle keeps the items', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer(), { nil: undefined })), fc.nat(), (items, seed) => {
      const shuffled = shuffle(items, createRandom({ seed }))
      expect([...shuffled].sort()).toEqual([...items].sort())
    }),
  )
})

test('the same seed gives the same numbers, another seed or stream others', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const first = words(createRandom({ seed }), 3)
      expect(words(createRandom({ seed }), 3)).toEqual(first)
      expect(words(createRandom({ seed: seed + 1 }), 3)).not.toEqual(first)
      expect(words(createRandom({ seed, stream: 1 }), 3)).not.toEqual(first)
    }),
  )
})

test.each([-1, 0.5, Number.NaN, 2 ** 53])('%s is no seed', (seed) => {
  expect(() => createRandom({ seed })).toThrow(RangeError)
})

test('a stream beyond 65535 and an empty state are refused', () => {
  expect(() => createRandom({ seed: 1, stream: 65_536 })).toThrow(RangeError)
  expect(() => randomFromState([0, 0, 0, 0])).toThrow(RangeError)
})
