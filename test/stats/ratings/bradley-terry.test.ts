import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { at } from '../../../src/stats/numeric/at.ts'
import { countBattles, type ScoreMatrix, scoreMatrix } from '../../../src/stats/ratings/battles.ts'
import { type BradleyTerryFit, fitBradleyTerry } from '../../../src/stats/ratings/bradley-terry.ts'
import { toEloScale } from '../../../src/stats/ratings/elo-scale.ts'
import { hasExpertVotes, readExpertVotes } from '../expert-votes.ts'
import { lcgBattles } from '../lcg-battles.ts'

function fitted(matrix: ScoreMatrix): BradleyTerryFit {
  const fit = fitBradleyTerry(matrix)
  if (fit.problem !== null) throw new Error(`no fit: ${fit.problem.kind}`)
  return fit
}
const matrixOf = (rows: number[][]) => ({
  models: rows.length,
  scores: Float64Array.from(rows.flat()),
})
const positive = fc.integer({ min: 1, max: 40 })
const tables = fc
  .array(fc.array(positive, { minLength: 4, maxLength: 4 }), { minLength: 4, maxLength: 4 })
  .map((rows) => rows.map((row, i) => row.map((score, j) => (i === j ? 0 : score / 2))))

test('journals that cite one another have the abilities of R BradleyTerry2 1.1.2', () => {
  // data(citations): Biometrika, Comm Statist, JASA, JRSS-B; abilities relative to the first.
  const { strengths } = fitted(
    matrixOf([
      [0, 730, 498, 221],
      [33, 0, 68, 17],
      [320, 813, 0, 142],
      [284, 276, 325, 0],
    ]),
  )
  const expected = [0, -2.94907249684391, -0.479569769751993, 0.268954055819472]
  for (const [i, ability] of expected.entries()) {
    expect(at(strengths, i) - at(strengths, 0)).toBeCloseTo(ability, 7)
  }
})

test('400 battles with ties as halves have the strengths of scipy 1.17.1 (BFGS on the likelihood)', () => {
  const matrix = scoreMatrix(countBattles(lcgBattles().battles), { ties: 'half' })
  const expected = [
    0.42610343740782547, 0.17241502565836983, -0.1846079215578927, -0.41391054151010825,
  ]
  const { strengths, maxGradient } = fitted(matrix)
  for (const [i, strength] of strengths.entries()) expect(strength).toBeCloseTo(expected[i] ?? 9, 9)
  expect(maxGradient).toBeLessThan(1e-14)
})

test('two models have log odds as strengths', () => {
  expect(
    fitted(
      matrixOf([
        [0, 3],
        [1, 0],
      ]),
    ).strengths[0],
  ).toBeCloseTo(Math.log(3) / 2, 14)
})

test('a model alone has strength 0', () => {
  expect([...fitted(matrixOf([[0]])).strengths]).toEqual([0])
})

test('one point lost in a million is found to the last digits', () => {
  const { strengths } = fitted(
    matrixOf([
      [0, 999_999, 0],
      [1, 0, 5],
      [0, 5, 0],
    ]),
  )
  expect(at(strengths, 0) - at(strengths, 1)).toBeCloseTo(Math.log(999_999), 9)
  expect(at(strengths, 2) - at(strengths, 1)).toBeCloseTo(0, 9)
})

test('every model won what was expected', () => {
  fc.assert(
    fc.property(tables, (rows) => {
      const { strengths, maxGradient } = fitted(matrixOf(rows))
      expect(maxGradient).toBeLessThan(1e-10)
      const surplus = rows.map((row, i) =>
        row.reduce((sum, score, j) => {
          const played = score + (rows[j]?.[i] ?? 0)
          return sum + score - played / (1 + Math.exp(at(strengths, j) - at(strengths, i)))
        }, 0),
      )
      for (const points of surplus) expect(points).toBeCloseTo(0, 9)
    }),
  )
})

test('duplicating battles changes nothing, swapping winners turns the signs, renaming moves along', () => {
  fc.assert(
    fc.property(tables, (rows) => {
      const { strengths } = fitted(matrixOf(rows))
      const doubled = fitted(matrixOf(rows.map((row) => row.map((s) => 2 * s)))).strengths
      const swapped = fitted(matrixOf(rows.map((_, i) => rows.map((row) => row[i] ?? 0)))).strengths
      const renamed = fitted(
        matrixOf([...rows].reverse().map((row) => [...row].reverse())),
      ).strengths
      for (const [i, strength] of strengths.entries()) {
        expect(doubled[i]).toBeCloseTo(strength, 9)
        expect(swapped[i]).toBeCloseTo(-strength, 9)
        expect(renamed[3 - i]).toBeCloseTo(strength, 9)
      }
    }),
  )
})

test('what has no finite rating is described', () => {
  expect(
    fitBradleyTerry(
      matrixOf([
        [0, 3],
        [0, 0],
      ]),
    ),
  ).toEqual({
    problem: { kind: 'separated', groups: [[0], [1]], neverWin: [1], neverLose: [0] },
  })
  expect(
    fitBradleyTerry(
      matrixOf([
        [0, 0],
        [0, 0],
      ]),
    ).problem?.kind,
  ).toBe('disconnected')
})

test('no models, a matrix of another size, and impossible points are refused', () => {
  expect(() => fitBradleyTerry(matrixOf([]))).toThrow(RangeError)
  expect(() => fitBradleyTerry({ models: 2, scores: new Float64Array(3) })).toThrow(RangeError)
  expect(() =>
    fitBradleyTerry(
      matrixOf([
        [0, -1],
        [1, 0],
      ]),
    ),
  ).toThrow(RangeError)
  expect(() =>
    fitBradleyTerry(
      matrixOf([
        [1, 1],
        [1, 0],
      ]),
    ),
  ).toThrow(RangeError)
  expect(() =>
    fitBradleyTerry(
      matrixOf([
        [0, Infinity],
        [1, 0],
      ]),
    ),
  ).toThrow(RangeError)
})

describe.skipIf(!hasExpertVotes)('expert votes of MT-bench', () => {
  test('have the ratings that issue 6 quotes', () => {
    const { models, battles } = readExpertVotes()
    const { strengths } = fitted(scoreMatrix(countBattles(battles), { ties: 'half' }))
    const ratings = toEloScale(strengths, { centre: 1000 })
    const table = Object.fromEntries(models.map((model, i) => [model, ratings[i]?.toFixed(3)]))
    expect(table).toEqual({
      'gpt-4': '1178.503',
      'claude-v1': '1108.442',
      'gpt-3.5-turbo': '1105.827',
      'vicuna-13b-v1.2': '985.464',
      'alpaca-13b': '869.526',
      'llama-13b': '752.238',
    })
  })
})
