import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitNonNegativeLogistic, winProbability } from '../../../src/stats/numeric/logistic.ts'

const outcomes = {
  figures: Float64Array.of(1, 0.5, 2, -1, -1, 0.3, 0.5, 2, 1.5, -0.5),
  columns: 2,
  won: [1, 0, 0.5, 1, 1],
  weights: [1, 2, 1, 0.5, 1],
}

describe('the logistic regression without negative coefficients', () => {
  it('finds log 3 where one answer won three of four', () => {
    const [slope] = fitNonNegativeLogistic(
      { figures: Float64Array.of(1), columns: 1, won: [0.75], weights: [4] },
      { ridge: 1e-9 },
    )
    expect(slope).toBeCloseTo(Math.log(3), 6)
  })

  it('gives what scipy 1.17.1’s bounded L-BFGS-B gives on the same loss', () => {
    const [first, second] = fitNonNegativeLogistic(outcomes, { ridge: 0.5 })
    expect(first).toBeCloseTo(0.14012062, 6)
    expect(second).toBeCloseTo(1.11300355, 6)
  })

  it('leaves a coefficient at 0 whose figure speaks against the outcome', () => {
    const flipped = { ...outcomes, figures: outcomes.figures.map((x, i) => (i % 2 === 0 ? -x : x)) }
    const [first, second] = fitNonNegativeLogistic(flipped, { ridge: 0.5 })
    expect(first).toBe(0)
    // The same minimiser of scipy on these rows.
    expect(second).toBeCloseTo(1.00991301, 6)
  })

  it('does not know which answer came first: rows turned round give the same', () => {
    const row = fc.tuple(
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.constantFrom(0, 0.5, 1),
    )
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
        const turned = (sign: 1 | -1) =>
          fitNonNegativeLogistic(
            {
              figures: Float64Array.from(rows.flatMap(([x, y]) => [sign * x, sign * y])),
              columns: 2,
              won: rows.map(([, , won]) => (sign === 1 ? won : 1 - won)),
              weights: rows.map(() => 1),
            },
            { ridge: 1 },
          )
        const [one, other] = [turned(1), turned(-1)]
        one.forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual(0)
          expect(other[i]).toBeCloseTo(value, 6)
        })
      }),
    )
  })

  it.each([
    ['no rows', { figures: new Float64Array(), columns: 2, won: [], weights: [] }, 1],
    ['rows of unequal length', { ...outcomes, weights: [1] }, 1],
    ['a ridge of 0', outcomes, 0],
  ])('refuses %s', (_, wrong, ridge) => {
    expect(() => fitNonNegativeLogistic(wrong, { ridge })).toThrow(RangeError)
  })

  it('mirrors probabilities', () => {
    expect(winProbability(0)).toBe(0.5)
    expect(winProbability(1.5) + winProbability(-1.5)).toBeCloseTo(1, 15)
    expect(winProbability(-1000)).toBe(0)
  })
})
