import { describe, expect, it } from 'vitest'
import { keyOf, keyText } from '../../../src/domain/identity.ts'
import type { Judgment } from '../../../src/domain/judgment.ts'
import {
  indexJudgment,
  isUnparsed,
  type JudgmentIndex,
} from '../../../src/pipeline/judging/judgment-index.ts'
import { pairRow, singleRow } from '../../support/records.ts'

const hash = (text: string) => `#${text}`

function indexOf(rows: readonly Judgment[]): JudgmentIndex {
  const index: JudgmentIndex = new Map()
  for (const row of rows) indexJudgment(index, row, hash)
  return index
}

function storedOf(rows: readonly Judgment[]) {
  const index = indexOf(rows)
  const [first] = rows
  return first === undefined ? undefined : index.get(keyText(keyOf(first)))
}

const failedRow = singleRow({ judgment: '$ERROR$', score: -1 })

describe('indexJudgment', () => {
  it('keeps of a row what a plan needs, its texts as hashes', () => {
    expect(storedOf([singleRow()])).toEqual({
      failed: false,
      unparsed: false,
      emptyAnswer: false,
      prompts: ['#p'],
      models: undefined,
    })
    expect(storedOf([pairRow()])).toMatchObject({ prompts: ['#p1', '#p2'], models: ['a', 'b'] })
  })

  it.each<[name: string, rows: Judgment[], expected: object]>([
    [
      'the last of two replies',
      [singleRow({ user_prompt: 'old' }), singleRow({ user_prompt: 'new' })],
      { prompts: ['#new'], failed: false },
    ],
    ['the retry after a failed call', [failedRow, singleRow()], { failed: false }],
    [
      'the reply before a failed call',
      [singleRow(), failedRow],
      { failed: false, unparsed: false },
    ],
    ['a failed call where there is nothing else', [failedRow, failedRow], { failed: true }],
    [
      'an unreadable reply after a readable one',
      [singleRow(), singleRow({ score: -1 })],
      { unparsed: true },
    ],
    ['a row without its prompt', [singleRow({ user_prompt: undefined })], { prompts: undefined }],
    [
      'a pair without one of its prompts',
      [pairRow({ g2_user_prompt: undefined })],
      { prompts: undefined },
    ],
    ['a pair of which one game failed', [pairRow({ g2_judgment: '$ERROR$' })], { failed: true }],
    [
      'a row of an empty answer',
      [singleRow({ outcome: 'empty_answer', score: 1 })],
      { emptyAnswer: true },
    ],
    [
      'a pair judged again the other way round, in its new order',
      [pairRow(), pairRow({ model_1: 'b', model_2: 'a' })],
      { models: ['b', 'a'] },
    ],
  ])('knows %s', (_, rows, expected) => {
    expect(indexOf(rows).size).toBe(1)
    expect(storedOf(rows)).toMatchObject(expected)
  })

  it.each<[field: string, other: Judgment]>([
    ['question', singleRow({ question_id: 2 })],
    ['question of another type', singleRow({ question_id: '1' })],
    ['model', singleRow({ model: 'n' })],
    ['judge', singleRow({ judge: ['k', 'single-v1'] })],
    ['turn', singleRow({ turn: 2 })],
    ['choice', singleRow({ choice: 1 })],
    ['repeat', singleRow({ repeat: 1 })],
  ])('keeps rows apart that differ in %s', (_, other) => {
    expect(indexOf([singleRow(), other]).size).toBe(2)
  })

  it.each<[name: string, other: Judgment]>([
    ['whose choice and repeat are said', singleRow({ choice: 0, repeat: 0 })],
    ['whose judge is a string', singleRow({ judge: 'j' })],
    ['of another prompt', singleRow({ judge: ['j', 'single-math-v1'] })],
  ])('takes as the same a row %s', (_, other) => {
    expect(indexOf([singleRow(), other]).size).toBe(1)
  })
})

describe('isUnparsed', () => {
  it.each<[row: Judgment, expected: boolean]>([
    [singleRow(), false],
    [singleRow({ score: 0 }), false],
    [singleRow({ score: -1 }), true],
    [singleRow({ score: null }), true],
    [pairRow(), false],
    [pairRow({ g1_winner: 'tie', g2_winner: 'tie' }), false],
    [pairRow({ g1_winner: 'error' }), true],
    [pairRow({ g2_winner: 'error' }), true],
  ])('%#', (row, expected) => {
    expect(isUnparsed(row)).toBe(expected)
  })
})
