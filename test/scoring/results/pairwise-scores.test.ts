import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PairJudgment, pairJudgmentSchema, type Winner } from '../../../src/domain/judgment.ts'
import { type PairRow, positionOutcome } from '../../../src/scoring/results/pair-tally.ts'
import {
  createPairwiseScores,
  type PairwiseScoresOptions,
} from '../../../src/scoring/results/pairwise-scores.ts'
import { pairRow } from '../../support/judgment-rows.ts'
import { hasSharedData, sharedRows } from '../../support/shared-data.ts'

const defaults: PairwiseScoresOptions = {
  source: 'stored',
  duplicates: 'last',
  confidence: 0.95,
  categoryOf: () => undefined,
  by: 'turn',
  baseline: undefined,
}

function scoresOf(rows: readonly PairJudgment[], options: Partial<PairwiseScoresOptions> = {}) {
  const scores = createPairwiseScores({ ...defaults, ...options })
  for (const row of rows) scores.add(row)
  return scores.rows()
}

function rowFor(rows: readonly PairRow[], wanted: Partial<PairRow>): PairRow {
  const found = rows.filter((row) =>
    Object.entries(wanted).every(([name, value]) => row[name as keyof PairRow] === value),
  )
  const [only] = found
  if (only === undefined || found.length > 1) throw new Error(`${found.length} rows fit`)
  return only
}

const winners = ['model_1', 'model_2', 'tie', 'error'] as const

/** A row for each pair of verdicts, on questions 1, 2, 3, … */
const games = (...verdicts: [Winner, Winner][]) =>
  verdicts.map(([g1_winner, g2_winner], index) =>
    pairRow({ question_id: index + 1, g1_winner, g2_winner }),
  )

const renamed: Record<Winner, Winner> = {
  model_1: 'model_2',
  model_2: 'model_1',
  tie: 'tie',
  error: 'error',
}

/** The same match with its models the other way round: game 2 becomes game 1. */
function swapped(row: PairJudgment): PairJudgment {
  return {
    ...row,
    model_1: row.model_2,
    model_2: row.model_1,
    g1_winner: renamed[row.g2_winner],
    g2_winner: renamed[row.g1_winner],
    g1_judgment: row.g2_judgment,
    g2_judgment: row.g1_judgment,
    g1_user_prompt: row.g2_user_prompt ?? '',
    g2_user_prompt: row.g1_user_prompt ?? '',
  }
}

const anyRow = fc
  .record({
    question_id: fc.integer({ min: 1, max: 7 }),
    turn: fc.constantFrom(1, 2),
    models: fc.shuffledSubarray(['alder', 'birch', 'cedar'], { minLength: 2, maxLength: 2 }),
    g1_winner: fc.constantFrom<Winner>(...winners),
    g2_winner: fc.constantFrom<Winner>(...winners),
  })
  .map(({ models: [model_1 = '', model_2 = ''], ...fields }) =>
    pairRow({ ...fields, model_1, model_2 }),
  )

const keyOf = (row: PairJudgment) =>
  [row.question_id, row.turn, ...[row.model_1, row.model_2].sort()].join()

describe('positionOutcome', () => {
  it.each([
    ['model_1', 'model_1', 'consistent'],
    ['model_2', 'model_2', 'consistent'],
    ['tie', 'tie', 'consistent'],
    ['model_1', 'model_2', 'first'],
    ['model_2', 'model_1', 'second'],
    ['model_1', 'tie', 'first'],
    ['tie', 'model_2', 'first'],
    ['tie', 'model_1', 'second'],
    ['model_2', 'tie', 'second'],
    ['error', 'model_1', 'error'],
    ['model_1', 'error', 'error'],
    ['error', 'error', 'error'],
    ['tie', 'error', 'error'],
  ] as const)('of %s and %s is %s', (g1, g2, outcome) => {
    expect(positionOutcome(g1, g2)).toBe(outcome)
  })

  it.each(winners.flatMap((g1) => winners.map((g2) => [g1, g2] as const)))(
    'of %s and %s does not change when the models are swapped',
    (g1, g2) => {
      expect(positionOutcome(renamed[g2], renamed[g1])).toBe(positionOutcome(g1, g2))
    },
  )
})

describe('createPairwiseScores', () => {
  it.each<[Winner, Winner, 'win' | 'loss' | 'tie' | 'error']>([
    ['model_1', 'model_1', 'win'],
    ['model_2', 'model_2', 'loss'],
    ['tie', 'tie', 'tie'],
    ['model_1', 'model_2', 'tie'],
    ['model_2', 'model_1', 'tie'],
    ['model_1', 'tie', 'tie'],
    ['tie', 'model_2', 'tie'],
    ['error', 'model_1', 'error'],
    ['model_2', 'error', 'error'],
    ['error', 'error', 'error'],
  ])('games won by %s and %s are a %s of model_1', (g1, g2, outcome) => {
    const counts = { win: 0, loss: 0, tie: 0, error: 0, [outcome]: 1 }
    const row = rowFor(scoresOf(games([g1, g2])), { model: 'alder', turn: 'all' })
    expect(row).toMatchObject({ ...counts, n: outcome === 'error' ? 0 : 1 })
    const other = rowFor(scoresOf(games([g1, g2])), { model: 'birch', turn: 'all' })
    expect(other).toMatchObject({ ...counts, win: counts.loss, loss: counts.win })
  })

  it('gives the shares of the matches that have a verdict', () => {
    const rows = scoresOf(
      games(
        ['model_1', 'model_1'],
        ['model_1', 'model_1'],
        ['model_2', 'model_2'],
        ['model_1', 'model_2'],
        ['error', 'model_1'],
      ),
    )
    expect(rowFor(rows, { model: 'alder', turn: 'all' })).toMatchObject({
      n: 4,
      win: 2,
      loss: 1,
      tie: 1,
      error: 1,
      win_rate: 0.5,
      loss_rate: 0.25,
      win_rate_adjusted: 0.625,
      consistency: 0.75,
      first: 1,
      second: 0,
      ci: null,
    })
  })

  it('has null, not 0, where no match has a verdict', () => {
    expect(
      rowFor(scoresOf(games(['error', 'error'])), { model: 'alder', turn: 'all' }),
    ).toMatchObject({
      n: 0,
      win_rate: null,
      loss_rate: null,
      win_rate_adjusted: null,
      consistency: null,
      ci: null,
      error: 1,
    })
  })

  it('gives the t interval of the adjusted rate by question', () => {
    const five = games(
      ['model_1', 'model_1'],
      ['model_1', 'model_1'],
      ['model_1', 'model_1'],
      ['tie', 'tie'],
      ['model_2', 'model_2'],
    )
    // Points 1, 1, 1, 0.5, 0: mean 0.7, squares 0.8, standard error √(0.8 / 4 / 5) = 0.2;
    // scipy 1.17.1 stats.t.ppf(0.975, 4) = 2.7764451051977934
    const { ci } = rowFor(scoresOf(five), { model: 'alder', turn: 'all' })
    expect(ci?.[0]).toBeCloseTo(0.7 - 2.7764451051977934 * 0.2, 10)
    // 0.7 + 2.776 · 0.2 = 1.255: no share is larger than 1.
    expect(ci?.[1]).toBe(1)
  })

  it('gives rows by turn and pooled; turn 3 of a foreign file is pooled only', () => {
    const rows = scoresOf([1, 2, 2, 3].map((turn, index) => pairRow({ turn, question_id: index })))
    const n = (turn: PairRow['turn']) => rowFor(rows, { model: 'alder', turn }).n
    expect([n('1'), n('2'), n('all')]).toEqual([1, 2, 4])
  })

  it('keeps judges apart', () => {
    const rows = scoresOf([pairRow(), pairRow({ judge: 'raven', g1_winner: 'tie' })])
    expect(rowFor(rows, { judge: 'owl', model: 'alder', turn: 'all' }).win).toBe(1)
    expect(rowFor(rows, { judge: 'raven', model: 'alder', turn: 'all' }).tie).toBe(1)
  })

  it('counts only matches against the baseline, which is not listed itself', () => {
    const rows = scoresOf(
      [
        pairRow({ model_1: 'alder', model_2: 'birch' }),
        pairRow({ model_1: 'birch', model_2: 'cedar' }),
        pairRow({ model_1: 'alder', model_2: 'cedar' }),
      ],
      { baseline: 'birch' },
    )
    const all = rows.filter((row) => row.turn === 'all')
    expect(all.map((row) => [row.model, row.win, row.loss])).toEqual([
      ['alder', 1, 0],
      ['cedar', 0, 1],
    ])
  })

  it('gives a row an opponent, or a category, where asked', () => {
    const matches = [pairRow({ question_id: 1 }), pairRow({ question_id: 2, model_2: 'cedar' })]
    const byPair = scoresOf(matches, { by: 'model-pair' }).filter((row) => row.turn === 'all')
    expect(byPair.map((row) => `${row.model} : ${row.opponent}`)).toEqual([
      'alder : birch',
      'birch : alder',
      'alder : cedar',
      'cedar : alder',
    ])
    const categoryOf = (id: number | string) => (id === 1 ? 'math' : undefined)
    const byCategory = scoresOf(matches, { by: 'category', categoryOf })
    expect(rowFor(byCategory, { model: 'alder', category: 'math', turn: 'all' }).n).toBe(1)
    expect(rowFor(byCategory, { model: 'alder', category: 'unknown', turn: 'all' }).n).toBe(1)
  })

  it('counts matches decided by an empty answer', () => {
    const row = pairRow({ outcome: 'empty_answer', g1_judgment: '', g2_judgment: '' })
    for (const source of ['stored', 'strict', 'fastchat'] as const) {
      const alder = rowFor(scoresOf([row], { source }), { model: 'alder', turn: 'all' })
      expect(alder).toMatchObject({ win: 1, empty: 1 })
    }
  })

  it('takes the two directions of a pair for one key', () => {
    const lost = pairRow({ g1_winner: 'model_2', g2_winner: 'model_2' })
    const rows = scoresOf([lost, swapped(lost)])
    expect(rowFor(rows, { model: 'birch', turn: 'all' })).toMatchObject({
      n: 1,
      win: 1,
      superseded: 1,
    })
  })

  it.each([
    ['last', 0, 1, 1],
    ['first', 1, 0, 1],
    ['all', 1, 1, 0],
    ['repeats', 1, 1, 0],
  ] as const)('with %s, a match won and then lost', (duplicates, win, loss, superseded) => {
    const rows = [pairRow(), pairRow({ g1_winner: 'model_2', g2_winner: 'model_2' })]
    const row = rowFor(scoresOf(rows, { duplicates }), { model: 'alder', turn: 'all' })
    expect(row).toMatchObject({ win, loss, superseded })
  })

  it('gives the same figures when every match, or any of them, is stored the other way round', () => {
    const rows = fc.uniqueArray(fc.tuple(anyRow, fc.boolean()), {
      selector: ([row]) => keyOf(row),
      minLength: 1,
    })
    const by = fc.constantFrom('turn' as const, 'model-pair' as const)
    fc.assert(
      fc.property(rows, by, (list, rowsBy) => {
        const plain = list.map(([row]) => row)
        const mixed = list.map(([row, isSwapped]) => (isSwapped ? swapped(row) : row))
        expect(scoresOf(mixed, { by: rowsBy })).toEqual(scoresOf(plain, { by: rowsBy }))
        expect(plain.map(swapped).map(swapped)).toEqual(plain)
      }),
    )
  })

  it('does not depend on the order of rows with different keys', () => {
    const lists = fc
      .uniqueArray(anyRow, { selector: keyOf, minLength: 1 })
      .chain((list) =>
        fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
      )
    const byName = (rows: PairRow[]) =>
      rows.map(({ ci, ...row }) => JSON.stringify({ ...row, hasInterval: ci !== null })).sort()
    fc.assert(
      fc.property(lists, ([list, shuffled]) => {
        expect(byName(scoresOf(shuffled))).toEqual(byName(scoresOf(list)))
      }),
    )
  })

  it('partitions the matches: wins, losses, ties; consistent, toward first, toward second', () => {
    const rows = fc.uniqueArray(anyRow, { selector: keyOf, minLength: 1 })
    fc.assert(
      fc.property(rows, (list) => {
        const all = scoresOf(list).filter((row) => row.turn === 'all')
        for (const row of all) {
          expect(row.win + row.loss + row.tie).toBe(row.n)
          const same = Math.round((row.consistency ?? 0) * row.n)
          expect(same + row.first + row.second).toBe(row.n)
        }
        const sum = (pick: (row: PairRow) => number) =>
          all.reduce((total, row) => total + pick(row), 0)
        expect(sum((row) => row.win)).toBe(sum((row) => row.loss))
        expect(sum((row) => row.n + row.error)).toBe(2 * list.length)
      }),
    )
  })
})

describe.skipIf(!hasSharedData)('FastChat’s figures for phi3_gpt-4_pair.jsonl', () => {
  type Raw = { g1_winner: string; g2_winner: string }
  const file = 'phi3_gpt-4_pair.jsonl'
  const shown = scoresOfFile
  function scoresOfFile(options: Partial<PairwiseScoresOptions>) {
    const rows = sharedRows('judgments', file).map((row) => pairJudgmentSchema.parse(row))
    return scoresOf(rows, { duplicates: 'all', ...options })
  }

  it('are 18 wins, 20 losses and 35 ties in 73 matches, two dropped', () => {
    const read = (sharedRows('judgments', file) as Raw[]).filter(
      (row) => row.g1_winner !== 'error' && row.g2_winner !== 'error',
    )
    const both = (name: string) =>
      read.filter((row) => row.g1_winner === name && row.g2_winner === name).length
    const [win, loss, n] = [both('model_1'), both('model_2'), read.length]
    expect([win, loss, n - win - loss, n]).toEqual([18, 20, 35, 73])
    const row = rowFor(shown({}), { model: 'phi-3', turn: 'all' })
    expect(row).toMatchObject({ n, win, loss, tie: n - win - loss, error: 2, superseded: 0 })
    expect(row.win_rate).toBeCloseTo(18 / 73, 12)
    expect(row.loss_rate).toBeCloseTo(20 / 73, 12)
    expect(row.win_rate_adjusted).toBeCloseTo((18 + 35 / 2) / 73, 12)
  })

  it('are the mirror image for the other model, which stands alone where phi-3 is the baseline', () => {
    const mirror = { n: 73, win: 20, loss: 18, tie: 35, error: 2 }
    expect(rowFor(shown({}), { model: 'phi-3-dpo', turn: 'all' })).toMatchObject(mirror)
    const rows = shown({ baseline: 'phi-3' })
    expect(new Set(rows.map((row) => row.model))).toEqual(new Set(['phi-3-dpo']))
    expect(rowFor(rows, { turn: 'all' })).toMatchObject(mirror)
  })

  it('favour the answer shown first in 24 of 27 inconsistent matches', () => {
    // 16 model_1/model_2, 5 model_1/tie, 3 tie/model_2; against 2 model_2/model_1 and 1 model_2/tie
    const row = rowFor(shown({}), { model: 'phi-3', turn: 'all' })
    expect(row).toMatchObject({ first: 24, second: 3 })
    expect(row.consistency).toBeCloseTo(46 / 73, 12)
  })

  it('are the same read from the texts by either parser', () => {
    for (const source of ['strict', 'fastchat'] as const)
      expect(shown({ source })).toEqual(shown({}))
  })
})
