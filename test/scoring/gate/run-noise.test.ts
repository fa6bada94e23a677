import { describe, expect, it } from 'vitest'
import {
  deviationsOf,
  judgeDeviationsOf,
  marginFor,
  type PlacedValue,
  runNoise,
} from '../../../src/scoring/gate/run-noise.ts'
import { createRandom } from '../../../src/stats/numeric/random.ts'

/** `ratings[question][choice][turn]`, each a rating or repeats of it. */
function placed(ratings: readonly (readonly (readonly (number | number[])[])[])[]): PlacedValue[] {
  return ratings.flatMap((choices, question) =>
    choices.flatMap((turns, choice) =>
      turns.flatMap((repeats, turn) =>
        [repeats].flat().map((value) => ({
          questionId: question + 1,
          turn: String(turn + 1),
          choice,
          value,
        })),
      ),
    ),
  )
}

describe('runNoise', () => {
  it('takes the spread of answers, both turns together, where questions have several', () => {
    // Means of the answers over their turns: (5, 7), (4, 4), (6, 9). Within questions: squares 2, 0, 4.5, so
    // S² = 6.5 / 3. SE² = 2 · S² / (2 · 3).
    const values = placed([
      [
        [4, 6],
        [7, 7],
      ],
      [
        [4, 4],
        [3, 5],
      ],
      [
        [6, 6],
        [8, 10],
      ],
    ])
    const noise = runNoise(values)
    expect(noise).toMatchObject({ questions: 3, from: 'choices', judge: null })
    expect(noise?.standardError).toBeCloseTo(Math.sqrt((2 * (6.5 / 3)) / 6), 12)
  })

  it('leaves out an answer of which a turn is missing', () => {
    const whole = placed([
      [
        [5, 5],
        [7, 7],
      ],
      [
        [4, 4],
        [4, 4],
      ],
    ])
    const torn = [...whole, { questionId: 1, turn: '1', choice: 2, value: 1 }]
    expect(runNoise(torn)?.standardError).toBeCloseTo(runNoise(whole)?.standardError ?? 0, 12)
  })

  it('takes the spread between turns where there is one answer each, less what all turns share', () => {
    // Turn 2 is 2 lower everywhere; what is left: ±0.5, ±0.5, ∓1 around each question, squares 0.5 + 0.5 + 2 = 3
    // with 3 − 1 = 2 degrees: 1.5. SE² = 2 · 1.5 / 6.
    const values = placed([[[6.5, 3.5]], [[7.5, 4.5]], [[5, 5]]])
    const noise = runNoise(values)
    expect(noise).toMatchObject({ questions: 3, from: 'turns' })
    expect(noise?.standardError).toBeCloseTo(Math.sqrt((2 * 1.5) / 6), 12)
  })

  it('takes the spread between questions where there is one turn each', () => {
    const noise = runNoise(placed([[[4]], [[6]], [[8]]]))
    expect(noise).toMatchObject({ questions: 3, from: 'questions' })
    expect(noise?.standardError).toBeCloseTo(Math.sqrt((2 * 4) / 3), 12)
  })

  it('knows the judge’s variance where answers are judged twice', () => {
    expect(runNoise(placed([[[[4, 6], 5]], [[[7, 7], 5]]]))?.judge).toBeCloseTo(1, 12)
    expect(runNoise(placed([[[4, 5]], [[7, 5]]]))?.judge).toBeNull()
  })

  it('is nothing with fewer than two questions', () =>
    expect(runNoise(placed([[[4, 5]]]))).toBeNull())
})

describe('marginFor', () => {
  const noise = { questions: 80, standardError: 0.12, judge: null, from: 'choices' } as const

  it('is about 2.5 standard errors, rounded up to two places', () => {
    // R 4.2.2: power.t.test(n = 80, power = 0.8, sd = 0.12 * sqrt(80), type = "paired",
    // alternative = "one.sided") gives delta = 0.3009862976, with sig.level = 0.01 0.3868191002.
    expect(marginFor(noise, { alpha: 0.05, least: 0.1 })).toBe(0.31)
  })

  it('is never below the least', () =>
    expect(marginFor({ ...noise, standardError: 0.001 }, { alpha: 0.05, least: 0.1 })).toBe(0.1))

  it('grows where the level is stricter', () =>
    expect(marginFor(noise, { alpha: 0.01, least: 0.1 })).toBe(0.39))
})

describe('deviationsOf', () => {
  it('has the variance that the noise was worked out from, and a mean of 0', () => {
    const random = createRandom({ seed: 1 })
    const values = placed(
      Array.from({ length: 400 }, () => {
        const level = 5 + 2 * random.normal()
        return [[level + random.normal(), level + random.normal() - 1]]
      }),
    )
    const deviations = deviationsOf(values)
    const mean = deviations.reduce((sum, d) => sum + d, 0) / deviations.length
    const variance = deviations.reduce((sum, d) => sum + d * d, 0) / deviations.length
    const standardError = Math.sqrt((2 * variance) / 800)
    expect(mean).toBeCloseTo(0, 10)
    expect(standardError).toBeCloseTo(runNoise(values)?.standardError ?? Number.NaN, 3)
  })

  it('are those between questions where there is one turn each', () =>
    expect(deviationsOf(placed([[[4]], [[6]]]))).toEqual([-Math.SQRT2, Math.SQRT2]))
})

describe('judgeDeviationsOf', () => {
  it('are those of an answer’s repeats', () => {
    expect(judgeDeviationsOf(placed([[[[4, 6], 5]]]))).toEqual([-Math.SQRT2, Math.SQRT2])
    expect(judgeDeviationsOf(placed([[[4, 5]]]))).toEqual([])
  })
})
