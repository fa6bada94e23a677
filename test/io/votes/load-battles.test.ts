import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { battleOf } from '../../../src/domain/votes/battle.ts'
import { createArraySplitter } from '../../../src/io/files/json-array.ts'
import { loadBattles } from '../../../src/io/votes/load-battles.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { voteParquet } from '../../support/vote-parquet.ts'

const rows = [
  { question_id: 81, model_a: 'x', model_b: 'y"[{', winner: 'model_a', judge: 'expert_1', turn: 1 },
  { question_id: 82, model_a: 'y"[{', model_b: 'x', winner: 'tie', judge: 'expert_2', turn: 2 },
]

async function load(content: string | Uint8Array, more: { skipBadLines?: boolean } = {}) {
  const path = temporaryFolder().path('battles')
  writeFileSync(path, content)
  const battles: ReturnType<typeof battleOf>[] = []
  const summary = await loadBattles(path, {
    onRow: (row) => battles.push(battleOf(row)),
    skipBadLines: more.skipBadLines ?? false,
    columns: [],
  })
  return { battles, summary }
}

const forms: Record<string, string | Uint8Array> = {
  'a JSON array': JSON.stringify(rows),
  'an indented JSON array with a byte-order mark': `\ufeff${JSON.stringify(rows, null, 2)}\n`,
  CSV: `question_id,model_a,model_b,winner,judge,turn\r\n81,x,"y""[{",model_a,expert_1,1\r\n82,"y""[{",x,tie,expert_2,2\r\n`,
  Parquet: voteParquet(rows),
}

describe('battles', () => {
  it.each(Object.entries(forms))('read from %s are those of JSONL', async (_, content) => {
    const plain = await load(rows.map((row) => JSON.stringify(row)).join('\n'))
    const other = await load(content)
    expect(other.battles).toEqual(plain.battles)
    expect(other.summary).toMatchObject({ rows: 2, skipped: 0 })
    expect(other.summary.sha256).toMatch(/^[0-9a-f]{64}$/)
  })

  it('name the place and field of what cannot be read, or are counted', async () => {
    const bad = 'model_a,model_b,winner\nx,y,model_a\nx,y,nobody\n'
    await expect(load(bad)).rejects.toThrow(/battles: row 2: winner: /)
    expect((await load(bad, { skipBadLines: true })).summary).toMatchObject({ rows: 1, skipped: 1 })
    await expect(load('[{"model_a": "x"}]')).rejects.toThrow(/element 1: model_b/)
    await expect(load('[{"model_a": "x"')).rejects.toThrow(/has no end/)
    await expect(load('a,b\n"x')).rejects.toThrow(/no CSV that can be read/)
    await expect(load('PAR1 but no more')).rejects.toThrow(/no Parquet file/)
  })

  it('take arenas’ names for a bad tie and for the voter', async () => {
    const row = { model_a: 'x', model_b: 'y', winner: 'both_bad', judge_hash: 'h' }
    const { battles } = await load(JSON.stringify([row]))
    expect(battles[0]).toMatchObject({ winner: 'tie', voter: 'h', questionId: null })
  })

  it('of a JSON array are the same wherever its bytes are cut', () => {
    const bytes = Buffer.from(JSON.stringify([...rows, { a: { b: ['\\', '"]}'] } }]))
    for (let cut = 0; cut <= bytes.length; cut++) {
      const texts: string[] = []
      const splitter = createArraySplitter((text) => texts.push(text))
      for (const part of [bytes.subarray(0, cut), bytes.subarray(cut)]) splitter.push(part)
      expect(`[${texts.join(',')}]`).toBe(bytes.toString())
      expect(splitter.isComplete()).toBe(true)
    }
  })
})
