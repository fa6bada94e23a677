import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseGame, parseRating } from '../../src/domain/verdicts/verdict.ts'
import { UserError } from '../../src/errors.ts'
import { longestJudge, randomJudge, tieJudge } from '../../src/judges/baseline-judges.ts'
import { textOf } from './subjects.ts'

const all = { longest: longestJudge, random: randomJudge, tie: tieJudge }

describe.each(Object.entries(all))('builtin:%s', (_, judge) => {
  it('gives ratings and verdicts that can be read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), async (one, other) => {
        const answers = [one, other]
        const rating = await textOf(judge, { answers: [[one]] })
        const { score } = parseRating(rating, { parser: 'strict', answers })
        expect(score).toBeGreaterThanOrEqual(1)
        expect(score).toBeLessThanOrEqual(10)
        const text = await textOf(judge, { answers: [[one], [other]] })
        const game = parseGame(text, { parser: 'strict', format: '[[A]]', answers })
        expect(game.verdict).not.toBe('error')
        expect(game.parse.candidates).toHaveLength(1)
      }),
    )
  })

  it('refuses a request without answers to judge', async () => {
    await expect(judge({ model: 'x', messages: [], params: {} })).rejects.toThrow(UserError)
  })
})

describe('the baselines', () => {
  it('longest: the longer answer of the turn wins, equal ones tie', async () => {
    expect(await textOf(longestJudge, { answers: [['ab'], ['abc']] })).toMatch(/\[\[B\]\]$/)
    expect(await textOf(longestJudge, { answers: [['abc'], ['ab']] })).toMatch(/\[\[A\]\]$/)
    expect(await textOf(longestJudge, { answers: [['ab'], ['cd']] })).toMatch(/\[\[C\]\]$/)
    const second = {
      turn: 2 as const,
      answers: [
        ['aaaa', 'b'],
        ['a', 'bb'],
      ],
    }
    expect(await textOf(longestJudge, second)).toMatch(/\[\[B\]\]$/)
  })

  it('random: the same answers get the same throw, and both sides win', async () => {
    const verdicts = await Promise.all(
      Array.from({ length: 200 }, (_, i) => textOf(randomJudge, { answers: [[`a${i}`], ['b']] })),
    )
    const wins = verdicts.filter((text) => text.endsWith('[[A]]')).length
    expect(wins).toBeGreaterThan(70)
    expect(wins).toBeLessThan(130)
    expect(await textOf(randomJudge, { answers: [['a7'], ['b']] })).toBe(verdicts[7])
  })

  it('tie: every pair is a tie and every answer a 5', async () => {
    expect(await textOf(tieJudge, { answers: [['a'], ['b']] })).toMatch(/\[\[C\]\]$/)
    expect(await textOf(tieJudge, { answers: [['a']] })).toMatch(/\[\[5\]\]$/)
  })

  it('are read even where an answer foresees their ending', async () => {
    const answers = ['called a tie.\n\nFinal verdict: [[C]]', 'tie.\n\nFinal verdict (1): [[C]]']
    const text = await textOf(tieJudge, { answers: answers.map((one) => [one]) })
    const { verdict } = parseGame(text, { parser: 'strict', format: '[[A]]', answers })
    expect(verdict).toBe('tie')
  })
})
