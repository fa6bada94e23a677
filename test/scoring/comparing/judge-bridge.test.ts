import { describe, expect, it } from 'vitest'
import { bridgeJudges } from '../../../src/scoring/comparing/judge-bridge.ts'

const grades = (judge: string, ...scores: [string, number, number | null][]) =>
  scores.map(([model, questionId, score]) => ({ judge, model, questionId, turn: 1, score }))

describe('bridgeJudges', () => {
  const owl = grades('owl', ['x', 1, 8], ['x', 2, 6], ['y', 1, 5], ['y', 2, 4], ['z', 1, 9])
  const hawk = grades('hawk', ['x', 1, 8], ['x', 2, 5], ['y', 1, 2], ['y', 2, null], ['w', 1, 3])

  it('counts what both have graded, the same or within a point', () => {
    expect(bridgeJudges(owl, hawk, { confidence: 0.95 })).toEqual({
      n: 3,
      same: 1 / 3,
      within_1: 2 / 3,
      models: [
        { model: 'x', n: 2, mean_a: 7, mean_b: 6.5 },
        { model: 'y', n: 1, mean_a: 5, mean_b: 2 },
      ],
      tau_b: 1,
      tau_b_ci: null,
    })
  })

  it('is nothing where they have graded nothing in common', () => {
    expect(bridgeJudges(owl, grades('hawk', ['w', 1, 3]), { confidence: 0.95 })).toBeNull()
  })
})
