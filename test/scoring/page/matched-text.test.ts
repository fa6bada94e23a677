import { describe, expect, it } from 'vitest'
import { matchedGame, matchedGrade } from '../../../src/scoring/page/matched-text.ts'
import { gradeRow, pairRow } from '../../support/judgment-rows.ts'

describe('what of a judge’s text was read', () => {
  it('is what the record says, where it says it', () => {
    const parse = {
      parser: 'strict/1',
      rule: 'double brackets',
      span: [3, 8] as [number, number],
      candidates: ['7'],
      ambiguous: false,
      reason: null,
      quotes_checked: true,
    }
    const { reading } = matchedGrade(gradeRow({ parse }), 'stored')
    expect(reading).toEqual({ span: [3, 8], how: 'read by strict/1: double brackets' })
  })

  it('is what the first parser finds that comes to the stored value', () => {
    // FastChat took the first rating, the strict parser takes the last.
    const judgment = 'First [[4]], then [[9]].'
    expect(matchedGrade(gradeRow({ judgment, score: 9 }), 'stored').reading.span).toEqual([18, 23])
    expect(matchedGrade(gradeRow({ judgment, score: 4 }), 'stored').reading.span).toEqual([6, 11])
    const { reading } = matchedGrade(gradeRow({ judgment, score: 5 }), 'stored')
    expect(reading).toMatchObject({ span: null, how: expect.stringContaining('no parser') })
  })

  it('is read anew with another parser, and the score with it', () => {
    const row = gradeRow({ judgment: 'First [[4]], then [[9]].', score: 9 })
    expect(matchedGrade(row, 'fastchat')).toMatchObject({ score: 4, reading: { span: [6, 11] } })
  })

  it('is nothing where nothing could be read, and says why', () => {
    const { score, reading } = matchedGrade(gradeRow({ judgment: 'Fine.', score: -1 }), 'stored')
    expect(score).toBeNull()
    expect(reading).toEqual({ span: null, how: 'not read' })
    const empty = matchedGrade(gradeRow({ outcome: 'empty_answer', score: 1 }), 'strict')
    expect(empty).toMatchObject({ score: 1, reading: { span: null } })
  })

  it('is told of either game of a pair', () => {
    const row = pairRow({ g2_judgment: 'So: [[B]]', g2_winner: 'model_1' })
    expect(matchedGame(row, 2, 'stored')).toMatchObject({
      winner: 'model_1',
      reading: { span: [4, 9] },
    })
    expect(matchedGame({ ...row, g2_judgment: 'None.' }, 2, 'strict')).toMatchObject({
      winner: 'error',
      reading: { span: null },
    })
  })
})
