import { expect, test } from 'vitest'
import { at } from '../../../src/stats/numeric/at.ts'
import { createRandom } from '../../../src/stats/numeric/random.ts'
import { fitBradleyTerry } from '../../../src/stats/ratings/bradley-terry.ts'
import { createRefit } from '../../../src/stats/ratings/bradley-terry-refit.ts'

const matrix = {
  models: 4,
  scores: Float64Array.of(0, 12, 9, 15, 8, 0, 11, 7.5, 10, 6, 0, 9, 3, 9.5, 4, 0),
}
const strengthsOf = (scores: Float64Array) => {
  const fit = fitBradleyTerry({ models: 4, scores })
  if (fit.problem !== null) throw new Error('no fit')
  return fit.strengths
}

test('unchanged counts give the fit itself', () => {
  const fitted = strengthsOf(matrix.scores)
  const { refit } = createRefit(matrix, fitted)
  for (const [i, strength] of (refit() ?? []).entries())
    expect(strength).toBeCloseTo(at(fitted, i), 12)
})

test('changed counts give their own fit to 1e-8, however far away', () => {
  const { pairs, refit } = createRefit(matrix, strengthsOf(matrix.scores))
  const random = createRandom({ seed: 3 })
  for (let trial = 0; trial < 200; trial++) {
    const scores = new Float64Array(16)
    for (let k = 0; k < pairs.first.length; k++) {
      const [i, j] = [at(pairs.first, k), at(pairs.second, k)]
      scores[i * 4 + j] = 1 + random.below(trial)
      scores[j * 4 + i] = 1 + random.below(20)
      pairs.scores[k] = at(scores, i * 4 + j)
      pairs.played[k] = at(scores, i * 4 + j) + at(scores, j * 4 + i)
    }
    const strengths = refit() ?? new Float64Array(4)
    const full = strengthsOf(scores)
    for (const [i, strength] of strengths.entries()) {
      expect(Math.abs(strength - at(full, i))).toBeLessThan(1e-8)
    }
  }
})

test('counts in which a model lost everything have no fit', () => {
  const { pairs, refit } = createRefit(matrix, strengthsOf(matrix.scores))
  for (let k = 0; k < pairs.first.length; k++) {
    if (at(pairs.first, k) === 0) pairs.scores[k] = 0
  }
  expect(refit()).toBeNull()
})
