import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  byCodeUnit,
  keyOf,
  keyText,
  type PairKey,
  type SingleKey,
} from '../../src/domain/identity.ts'
import { gradeRow, pairRow } from '../support/judgment-rows.ts'

const single: SingleKey = {
  questionId: 81,
  model: 'alder',
  judge: 'owl',
  turn: 1,
  choice: 0,
  repeat: 0,
}
const { model: _, ...shared } = single
const pair: PairKey = { ...shared, models: ['alder', 'birch'] }

describe('keyText', () => {
  it.each<[string, Partial<SingleKey>]>([
    ['question', { questionId: 82 }],
    ['type of question id', { questionId: '81' }],
    ['model', { model: 'birch' }],
    ['judge', { judge: 'raven' }],
    ['turn', { turn: 2 }],
    ['choice', { choice: 1 }],
    ['repeat', { repeat: 1 }],
  ])('differs where the %s differs', (_, change) => {
    expect(keyText({ ...single, ...change })).not.toBe(keyText(single))
  })

  it('tells a grade from a pair of a model with itself', () => {
    expect(keyText({ ...shared, models: ['alder', 'alder'] })).not.toBe(keyText(single))
  })

  it('is the same for a pair in either direction', () => {
    expect(keyText({ ...pair, models: ['birch', 'alder'] })).toBe(keyText(pair))
  })

  it('is equal exactly when all fields are, whatever characters ids are made of', () => {
    const id = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.string({ minLength: 1, maxLength: 4 }))
    const name = fc.string({
      minLength: 1,
      maxLength: 4,
      unit: fc.constantFrom('"', ',', '\n', 'a'),
    })
    const small = fc.integer({ min: 0, max: 2 })
    const key = fc.record({
      questionId: id,
      model: name,
      judge: name,
      turn: small,
      choice: small,
      repeat: small,
    })
    fc.assert(
      fc.property(key, key, (a, b) => {
        const isSame = (Object.keys(a) as (keyof SingleKey)[]).every(
          (field) => a[field] === b[field],
        )
        expect(keyText(a) === keyText(b)).toBe(isSame)
      }),
    )
  })
})

describe('keyOf', () => {
  it('takes choice and repeat for 0 where they are absent', () => {
    expect(keyOf(gradeRow({ question_id: 81 }))).toEqual(single)
    expect(keyOf(pairRow({ question_id: 81 }))).toEqual(pair)
  })

  it('takes them from the row where they stand, and the judge from either form', () => {
    const row = gradeRow({ question_id: 81, judge: 'owl', choice: 2, repeat: 1 })
    expect(keyOf(row)).toEqual({ ...single, choice: 2, repeat: 1 })
  })

  it('does not depend on the prompt that was used', () => {
    const other = gradeRow({ judge: ['owl', 'single-math-v1'] })
    expect(keyText(keyOf(other))).toBe(keyText(keyOf(gradeRow())))
  })
})

describe('byCodeUnit', () => {
  it('puts capitals before small letters and knows no language', () => {
    expect(['b', 'ä', 'a', 'Z', 'a'].sort(byCodeUnit)).toEqual(['Z', 'a', 'a', 'b', 'ä'])
  })
})
