import { describe, expect, it } from 'vitest'
import {
  judgmentSchema,
  pairJudgmentSchema,
  singleJudgmentSchema,
} from '../../src/domain/judgment.ts'
import {
  isFailedCall,
  isPairJudgment,
  judgeModelOf,
  promptNameOf,
} from '../../src/domain/judgment-fields.ts'
import { gradeRow, pairRow } from '../support/judgment-rows.ts'
import { hasSharedData, sharedFiles, sharedRows } from '../support/shared-data.ts'

const parse = {
  parser: 'strict/1',
  rule: 'double brackets',
  span: [8, 13],
  candidates: ['7'],
  ambiguous: false,
  reason: null,
  quotes_checked: true,
}

function pathsOf(wrong: unknown): string[] {
  return judgmentSchema.safeParse(wrong).error?.issues.map(({ path }) => path.join('.')) ?? []
}

describe('judgmentSchema', () => {
  it.each([10, 10.0, 8.5, -1, 0, 20, 100, null])('reads a grade with the score %j', (score) => {
    const row = gradeRow({ score })
    expect(judgmentSchema.parse(row)).toEqual(row)
  })

  it.each(['model_1', 'model_2', 'tie', 'error'] as const)('reads a pair won by %s', (winner) => {
    const row = pairRow({ g1_winner: winner, g2_winner: winner })
    expect(judgmentSchema.parse(row)).toEqual(row)
  })

  it('reads rows without user_prompt, with tstamp null or absent, and with the judge alone', () => {
    const { user_prompt, tstamp, ...bare } = gradeRow({ judge: 'owl' })
    expect(judgmentSchema.parse(bare)).toEqual(bare)
    expect(judgmentSchema.parse({ ...bare, tstamp: null })).toEqual({ ...bare, tstamp: null })
    const { g1_user_prompt, g2_user_prompt, ...pair } = pairRow()
    expect(judgmentSchema.parse(pair)).toEqual(pair)
  })

  it('keeps unknown fields', () => {
    const row = { ...gradeRow(), note: { by: 'someone' } }
    expect(judgmentSchema.parse(row)).toEqual(row)
  })

  it('reads the fields that are ours', () => {
    const key = { judge: 'a1', prompts: 'b2', references: 'c3', suite: 'd4', parser: 'strict/1' }
    const own = { outcome: 'ok', key, choice: 0, repeat: 2, prior_turn_failed: true }
    const grade = { ...gradeRow(), ...own, parse, meta: { usage: null, finish_reason: 'stop' } }
    expect(judgmentSchema.parse(grade)).toEqual(grade)
    const pair = {
      ...pairRow(),
      ...own,
      g1_parse: parse,
      g2_parse: parse,
      g1_meta: {},
      g2_meta: {},
    }
    expect(judgmentSchema.parse(pair)).toEqual(pair)
  })

  it.each([
    ['score', { ...gradeRow(), score: '7' }],
    ['score', { ...gradeRow(), score: undefined }],
    ['judgment', { ...gradeRow(), judgment: null }],
    ['model', { ...gradeRow(), model: '' }],
    ['turn', { ...gradeRow(), turn: 0 }],
    ['outcome', { ...gradeRow(), outcome: 'fine' }],
    ['choice', { ...gradeRow(), choice: -1 }],
    ['parse.span', { ...gradeRow(), parse: { ...parse, span: [1] } }],
    ['g1_winner', { ...pairRow(), g1_winner: 'model_a' }],
    ['g2_judgment', { ...pairRow(), g2_judgment: undefined }],
    ['model_2', { ...pairRow(), model_2: 2 }],
    ['', null],
    ['', 'a text'],
  ])('names %j where it is wrong', (field, wrong) => {
    expect(pathsOf(wrong)).toEqual([field])
  })
})

describe('isPairJudgment', () => {
  it('tells a pair from a grade', () => {
    expect(isPairJudgment(pairRow())).toBe(true)
    expect(isPairJudgment(gradeRow())).toBe(false)
  })
})

describe('judgeModelOf and promptNameOf', () => {
  it('read both forms of the judge field', () => {
    expect(judgeModelOf({ judge: ['owl', 'single-v1'] })).toBe('owl')
    expect(promptNameOf({ judge: ['owl', 'single-v1'] })).toBe('single-v1')
    expect(judgeModelOf({ judge: 'gpt4_pair' })).toBe('gpt4_pair')
    expect(promptNameOf({ judge: 'gpt4_pair' })).toBeNull()
  })
})

describe('isFailedCall', () => {
  it.each([
    [true, 'a grade of $ERROR$', gradeRow({ judgment: '$ERROR$', score: -1 })],
    [false, 'a grade that mentions $ERROR$', gradeRow({ judgment: 'It printed $ERROR$.' })],
    [false, 'an unreadable grade', gradeRow({ judgment: '', score: -1 })],
    [true, 'a failed game 1', pairRow({ g1_judgment: '$ERROR$' })],
    [true, 'a failed game 2', pairRow({ g2_judgment: '$ERROR$' })],
    [false, 'a pair with both texts', pairRow()],
  ])('is %s for %s', (expected, _, row) => {
    expect(isFailedCall(row)).toBe(expected)
  })
})

describe.skipIf(!hasSharedData)('published judgment files', () => {
  it('are there', () => {
    expect(sharedFiles('judgments')).toHaveLength(4)
  })

  it.each([
    ['medusa_gpt-4_single.jsonl', 480],
    ['griffin_gpt-4_single_with-errors.jsonl', 330],
    ['granite_gpt-4_single_unparsed.jsonl', 160],
    ['phi3_gpt-4_pair.jsonl', 75],
  ])('all rows of %s pass the schemas (%i)', (file, count) => {
    const rows = sharedRows('judgments', file)
    expect(rows).toHaveLength(count)
    const schema = file.includes('_pair') ? pairJudgmentSchema : singleJudgmentSchema
    for (const row of rows) {
      expect(schema.parse(row)).toEqual(row)
      expect(judgmentSchema.parse(row)).toEqual(row)
    }
  })
})
