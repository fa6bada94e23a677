import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { BallotRow } from '../../../src/domain/votes/ballot-row.ts'
import { loadBallots } from '../../../src/io/votes/load-ballots.ts'
import { gradeRow, pairRow } from '../../support/judgment-rows.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { voteParquet } from '../../support/vote-parquet.ts'

const rows = [
  { question_id: 81, model_a: 'x', model_b: 'y', winner: 'model_a', judge: 'expert_1', turn: 1 },
  { question_id: 82, model_a: 'y', model_b: 'x', winner: 'tie', judge: 'expert_2', turn: 2 },
]

async function load(content: string | Uint8Array, more: { name?: string; skip?: boolean } = {}) {
  const path = temporaryFolder().path(more.name ?? 'votes')
  writeFileSync(path, content)
  const ballots: BallotRow[] = []
  const options = { onRow: (row: BallotRow) => ballots.push(row), skipBadLines: more.skip ?? false }
  return { summary: await loadBallots(path, options), ballots }
}

const forms: Record<string, string | Uint8Array> = {
  'a JSON array': JSON.stringify(rows),
  CSV: `note,question_id,model_a,model_b,winner,judge,turn\n"a, b",81,x,y,model_a,expert_1,1\n,82,y,x,tie,expert_2,2\n`,
  Parquet: voteParquet(rows),
}

describe('votes', () => {
  it.each(Object.entries(forms))('read from %s are those of JSONL', async (_, content) => {
    const { ballots, summary } = await load(content)
    expect(ballots).toMatchObject(rows)
    expect(ballots[0]).toHaveProperty('question_id', 81)
    expect(summary).toMatchObject({ rows: 2, skipped: 0, torn: false })
    expect((await load(rows.map((row) => JSON.stringify(row)).join('\n'))).ballots).toEqual(rows)
  })

  it('may stand beside judged pairs and grades', async () => {
    const mixed = [rows[0], pairRow(), gradeRow()]
    expect((await load(JSON.stringify(mixed))).ballots).toHaveLength(3)
  })

  it('of a CSV file without a column that is needed are refused, by its name', async () => {
    const text = 'question_id,model_a,model_b,winner\n81,x,y,model_a\n'
    await expect(load(text)).rejects.toThrow(/votes: has no column judge, turn$/)
  })

  it('name the place and field of what cannot be read, or are counted', async () => {
    const csv = 'question_id,model_a,model_b,winner,judge,turn\n1,x,y,nobody,e,1\n2,x,y,tie,e,one\n'
    await expect(load(csv)).rejects.toThrow(/votes: row 1: winner: /)
    expect((await load(csv, { skip: true })).summary).toMatchObject({ rows: 0, skipped: 2 })
    await expect(load('[{"model_a": "x"}]')).rejects.toThrow(/element 1: question_id/)
    await expect(load('oops\n', { name: 'votes.jsonl' })).rejects.toThrow(/votes.jsonl:1: not JSON/)
  })
})
