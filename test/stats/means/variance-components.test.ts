import { expect, test } from 'vitest'
import { noiseOfMean, varianceComponents } from '../../../src/stats/means/variance-components.ts'
import { createRandom } from '../../../src/stats/numeric/random.ts'

test('a balanced design has the components of R lme4 1.1.31 and of the mean squares of R aov', () => {
  const ratings = [
    [
      [5, 6],
      [7, 7],
    ],
    [
      [3, 2],
      [4, 4],
    ],
    [
      [8, 9],
      [8, 7],
    ],
    [
      [6, 6],
      [5, 7],
    ],
    [
      [9, 10],
      [8, 8],
    ],
  ]
  // aov: mean squares 18.175, 1.55, 0.45; lmer: 4.15625, 0.55, 0.45.
  const { question, generation, judge, degrees } = varianceComponents(ratings)
  expect(question).toBeCloseTo((18.175 - 1.55) / 4, 12)
  expect(generation).toBeCloseTo((1.55 - 0.45) / 2, 12)
  expect(judge).toBeCloseTo(0.45, 12)
  expect(degrees).toEqual({ question: 4, generation: 5, judge: 10 })
})

test('an unbalanced design has the components of numpy 2.4.6, from traces of projections', () => {
  const ratings = [
    [[5, 6], [7, 7, 8], [4]],
    [
      [3, 2],
      [4, 4],
    ],
    [[8, 9, 9]],
    [[6, 6], [5, 7], [7]],
    [[9, 10], [8]],
  ]
  const { question, generation, judge } = varianceComponents(ratings)
  expect(question).toBeCloseTo(3.90649439, 8)
  expect(generation).toBeCloseTo(1.10947712, 8)
  expect(judge).toBeCloseTo(0.48333333, 8)
})

test('what simulated ratings were made of is found on average', () => {
  const random = createRandom({ seed: 20 })
  const total = { question: 0, generation: 0, judge: 0 }
  for (let trial = 0; trial < 200; trial++) {
    const ratings = Array.from({ length: 30 }, () => {
      const level = 5 + 1.5 * random.normal()
      return Array.from({ length: 2 + random.below(2) }, () => {
        const answer = level + random.normal()
        return Array.from({ length: 1 + random.below(3) }, () => answer + 0.5 * random.normal())
      })
    })
    const found = varianceComponents(ratings)
    total.question += found.question / 200
    total.generation += (found.generation ?? 0) / 200
    total.judge += (found.judge ?? 0) / 200
  }
  expect(total.question).toBeCloseTo(2.25, 0)
  expect(total.generation).toBeCloseTo(1, 1)
  expect(total.judge).toBeCloseTo(0.25, 1)
})

test('without repeats the judge’s noise is part of the generation’s', () => {
  const found = varianceComponents([
    [[1], [3]],
    [[6], [8]],
  ])
  expect(found).toMatchObject({ judge: null, generation: 2, question: 11.5 })
})

test('without several answers the generation’s noise is part of the question’s', () => {
  const found = varianceComponents([[[1, 3]], [[6, 8]]])
  expect(found).toMatchObject({ judge: 2, generation: null, question: 11.5 })
})

test('the noise of a mean is that of judge and generation', () => {
  const design = { questions: 80, answers: 1, repeats: 1 }
  expect(noiseOfMean({ judge: 1, generation: 0.5 }, design)).toBeCloseTo(Math.sqrt(1.5 / 80), 14)
  expect(noiseOfMean({ judge: 1, generation: 0.5 }, { ...design, repeats: 4 })).toBeCloseTo(
    Math.sqrt(0.75 / 80),
    14,
  )
  expect(noiseOfMean({ judge: null, generation: null }, design)).toBeNull()
})

test('one question, and a mean of nothing, are refused', () => {
  expect(() => varianceComponents([[[1, 2]], [[]]])).toThrow(RangeError)
  const none = { questions: 0, answers: 1, repeats: 1 }
  expect(() => noiseOfMean({ judge: 1, generation: 1 }, none)).toThrow(RangeError)
})
