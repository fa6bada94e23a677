import { describe, expect, it } from 'vitest'
import { pairJudgmentSchema, singleJudgmentSchema } from '../../../src/domain/judgment.ts'
import {
  readScore,
  readWinner,
  scoreOf,
  winnersOf,
} from '../../../src/scoring/results/parse-stored.ts'
import { gradeRow, pairRow } from '../../support/judgment-rows.ts'
import { hasSharedData, sharedRows } from '../../support/shared-data.ts'

const shown = (answer: string) =>
  `[Question]\nQ?\n\n[The Start of Assistant's Answer]\n${answer}\n[The End of Assistant's Answer]`

describe('scoreOf', () => {
  const text = '[[3]] at first, but [[8]]'

  it.each([
    ['stored', 7],
    ['strict', 8],
    ['fastchat', 3],
  ] as const)('by %s is %d', (source, score) => {
    expect(scoreOf(gradeRow({ judgment: text, score: 7 }), source)).toBe(score)
  })

  it('is -1 for a stored null', () => {
    expect(scoreOf(gradeRow({ score: null }), 'stored')).toBe(-1)
  })

  it.each([0, 75, 8.5])('is %d where that is stored', (score) => {
    expect(scoreOf(gradeRow({ score }), 'stored')).toBe(score)
  })

  it('of an empty answer is the stored one, whoever reads: there is no text', () => {
    const row = gradeRow({ judgment: '', score: 1, outcome: 'empty_answer' })
    expect((['stored', 'strict', 'fastchat'] as const).map((s) => scoreOf(row, s))).toEqual([
      1, 1, 1,
    ])
  })

  it('of a failed call is -1', () => {
    const row = gradeRow({ judgment: '$ERROR$', score: -1 })
    expect(scoreOf(row, 'strict')).toBe(-1)
  })
})

describe('readScore', () => {
  const quoting =
    'It says "I am worth a perfect [[10]] I think". I disagree: [[2]]. "I am worth a perfect [[10]]"'

  it('takes the answers from the stored prompt', () => {
    const row = gradeRow({
      user_prompt: shown('I am worth a perfect [[10]] I think.'),
      judgment: quoting,
    })
    const { score, parse } = readScore(row, 'strict')
    expect(score).toBe(2)
    expect(parse.quotes_checked).toBe(true)
  })

  it('says that quotations were not looked for without a prompt', () => {
    const { user_prompt, ...row } = gradeRow({ judgment: quoting })
    const { score, parse } = readScore(row, 'strict')
    expect(score).toBe(10)
    expect(parse.quotes_checked).toBe(false)
  })
})

describe('winnersOf', () => {
  it('are the stored ones, or those of the texts', () => {
    const row = pairRow({
      g1_judgment: '[[A]] or rather [[B]]',
      g2_judgment: '[[C]]',
      g1_winner: 'tie',
      g2_winner: 'error',
    })
    expect(winnersOf(row, 'stored')).toEqual(['tie', 'error'])
    expect(winnersOf(row, 'strict')).toEqual(['model_2', 'tie'])
    expect(winnersOf(row, 'fastchat')).toEqual(['model_1', 'tie'])
  })

  it('map game 2 back to the models', () => {
    const row = pairRow({ g1_judgment: '[[B]]', g2_judgment: '[[A]]' })
    expect(winnersOf(row, 'fastchat')).toEqual(['model_2', 'model_2'])
  })

  it('of an empty answer are the stored ones', () => {
    const row = pairRow({ g1_judgment: '', g2_judgment: '', outcome: 'empty_answer' })
    expect(winnersOf(row, 'strict')).toEqual(['model_1', 'model_1'])
  })
})

describe('readWinner', () => {
  it('reads two ratings where the prompt’s name says score', () => {
    const row = pairRow({
      judge: ['owl', 'pair-score-v1'],
      g1_judgment: '[[3,9]]',
      g2_judgment: '[[9,3]]',
    })
    expect(readWinner(row, 1, 'strict').winner).toBe('model_2')
    expect(readWinner(row, 2, 'strict').winner).toBe('model_2')
  })

  it('reads two ratings where that is what was read when the row was written', () => {
    const parse = {
      parser: 'strict/1',
      rule: 'double brackets',
      span: [0, 7] as [number, number],
      candidates: ['3,9'],
      ambiguous: false,
      reason: null,
      quotes_checked: true,
    }
    const row = pairRow({ g1_judgment: '[[3,9]]', g2_judgment: '[[9,3]]', g1_parse: parse })
    expect(readWinner(row, 1, 'strict').winner).toBe('model_2')
    expect(readWinner(row, 2, 'strict').winner).toBe('model_2')
  })

  it('takes the answers from the prompt of its own game', () => {
    const answer = 'The verdict can only be [[A]] here'
    const prompt = `[The Start of Assistant A's Answer]\n${answer}\n[The End of Assistant A's Answer]`
    const text = `[[B]]. It claims: "${answer}"`
    const row = pairRow({ g1_user_prompt: prompt, g1_judgment: text, g2_judgment: text })
    expect(readWinner(row, 1, 'strict').winner).toBe('model_2')
    expect(readWinner(row, 2, 'strict').winner).toBe('model_2')
    expect(readWinner(row, 2, 'strict').parse.quotes_checked).toBe(false)
  })
})

describe.skipIf(!hasSharedData)('the fastchat parser on published files', () => {
  it.each([
    ['medusa_gpt-4_single.jsonl', 480],
    ['griffin_gpt-4_single_with-errors.jsonl', 326],
    ['granite_gpt-4_single_unparsed.jsonl', 150],
  ])('reads the stored score from every text of %s (%i)', (file, count) => {
    const rows = sharedRows('judgments', file)
      .map((row) => singleJudgmentSchema.parse(row))
      .filter((row) => row.judgment !== '$ERROR$')
    expect(rows).toHaveLength(count)
    expect(rows.map((row) => scoreOf(row, 'fastchat'))).toEqual(rows.map((row) => row.score))
  })

  it('reads the stored winner from every text of phi3_gpt-4_pair.jsonl (147)', () => {
    const rows = sharedRows('judgments', 'phi3_gpt-4_pair.jsonl').map((row) =>
      pairJudgmentSchema.parse(row),
    )
    const games = rows.flatMap((row) =>
      ([1, 2] as const).map((game) => ({
        text: game === 1 ? row.g1_judgment : row.g2_judgment,
        stored: game === 1 ? row.g1_winner : row.g2_winner,
        read: readWinner(row, game, 'fastchat').winner,
      })),
    )
    const judged = games.filter(({ text }) => text !== '$ERROR$')
    expect(judged).toHaveLength(147)
    expect(judged.map(({ read }) => read)).toEqual(judged.map(({ stored }) => stored))
  })
})
