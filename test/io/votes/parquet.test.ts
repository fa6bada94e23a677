import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readParquetVotes } from '../../../src/io/votes/parquet.ts'
import { type VoteRow, voteParquet } from '../../support/vote-parquet.ts'

const row: VoteRow = {
  question_id: 81,
  model_a: 'alpaca-13b',
  model_b: 'gpt-4',
  winner: 'model_b',
  judge: 'expert_1',
  turn: 1,
}

function file(bytes: Uint8Array): string {
  const dir = mkdtempSync(join(tmpdir(), 'mtbench-test-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const path = join(dir, 'votes.parquet')
  writeFileSync(path, bytes)
  return path
}

describe('votes in Parquet', () => {
  it('are read without their conversations, in a fixed order of rows and fields', async () => {
    const rows = [
      { ...row, question_id: 100 },
      { ...row, turn: 2 },
      { ...row, judge: 'author_0', winner: 'tie (inconsistent)' },
      row,
    ]
    const votes = await readParquetVotes(file(voteParquet(rows)))
    expect(votes.map((v) => [v.question_id, v.turn, v.judge])).toEqual([
      [81, 1, 'author_0'],
      [81, 1, 'expert_1'],
      [81, 2, 'expert_1'],
      [100, 1, 'expert_1'],
    ])
    expect(JSON.stringify(votes[1])).toBe(
      '{"judge":"expert_1","model_a":"alpaca-13b","model_b":"gpt-4","question_id":81,"turn":1,"winner":"model_b"}',
    )
    expect(await readParquetVotes(file(voteParquet([...rows].reverse())))).toEqual(votes)
  })

  it('names row and field of a wrong vote', async () => {
    const path = file(voteParquet([row, { ...row, winner: 'model_c' }]))
    await expect(readParquetVotes(path, 'v.parquet')).rejects.toThrow(
      /^v\.parquet: row 2: winner: /,
    )
  })

  it('names a column that is missing', async () => {
    const bytes = parquetWriteBuffer({
      columnData: [{ name: 'question_id', data: [81n], type: 'INT64' }],
    })
    await expect(readParquetVotes(file(new Uint8Array(bytes)), 'v')).rejects.toThrow(
      'v: has no column judge, model_a, model_b, turn, winner',
    )
  })

  it.each([
    ['a text', Buffer.from('{"question_id":81}\n')],
    ['half a file', Buffer.from(voteParquet([row])).subarray(0, 200)],
    ['nothing', Buffer.alloc(0)],
  ])('refuses %s in one line', async (_name, bytes) => {
    await expect(readParquetVotes(file(bytes), 'v')).rejects.toThrow(
      /^v: no Parquet file that can be read: [^\n]+$/,
    )
  })
})
