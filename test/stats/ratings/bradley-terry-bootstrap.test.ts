import { describe, expect, test } from 'vitest'
import { clusterBootstrap } from '../../../src/stats/means/cluster-bootstrap.ts'
import { mean, standardDeviation } from '../../../src/stats/means/summary.ts'
import { at } from '../../../src/stats/numeric/at.ts'
import { createRandom } from '../../../src/stats/numeric/random.ts'
import { countBattles, scoreMatrix } from '../../../src/stats/ratings/battles.ts'
import { fitBradleyTerry } from '../../../src/stats/ratings/bradley-terry.ts'
import {
  bootstrapBradleyTerry,
  bradleyTerryOfClusters,
} from '../../../src/stats/ratings/bradley-terry-bootstrap.ts'
import { hasExpertVotes, readExpertVotes } from '../expert-votes.ts'
import { lcgBattles } from '../lcg-battles.ts'

const { battles } = lcgBattles()
const counts = countBattles(battles)
const run = (resamples: number, ties: 'half' | 'drop' = 'half') =>
  bootstrapBradleyTerry(counts, { resamples, ties, random: createRandom({ seed: 6 }) })

test('two models spread as their log odds do', () => {
  const pair = { models: 2, wins: Float64Array.of(0, 7500, 2500, 0), ties: new Float64Array(4) }
  const { strengths } = bootstrapBradleyTerry(pair, {
    resamples: 4000,
    ties: 'half',
    random: createRandom({ seed: 6 }),
  })
  const gaps = Array.from(strengths[0] ?? [], (strength, b) => strength - at(strengths[1] ?? [], b))
  expect(mean(gaps)).toBeCloseTo(Math.log(3), 2)
  expect(standardDeviation(gaps) / Math.sqrt(1 / 7500 + 1 / 2500)).toBeCloseTo(1, 1)
})

test('the strengths of a resample have mean 0, and the seed decides them', () => {
  const { strengths, undefinedResamples } = run(50)
  expect(undefinedResamples).toBe(0)
  for (let b = 0; b < 50; b++) {
    expect(strengths.reduce((sum, row) => sum + at(row, b), 0)).toBeCloseTo(0, 10)
  }
  expect(run(50)).toEqual({ strengths, undefinedResamples })
  expect(run(50, 'drop').strengths).not.toEqual(strengths)
})

test('battles that are their own clusters spread as battles drawn one by one', () => {
  const statistic = bradleyTerryOfClusters(battles, {
    cluster: Int32Array.from(battles.first.keys()),
    ties: 'half',
  })
  const figures = clusterBootstrap(statistic, {
    clusters: battles.first.length,
    resamples: 1000,
    confidence: 0.95,
    method: 'percentile',
    random: createRandom({ seed: 5 }),
  })
  const { strengths } = run(1000)
  for (const [i, figure] of figures.entries()) {
    const [low, high] = figure.interval ?? [0, 0]
    const sd = standardDeviation(strengths[i] ?? [])
    expect((high - low) / (2 * 1.96 * sd)).toBeCloseTo(1, 0.7)
  }
})

test.each(['half', 'drop'] as const)(
  'with every weight 1 and ties %s the statistic is the fit',
  (ties) => {
    const cluster = battles.first.map((_, row) => row % 7)
    const fit = fitBradleyTerry(scoreMatrix(counts, { ties }))
    const statistic = bradleyTerryOfClusters(battles, { cluster, ties })
    const strengths = Array.from(statistic(new Float64Array(7).fill(1)))
    if (fit.problem !== null) throw new Error('no fit')
    for (const [i, strength] of strengths.entries()) {
      expect(strength).toBeCloseTo(at(fit.strengths, i), 10)
    }
  },
)

test('weights of clusters count their battles so often', () => {
  const cluster = battles.first.map((_, row) => row % 3)
  const statistic = bradleyTerryOfClusters(battles, { cluster, ties: 'half' })
  const weighted = Array.from(statistic(Float64Array.of(2, 0, 1)))
  const each = Array.from(cluster, (c) => at([2, 0, 1], c))
  const fit = fitBradleyTerry(scoreMatrix(countBattles(battles, each), { ties: 'half' }))
  if (fit.problem !== null) throw new Error('no fit')
  for (const [i, strength] of weighted.entries()) {
    expect(strength).toBeCloseTo(at(fit.strengths, i), 8)
  }
})

test('resamples in which a model won nothing are counted, not rated', () => {
  const rare = { models: 2, wins: Float64Array.of(0, 99, 1, 0), ties: new Float64Array(4) }
  const { strengths, undefinedResamples } = bootstrapBradleyTerry(rare, {
    resamples: 2000,
    ties: 'half',
    random: createRandom({ seed: 4 }),
  })
  // The one win is left out of a resample with probability 0.99^100 = 0.366.
  expect(undefinedResamples / 2000).toBeCloseTo(0.366, 1)
  expect(strengths[0]?.length).toBe(2000 - undefinedResamples)
  expect(strengths[0]?.every(Number.isFinite)).toBe(true)
})

test('data without a fit, or without a cluster for each battle, are refused', () => {
  const won = { models: 2, wins: Float64Array.of(0, 9, 0, 0), ties: new Float64Array(4) }
  const options = { resamples: 9, ties: 'half', random: createRandom({ seed: 4 }) } as const
  expect(() => bootstrapBradleyTerry(won, options)).toThrow(RangeError)
  expect(() => bootstrapBradleyTerry(counts, { ...options, resamples: 0 })).toThrow(RangeError)
  const cluster = Int32Array.of(0)
  expect(() => bradleyTerryOfClusters(battles, { cluster, ties: 'half' })).toThrow(RangeError)
})

describe.skipIf(!hasExpertVotes)('expert votes of MT-bench', () => {
  test('resampled by question leave claude-v1 and gpt-3.5-turbo overlapping', () => {
    const { models, battles: votes, cluster } = readExpertVotes()
    const figures = clusterBootstrap(bradleyTerryOfClusters(votes, { cluster, ties: 'half' }), {
      clusters: new Set(cluster).size,
      resamples: 1000,
      confidence: 0.95,
      method: 'bca',
      random: createRandom({ seed: 1 }),
    })
    const of = (model: string) => figures[models.indexOf(model)]?.interval ?? [0, 0]
    expect(of('gpt-3.5-turbo')[1]).toBeGreaterThan(of('claude-v1')[0])
    expect(of('gpt-4')[0]).toBeGreaterThan(of('claude-v1')[1])
  })
})
