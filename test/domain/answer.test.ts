import { describe, expect, it } from 'vitest'
import { answerSchema, choiceOf, isEmptyTurn } from '../../src/domain/answer.ts'
import { hasSharedData, sharedFiles, sharedRows } from '../support/shared-data.ts'

const answer = { question_id: 81, model_id: 'alder', choices: [{ index: 0, turns: ['a', 'b'] }] }

describe('isEmptyTurn', () => {
  it.each([
    ['a turn that is not there', undefined],
    ['no text', ''],
    ['white space only', ' \n\t\u00a0'],
    ['the word of a failed generation', 'ERROR'],
    ['the word of a failed call', '$ERROR$'],
  ])('takes %s for empty', (_, text) => {
    expect(isEmptyTurn(text)).toBe(true)
  })

  it.each(['ERROR.', ' ERROR', 'error', '$ERROR$\n', 'An ERROR occurred', '0', '.'])(
    'takes %j for an answer',
    (text) => {
      expect(isEmptyTurn(text)).toBe(false)
    },
  )
})

describe('answerSchema', () => {
  it('reads an answer without answer_id and tstamp', () => {
    expect(answerSchema.parse(answer)).toEqual(answer)
  })

  it('keeps unknown fields, those of a choice included', () => {
    const foreign = {
      ...answer,
      origin: 'lab',
      choices: [{ index: 0, turns: [' a\n'], history: [['q', 'a']] }],
    }
    expect(answerSchema.parse(foreign)).toEqual(foreign)
  })

  it('reads our own meta and source', () => {
    const params = { temperature: 0.7 }
    const meta = [
      { usage: { prompt_tokens: 3 }, finish_reason: 'stop', latency_ms: 12.5, params },
      { usage: null, finish_reason: null, latency_ms: null, system_fingerprint: null },
    ]
    const source = { question: 'abc', model: 'm', base_url: 'http://localhost/v1', params }
    const own = { ...answer, choices: [{ index: 0, turns: ['a', 'b'], meta }], source }
    expect(answerSchema.parse(own)).toEqual(own)
  })

  it.each([
    ['question_id', { ...answer, question_id: 1.5 }],
    ['question_id', { ...answer, question_id: '' }],
    ['model_id', { ...answer, model_id: '' }],
    ['choices', { ...answer, choices: [] }],
    ['choices.0.turns.1', { ...answer, choices: [{ index: 0, turns: ['a', null] }] }],
    ['choices.0.index', { ...answer, choices: [{ index: -1, turns: ['a'] }] }],
  ])('names %s where it is wrong', (field, wrong) => {
    const paths = answerSchema.safeParse(wrong).error?.issues.map(({ path }) => path.join('.'))
    expect(paths).toEqual([field])
  })
})

describe('choiceOf', () => {
  const parsed = answerSchema.parse({
    ...answer,
    choices: [
      { index: 1, turns: ['second'] },
      { index: 0, turns: ['first'] },
    ],
  })

  it('finds a choice by its index, not by its place', () => {
    expect(choiceOf(parsed, 0)?.turns).toEqual(['first'])
    expect(choiceOf(parsed, 1)?.turns).toEqual(['second'])
  })

  it('finds nothing under an index that is not there', () => {
    expect(choiceOf(parsed, 2)).toBeUndefined()
  })
})

describe.skipIf(!hasSharedData)('published answer files', () => {
  const files = sharedFiles('data').filter((file) => /(model|reference)_answer/.test(file))

  it('are there: eight models and two sets of references', () => {
    expect(files).toHaveLength(10)
  })

  it.each(files)('%s passes the schema, line by line', (file) => {
    for (const row of sharedRows('data', file)) expect(answerSchema.parse(row)).toEqual(row)
  })
})
