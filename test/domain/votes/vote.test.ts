import { describe, expect, it } from 'vitest'
import { voteSchema } from '../../../src/domain/votes/vote.ts'
import { hasSharedData, sharedFiles, sharedRows } from '../../support/shared-data.ts'

const vote = {
  question_id: 81,
  model_a: 'alder',
  model_b: 'birch',
  winner: 'model_a',
  judge: 'expert_3',
  turn: 1,
}

describe('voteSchema', () => {
  it.each(['model_a', 'model_b', 'tie', 'tie (inconsistent)', 'tie (bothbad)'])(
    'reads the winner %j',
    (winner) => {
      expect(voteSchema.parse({ ...vote, winner })).toEqual({ ...vote, winner })
    },
  )

  it('reads a judge with its prompt, and keeps unknown fields', () => {
    const record = { ...vote, judge: ['owl', 'pair-v2'], country: 'NO' }
    expect(voteSchema.parse(record)).toEqual(record)
  })

  it.each([
    ['winner', { ...vote, winner: 'model_1' }],
    ['winner', { ...vote, winner: 'error' }],
    ['model_a', { ...vote, model_a: '' }],
    ['turn', { ...vote, turn: 0 }],
    ['judge', { ...vote, judge: ['owl'] }],
  ])('names %s where it is wrong', (field, wrong) => {
    const paths = voteSchema.safeParse(wrong).error?.issues.map(({ path }) => path.join('.'))
    expect(paths?.[0]).toBe(field)
  })
})

describe.skipIf(!hasSharedData)('published vote files', () => {
  it('are there', () => {
    expect(sharedFiles('votes')).toEqual(['gpt4_pair.jsonl', 'human.jsonl'])
  })

  it.each([
    ['human.jsonl', 3355],
    ['gpt4_pair.jsonl', 2400],
  ])('all votes of %s pass the schema (%i)', (file, count) => {
    const rows = sharedRows('votes', file)
    expect(rows).toHaveLength(count)
    for (const row of rows) expect(voteSchema.parse(row)).toEqual(row)
  })
})
