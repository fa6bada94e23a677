import { describe, expect, it } from 'vitest'
import { questionSchema, turnsToJudge } from '../../src/domain/question.ts'
import { hasSharedData, sharedFiles, sharedRows } from '../support/shared-data.ts'

const question = { question_id: 81, category: 'writing', turns: ['Write.', 'Again.'] }

describe('questionSchema', () => {
  it.each([
    ['an integer id', question],
    ['a string id', { ...question, question_id: 'arena-7' }],
    ['one turn', { ...question, turns: ['Write.'] }],
    ['an empty list of references', { ...question, reference: [] }],
    ['an empty reference', { ...question, reference: ['', '42'] }],
    ['a temperature of its own', { ...question, required_temperature: 0 }],
    ['fields that we do not know', { ...question, cluster: 'poems' }],
  ])('reads %s', (_, record) => {
    expect(questionSchema.parse(record)).toEqual(record)
  })

  it.each([
    ['question_id', { ...question, question_id: null }],
    ['category', { ...question, category: undefined }],
    ['turns', { ...question, turns: [] }],
    ['turns.1', { ...question, turns: ['Write.', 2] }],
    ['required_temperature', { ...question, required_temperature: -0.1 }],
  ])('names %s where it is wrong', (field, wrong) => {
    const paths = questionSchema.safeParse(wrong).error?.issues.map(({ path }) => path.join('.'))
    expect(paths).toEqual([field])
  })
})

describe('turnsToJudge', () => {
  it.each([
    [1, [1]],
    [2, [1, 2]],
    [3, [1, 2]],
    [5, [1, 2]],
  ])('of a question with %i turns are %j', (count, expected) => {
    const turns = Array.from({ length: count }, (_, index) => `turn ${index + 1}`)
    expect(turnsToJudge({ ...question, turns })).toEqual(expected)
  })
})

describe.skipIf(!hasSharedData)('published question files', () => {
  const files = sharedFiles('data').filter((file) => file.endsWith('question.jsonl'))

  it('are there: three suites', () => {
    expect(files).toHaveLength(3)
  })

  it.each(files)('%s passes the schema, line by line', (file) => {
    const rows = sharedRows('data', file)
    expect(rows).toHaveLength(80)
    for (const row of rows) expect(questionSchema.parse(row)).toEqual(row)
  })
})
