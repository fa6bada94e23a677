import { describe, expect, it } from 'vitest'
import { gradeNoise } from '../../../src/scoring/results/grade-noise.ts'

const grades = (model: string, ratings: number[][][]) =>
  ratings.flatMap((answers, questionId) =>
    answers.flatMap((repeats, choice) =>
      repeats.map((score) => ({ judge: 'owl', model, questionId, turn: 1, choice, score })),
    ),
  )

describe('gradeNoise', () => {
  // The worked example of variance-components.ts: judge 1, generation 0.5, question 17.5; the error of
  // a mean over 2 questions of 2 answers judged twice is √((1/2 + 0.5)/2/2) = 0.5.
  it('tells judge, generation and questions apart, pooled over models', () => {
    const example = [
      [
        [1, 3],
        [2, 2],
      ],
      [
        [6, 8],
        [9, 9],
      ],
    ]
    const noise = gradeNoise([...grades('x', example), ...grades('y', example)], 'owl')
    expect(noise).toMatchObject({ judge: 1, generation: 0.5, question: 17.5, floor: 0.5 })
    expect(noise?.degrees).toEqual({ question: 2, generation: 4, judge: 8 })
  })

  it('is not known where every answer is judged once and every question answered once', () => {
    expect(gradeNoise(grades('x', [[[1]], [[2]]]), 'owl')).toBeNull()
    expect(gradeNoise(grades('x', [[[1, 2]], [[2, 2]]]), 'hawk')).toBeNull()
  })
})
