import fc from 'fast-check'
import { expect, test } from 'vitest'
import { at } from '../../../src/stats/numeric/at.ts'
import { createRandom } from '../../../src/stats/numeric/random.ts'
import {
  countBattles,
  type OutcomeCounts,
  scoreMatrix,
} from '../../../src/stats/ratings/battles.ts'
import { fitBradleyTerry } from '../../../src/stats/ratings/bradley-terry.ts'
import { type DavidsonFit, fitDavidson } from '../../../src/stats/ratings/davidson.ts'
import { lcgBattles } from '../lcg-battles.ts'

type Table = { wins: number[][]; ties: number[][] }
const countsOf = ({ wins, ties }: Table) => ({
  models: wins.length,
  wins: Float64Array.from(wins.flat()),
  ties: Float64Array.from(ties.flat()),
})
function fitted(counts: OutcomeCounts): DavidsonFit {
  const fit = fitDavidson(counts)
  if (fit.problem !== null) throw new Error(`no fit: ${fit.problem.kind}`)
  return fit
}

test('four models have the strengths of R 4.2.2 glm, Davidson’s model as a Poisson regression', () => {
  const fit = fitted(
    countsOf({
      wins: [
        [0, 7, 9, 5],
        [3, 0, 6, 8],
        [2, 4, 0, 5],
        [1, 2, 4, 0],
      ],
      ties: [
        [0, 2, 3, 1],
        [2, 0, 4, 2],
        [3, 4, 0, 3],
        [1, 2, 3, 0],
      ],
    }),
  )
  const expected = [1.047283051409589, 0.203276352547153, -0.39369213628375, -0.856867267672991]
  for (const [i, strength] of fit.strengths.entries()) {
    expect(strength).toBeCloseTo(expected[i] ?? 9, 9)
  }
  expect(fit.tieParameter).toBeCloseTo(0.612065161283434, 9)
  expect(fit.maxGradient).toBeLessThan(1e-12)
})

test('400 battles have the strengths of scipy 1.17.1 (BFGS on the likelihood)', () => {
  const fit = fitted(countBattles(lcgBattles().battles))
  const expected = [0.49116027014, 0.19859078107, -0.21262953689, -0.47712151445]
  for (const [i, strength] of fit.strengths.entries()) {
    expect(strength).toBeCloseTo(expected[i] ?? 9, 8)
  }
  expect(fit.tieParameter).toBeCloseTo(0.2993649007, 8)
})

test('one pair has the worked example’s strengths', () => {
  const fit = fitted(
    countsOf({
      wins: [
        [0, 6],
        [2, 0],
      ],
      ties: [
        [0, 3],
        [3, 0],
      ],
    }),
  )
  expect(fit.strengths[0]).toBeCloseTo(Math.log(3) / 2, 12)
  expect(fit.tieParameter).toBeCloseTo(3 / Math.sqrt(12), 12)
})

test('without ties it is Bradley–Terry', () => {
  const counts = { ...countBattles(lcgBattles().battles), ties: new Float64Array(16) }
  const plain = fitBradleyTerry(scoreMatrix(counts, { ties: 'half' }))
  const fit = fitted(counts)
  expect(fit.tieParameter).toBe(0)
  if (plain.problem !== null) throw new Error('no fit')
  expect([...fit.strengths]).toEqual([...plain.strengths])
})

test('ties do not shrink its strengths, as they do those of half wins', () => {
  const random = createRandom({ seed: 12 })
  const truth = [1, 0.4, -0.2, -1.2]
  const counts = { models: 4, wins: new Float64Array(16), ties: new Float64Array(16) }
  for (let row = 0; row < 200_000; row++) {
    const i = random.below(4)
    const j = (i + 1 + random.below(3)) % 4
    const half = (at(truth, i) - at(truth, j)) / 2
    const weights = [Math.exp(half), 0.5, Math.exp(-half)]
    const place = random.uniform() * weights.reduce((sum, w) => sum + w, 0)
    const isTie = place >= at(weights, 0) && place < at(weights, 0) + 0.5
    const cell = isTie || place < at(weights, 0) ? i * 4 + j : j * 4 + i
    const cells = isTie ? counts.ties : counts.wins
    cells[cell] = at(cells, cell) + 1
    if (isTie) counts.ties[j * 4 + i] = at(counts.ties, j * 4 + i) + 1
  }
  const davidson = fitted(counts)
  const half = fitBradleyTerry(scoreMatrix(counts, { ties: 'half' }))
  if (half.problem !== null) throw new Error('no fit')
  for (const [i, strength] of truth.entries()) {
    expect(Math.abs(at(davidson.strengths, i) - strength)).toBeLessThan(0.03)
  }
  expect(davidson.tieParameter).toBeCloseTo(0.5, 1)
  expect(at(half.strengths, 0) - at(half.strengths, 3)).toBeLessThan(2)
})

test('duplicating changes nothing, renaming moves along', () => {
  const cell = fc.integer({ min: 1, max: 20 })
  fc.assert(
    fc.property(fc.array(cell, { minLength: 9, maxLength: 9 }), (cells) => {
      const [a = 1, b = 1, c = 1, d = 1, e = 1, f = 1, x = 1, y = 1, z = 1] = cells
      const wins = [
        [0, a, b],
        [c, 0, d],
        [e, f, 0],
      ]
      const ties = [
        [0, x, y],
        [x, 0, z],
        [y, z, 0],
      ]
      const turn = (rows: number[][]) => [...rows].reverse().map((row) => [...row].reverse())
      const twice = (rows: number[][]) => rows.map((row) => row.map((n) => 2 * n))
      const fit = fitted(countsOf({ wins, ties }))
      const doubled = fitted(countsOf({ wins: twice(wins), ties: twice(ties) }))
      const renamed = fitted(countsOf({ wins: turn(wins), ties: turn(ties) }))
      for (const [i, strength] of fit.strengths.entries()) {
        expect(doubled.strengths[i]).toBeCloseTo(strength, 9)
        expect(renamed.strengths[2 - i]).toBeCloseTo(strength, 9)
      }
      expect(renamed.tieParameter).toBeCloseTo(fit.tieParameter, 9)
    }),
  )
})

test('what has no finite rating is described', () => {
  const noLoss = countsOf({
    wins: [
      [0, 5],
      [0, 0],
    ],
    ties: [
      [0, 5],
      [5, 0],
    ],
  })
  expect(fitDavidson(noLoss).problem).toEqual({ kind: 'ties' })
  const onlyTies = countsOf({
    wins: [
      [0, 0],
      [0, 0],
    ],
    ties: [
      [0, 5],
      [5, 0],
    ],
  })
  expect(fitDavidson(onlyTies).problem).toEqual({ kind: 'ties' })
  const won = countsOf({
    wins: [
      [0, 5],
      [0, 0],
    ],
    ties: [
      [0, 0],
      [0, 0],
    ],
  })
  expect(fitDavidson(won).problem?.kind).toBe('separated')
})
