import { expect, test } from 'vitest'
import { at } from '../../../src/stats/numeric/at.ts'
import { fitStyleBradleyTerry } from '../../../src/stats/ratings/style-bradley-terry.ts'
import { styleFeatures } from '../../../src/stats/ratings/style-features.ts'
import { lcgBattles } from '../lcg-battles.ts'

const { battles, styles } = lcgBattles()
const features = styleFeatures(styles, { width: 2 })

test('400 battles have the optimum of scipy 1.17.1 (BFGS to 1e-9 on FastChat’s objective)', () => {
  const fit = fitStyleBradleyTerry(battles, features)
  const ratings = [
    0.18268032117344263, 0.07873248975049645, -0.08415311063798664, -0.17725970028596907,
  ]
  for (const [i, rating] of ratings.entries()) {
    expect(at(fit.strengths, i) / Math.LN10).toBeCloseTo(rating, 9)
  }
  expect(fit.coefficients[0]).toBeCloseTo(0.18198638441331563, 9)
  expect(fit.coefficients[1]).toBeCloseTo(0.020375488056310714, 9)
  expect(fit.maxGradient).toBeLessThan(1e-12)
})

test('swapping the sides of every battle, or the order of battles, changes nothing', () => {
  const { strengths, coefficients } = fitStyleBradleyTerry(battles, features)
  const swapped = fitStyleBradleyTerry(
    {
      ...battles,
      first: battles.second,
      second: battles.first,
      outcome: battles.outcome.map((outcome) => 2 - outcome),
    },
    { ...features, values: features.values.map((value) => -value) },
  )
  const rows = [...battles.first.keys()].reverse()
  const reordered = fitStyleBradleyTerry(
    {
      ...battles,
      first: Int32Array.from(rows, (row) => at(battles.first, row)),
      second: Int32Array.from(rows, (row) => at(battles.second, row)),
      outcome: Uint8Array.from(rows, (row) => at(battles.outcome, row)),
    },
    {
      width: 2,
      values: Float64Array.from(
        rows.flatMap((row) => [0, 1].map((k) => at(features.values, 2 * row + k))),
      ),
    },
  )
  for (const other of [swapped, reordered]) {
    for (const [i, s] of strengths.entries()) expect(at(other.strengths, i)).toBeCloseTo(s, 10)
    for (const [k, c] of coefficients.entries())
      expect(at(other.coefficients, k)).toBeCloseTo(c, 10)
  }
})

test('weights count battles so often', () => {
  const weights = Array.from(battles.first, (_, row) => row % 3)
  const rows = weights.flatMap((weight, row) => new Array<number>(weight).fill(row))
  const repeated = fitStyleBradleyTerry(
    {
      models: 4,
      first: Int32Array.from(rows, (row) => at(battles.first, row)),
      second: Int32Array.from(rows, (row) => at(battles.second, row)),
      outcome: Uint8Array.from(rows, (row) => at(battles.outcome, row)),
    },
    {
      width: 2,
      values: Float64Array.from(
        rows.flatMap((row) => [0, 1].map((k) => at(features.values, 2 * row + k))),
      ),
    },
  )
  const weighted = fitStyleBradleyTerry(battles, features, weights)
  for (const [i, s] of repeated.strengths.entries()) {
    expect(at(weighted.strengths, i)).toBeCloseTo(s, 10)
  }
})

test('a model that won everything stays finite under the penalty', () => {
  const won = {
    models: 2,
    first: Int32Array.of(0),
    second: Int32Array.of(1),
    outcome: Uint8Array.of(2),
  }
  const fit = fitStyleBradleyTerry(won, { width: 0, values: new Float64Array(0) })
  expect(Number.isFinite(at(fit.strengths, 0))).toBe(true)
  expect(at(fit.strengths, 0)).toBeCloseTo(-at(fit.strengths, 1), 12)
})

test('no battles, and features or weights of another length, are refused', () => {
  const none = {
    models: 2,
    first: new Int32Array(0),
    second: new Int32Array(0),
    outcome: new Uint8Array(0),
  }
  expect(() => fitStyleBradleyTerry(none, { width: 0, values: new Float64Array(0) })).toThrow(
    RangeError,
  )
  expect(() => fitStyleBradleyTerry(battles, { ...features, width: 1 })).toThrow(RangeError)
  expect(() => fitStyleBradleyTerry(battles, features, [1])).toThrow(RangeError)
})
