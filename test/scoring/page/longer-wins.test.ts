import { describe, expect, it } from 'vitest'
import type { PageAnswer, PageMatch } from '../../../src/domain/page/page-records.ts'
import { longerWins } from '../../../src/scoring/page/longer-wins.ts'

const reading = { span: null, how: null }
const game = { winner: 'a' as const, text: '', reading }

function answer(model: number, question: number, text: string): PageAnswer {
  return { model, question, choice: 0, turns: [text], finish: [null], tokens: [null] }
}

function match(question: number, winner: PageMatch['winner']): PageMatch {
  const place = { judge: 0, question, turn: 1, choice: 0, repeat: 0, outcome: null, prompt: null }
  return { ...place, a: 0, b: 1, games: [game, game], winner, position: 'consistent' }
}

describe('how often the longer answer wins', () => {
  it('counts matches with a winner and answers of different length', () => {
    const answers = [0, 1, 2, 3, 4, 5, 6].flatMap((question) => [
      answer(0, question, 'long answer'),
      answer(1, question, question === 6 ? 'also eleven' : 'short'),
    ])
    const winners = ['a', 'a', 'a', 'b', 'a', 'tie', 'a'] as const
    const matches = winners.map((winner, question) => match(question, winner))
    const { share, n, ci } = longerWins(matches, answers, { confidence: 0.95 })
    expect({ share, n }).toEqual({ share: 0.8, n: 5 })
    expect(ci).not.toBeNull()
  })

  it('has no share where nothing can be counted', () => {
    const found = longerWins([match(0, 'a')], [], { confidence: 0.95 })
    expect(found).toEqual({ share: null, ci: null, n: 0 })
  })
})
