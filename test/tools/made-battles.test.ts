import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { battleRowSchema } from '../../src/domain/votes/battle.ts'
import { countBattles, scoreMatrix } from '../../src/stats/ratings/battles.ts'
import { fitBradleyTerry } from '../../src/stats/ratings/bradley-terry.ts'
import { makeBattles, writeBattles } from '../../tools/bench/made-battles.ts'
import { tightStrengths } from '../../tools/bench/tight-strengths.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const battles = makeBattles({ battles: 3000, models: 5, seed: 1 })

describe('made battles', () => {
  it('are written as rows that rank reads, each with an id of its own where that is asked for', async () => {
    const file = temporaryFolder().path('battles.jsonl')
    await writeBattles(file, battles, { withIds: true })
    const rows = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => battleRowSchema.parse(JSON.parse(line)))
    expect(rows).toHaveLength(3000)
    expect(new Set(rows.map((row) => row.question_id)).size).toBe(3000)
  })

  it('have one optimum, found in two ways', () => {
    const matrix = scoreMatrix(countBattles(battles), { ties: 'half' })
    const fit = fitBradleyTerry(matrix)
    if (fit.problem !== null) throw new Error('no fit')
    const tight = tightStrengths(matrix)
    for (const [i, strength] of fit.strengths.entries()) {
      expect(strength).toBeCloseTo(tight[i] ?? Number.NaN, 10)
    }
    // The models are made evenly apart, 3 log odds from the weakest to the strongest.
    expect((fit.strengths[4] ?? 0) - (fit.strengths[0] ?? 0)).toBeGreaterThan(2.3)
  })
})
