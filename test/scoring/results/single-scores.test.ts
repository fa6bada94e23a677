import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SingleJudgment, singleJudgmentSchema } from '../../../src/domain/judgment.ts'
import {
  createSingleScores,
  type SingleRow,
  type SingleScoresOptions,
} from '../../../src/scoring/results/single-scores.ts'
import { gradeRow } from '../../support/judgment-rows.ts'
import { hasSharedData, sharedRows } from '../../support/shared-data.ts'

const defaults: SingleScoresOptions = {
  source: 'stored',
  duplicates: 'last',
  confidence: 0.95,
  categoryOf: () => undefined,
  by: 'turn',
}

function scoresOf(rows: readonly SingleJudgment[], options: Partial<SingleScoresOptions> = {}) {
  const scores = createSingleScores({ ...defaults, ...options })
  for (const row of rows) scores.add(row)
  return scores.rows()
}

function rowFor(rows: readonly SingleRow[], wanted: Partial<SingleRow>): SingleRow {
  const found = rows.filter((row) =>
    Object.entries(wanted).every(([name, value]) => row[name as keyof SingleRow] === value),
  )
  const [only] = found
  if (only === undefined || found.length > 1) throw new Error(`${found.length} rows fit`)
  return only
}

const grades = (...scores: (number | null)[]) =>
  scores.map((score, index) => gradeRow({ question_id: index + 1, score }))

describe('createSingleScores', () => {
  it('gives a row a turn and one for both pooled, judges and models apart', () => {
    const rows = scoresOf([
      gradeRow({ score: 8 }),
      gradeRow({ score: 4, turn: 2 }),
      gradeRow({ score: 6, question_id: 2 }),
      gradeRow({ score: 1, judge: 'raven' }),
      gradeRow({ score: 2, model: 'birch' }),
    ])
    expect(rows.map((r) => [r.judge, r.model, r.turn, r.n, r.mean])).toEqual([
      ['owl', 'alder', '1', 2, 7],
      ['owl', 'alder', '2', 1, 4],
      ['owl', 'alder', 'all', 3, 6],
      ['raven', 'alder', '1', 1, 1],
      ['raven', 'alder', 'all', 1, 1],
      ['owl', 'birch', '1', 1, 2],
      ['owl', 'birch', 'all', 1, 2],
    ])
  })

  it('has no row for a turn without rows, and none at all without any', () => {
    expect(scoresOf([gradeRow({ turn: 2 })]).map((row) => row.turn)).toEqual(['2', 'all'])
    expect(scoresOf([])).toEqual([])
  })

  it('leaves unread grades out of the mean and counts them: -1 and null are no zero', () => {
    const row = rowFor(scoresOf(grades(8, -1, null, 4)), { turn: 'all' })
    expect(row).toMatchObject({ n: 2, mean: 6, unparsed: 2, out_of_range: 0, mean_in_range: 6 })
  })

  it('has null, not 0, where nothing could be read', () => {
    const row = rowFor(scoresOf(grades(-1, null)), { turn: 'all' })
    expect(row).toMatchObject({ n: 0, mean: null, ci: null, unparsed: 2, mean_in_range: null })
  })

  it('keeps stored scores off the scale in the mean, with their number and the mean without', () => {
    const row = rowFor(scoresOf(grades(8, 0, 75, 4)), { turn: 'all' })
    expect(row).toMatchObject({ n: 4, mean: 21.75, out_of_range: 2, mean_in_range: 6 })
  })

  it('has no mean in range where every score is off the scale', () => {
    const row = rowFor(scoresOf(grades(75, 80)), { turn: 'all' })
    expect(row).toMatchObject({ mean: 77.5, out_of_range: 2, mean_in_range: null })
  })

  it('leaves what is off the scale unparsed with the strict parser', () => {
    const row = rowFor(scoresOf(grades(8, 0, 75, 4), { source: 'strict' }), { turn: 'all' })
    expect(row).toMatchObject({ n: 2, mean: 6, unparsed: 2, out_of_range: 0 })
  })

  it('counts grades that stand for an empty answer, which are in the mean', () => {
    const rows = [
      ...grades(7),
      gradeRow({ question_id: 2, score: 1, judgment: '', outcome: 'empty_answer' }),
    ]
    for (const source of ['stored', 'strict'] as const) {
      expect(rowFor(scoresOf(rows, { source }), { turn: 'all' })).toMatchObject({
        n: 2,
        mean: 4,
        empty: 1,
      })
    }
  })

  it('takes the mean over repeats, then over choices, within a question and turn', () => {
    const rows = [
      gradeRow({ score: 2, choice: 0, repeat: 0 }),
      gradeRow({ score: 4, choice: 0, repeat: 1 }),
      gradeRow({ score: 9, choice: 1, repeat: 0 }),
      gradeRow({ score: 10, question_id: 2 }),
    ]
    // ((2 + 4) / 2 + 9) / 2 = 6, and (6 + 10) / 2 = 8
    expect(rowFor(scoresOf(rows), { turn: 'all' })).toMatchObject({ n: 2, mean: 8 })
  })

  it('gives categories where asked, "unknown" for a question of no suite', () => {
    const rows = scoresOf(grades(2, 4, 9), {
      by: 'category',
      categoryOf: (id) => (id === 3 ? undefined : 'math'),
    })
    expect(rows.map((r) => [r.category, r.turn, r.n, r.mean])).toEqual([
      ['math', '1', 2, 3],
      ['math', 'all', 2, 3],
      ['unknown', '1', 1, 9],
      ['unknown', 'all', 1, 9],
    ])
  })

  it('gives the t interval by question, and none with fewer than five questions', () => {
    // Mean 3, standard error √(2.5 / 5); scipy 1.17.1 stats.t.ppf(0.975, 4) = 2.7764451051977934
    const half = 2.7764451051977934 * Math.sqrt(0.5)
    const { ci } = rowFor(scoresOf(grades(1, 2, 3, 4, 5)), { turn: 'all' })
    expect(ci?.[0]).toBeCloseTo(3 - half, 10)
    expect(ci?.[1]).toBeCloseTo(3 + half, 10)
    expect(rowFor(scoresOf(grades(1, 2, 3, 4)), { turn: 'all' }).ci).toBeNull()
  })

  it('takes two equal turns of a question for one piece of evidence', () => {
    const once = grades(1, 2, 3, 4, 5)
    const twice = [...once, ...once.map((row) => ({ ...row, turn: 2 }))]
    const rows = scoresOf(twice)
    expect(rowFor(rows, { turn: 'all' }).n).toBe(10)
    const [all, first] = [rowFor(rows, { turn: 'all' }).ci, rowFor(rows, { turn: '1' }).ci]
    expect(all?.[0]).toBeCloseTo(first?.[0] ?? Number.NaN, 10)
    expect(all?.[1]).toBeCloseTo(first?.[1] ?? Number.NaN, 10)
  })

  it.each([
    ['last', 2, 1, 0],
    ['first', 6, 1, 0],
    ['all', 4, 0, 0],
    ['repeats', 4, 0, 0],
  ] as const)(
    'with %s, a key judged twice with 6 and 2 counts %d',
    (duplicates, mean, superseded, unparsed) => {
      const rows = [gradeRow({ score: 6 }), gradeRow({ score: 2 })]
      const row = rowFor(scoresOf(rows, { duplicates }), { turn: 'all' })
      expect(row).toMatchObject({ mean, superseded, unparsed })
    },
  )

  it.each([
    ['last', 1, 0],
    ['first', 1, 0],
    ['all', 0, 1],
    ['repeats', 1, 0],
  ] as const)(
    'with %s, a failed row and its retry are one grade',
    (duplicates, superseded, unparsed) => {
      const rows = [gradeRow({ score: -1, judgment: '$ERROR$' }), gradeRow({ score: 9 })]
      const row = rowFor(scoresOf(rows, { duplicates }), { turn: 'all' })
      expect(row).toMatchObject({ n: 1, mean: 9, superseded, unparsed })
    },
  )

  it('with all, n counts rows as FastChat does; with repeats, questions and turns', () => {
    const rows = [
      gradeRow({ score: 6 }),
      gradeRow({ score: 2 }),
      gradeRow({ score: 10, question_id: 2 }),
    ]
    expect(rowFor(scoresOf(rows, { duplicates: 'all' }), { turn: 'all' })).toMatchObject({
      n: 3,
      mean: 6,
    })
    expect(rowFor(scoresOf(rows, { duplicates: 'repeats' }), { turn: 'all' })).toMatchObject({
      n: 2,
      mean: 7,
    })
  })

  it('does not bring back the grade of a stale answer when the new one cannot be read', () => {
    const rows = [
      gradeRow({ score: 9, outcome: 'ok' }),
      gradeRow({ score: -1, outcome: 'unparsed' }),
    ]
    expect(rowFor(scoresOf(rows), { turn: 'all' })).toMatchObject({
      n: 0,
      unparsed: 1,
      superseded: 1,
    })
  })

  it('does not depend on the order of rows with different keys', () => {
    const row = fc.record({
      question_id: fc.integer({ min: 1, max: 8 }),
      turn: fc.constantFrom(1, 2),
      repeat: fc.constantFrom(0, 1),
      score: fc.constantFrom(-1, 1, 2, 4, 8, 10, 64),
    })
    const selector = (r: { question_id: number; turn: number; repeat: number }) =>
      `${r.question_id} ${r.turn} ${r.repeat}`
    const lists = fc
      .uniqueArray(row, { selector, minLength: 1, maxLength: 24 })
      .chain((list) =>
        fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
      )
    fc.assert(
      fc.property(lists, ([list, shuffled]) => {
        const [a, b] = [list, shuffled].map((rows) =>
          rowFor(scoresOf(rows.map((fields) => gradeRow(fields))), { turn: 'all' }),
        )
        expect({ ...b, ci: null }).toEqual({ ...a, ci: null })
        expect(b?.ci === null).toBe(a?.ci === null)
        expect(b?.ci?.[0] ?? 0).toBeCloseTo(a?.ci?.[0] ?? 0, 9)
      }),
    )
  })

  it('keeps the mean between the least and the greatest rating', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1 }), (list) => {
        const { mean } = rowFor(scoresOf(grades(...list)), { turn: 'all' })
        expect(mean).toBeGreaterThanOrEqual(Math.min(...list))
        expect(mean).toBeLessThanOrEqual(Math.max(...list))
      }),
    )
  })
})

describe('laws of scores', () => {
  const grade = fc.record({
    question_id: fc.integer({ min: 1, max: 7 }),
    model: fc.constantFrom('m1', 'm2'),
    turn: fc.constantFrom(1, 2),
    score: fc.constantFrom(-1, 1, 4, 7, 10),
  })
  const list = fc.uniqueArray(grade, {
    selector: (row) => JSON.stringify([row.question_id, row.model, row.turn]),
    minLength: 1,
  })
  const sorted = (rows: readonly SingleRow[]) =>
    [...rows].sort((a, b) =>
      JSON.stringify([a.model, a.turn]) < JSON.stringify([b.model, b.turn]) ? -1 : 1,
    )
  const rowsOfAll = (rows: readonly object[]) => sorted(scoresOf(rows.map((row) => gradeRow(row))))

  it('shards in any order give what the whole gives', () => {
    fc.assert(
      fc.property(list, fc.nat(), (rows, cut) => {
        const at = cut % rows.length
        expect(rowsOfAll([...rows.slice(at), ...rows.slice(0, at)])).toEqual(rowsOfAll(rows))
      }),
    )
  })

  it('models under other names have the same figures', () => {
    const other = { m1: 'z', m2: 'a' }
    fc.assert(
      fc.property(list, (rows) => {
        const renamed = rows.map((row) => ({ ...row, model: other[row.model as 'm1' | 'm2'] }))
        const back = rowsOfAll(renamed).map((row) => ({
          ...row,
          model: row.model === 'z' ? 'm1' : 'm2',
        }))
        expect(sorted(back)).toEqual(rowsOfAll(rows))
      }),
    )
  })

  it('every row once more changes nothing but the number of rows that are superseded', () => {
    fc.assert(
      fc.property(list, (rows) => {
        const twice = rowsOfAll([...rows, ...rows])
        expect(twice.map((row) => ({ ...row, superseded: 0 }))).toEqual(rowsOfAll(rows))
        const superseded = twice
          .filter((row) => row.turn === 'all')
          .reduce((sum, row) => sum + row.superseded, 0)
        expect(superseded).toBe(rows.length)
      }),
    )
  })
})

describe.skipIf(!hasSharedData)('FastChat’s figures for published files', () => {
  type Raw = { model: string; turn: number; score: number; question_id: number }
  const raw = (file: string) => sharedRows('judgments', file) as Raw[]
  const rowsOf = (file: string, duplicates: 'all' | 'last') =>
    scoresOf(
      sharedRows('judgments', file).map((row) => singleJudgmentSchema.parse(row)),
      { duplicates },
    )
  const meanOf = (rows: readonly Raw[]) =>
    rows.reduce((sum, row) => sum + row.score, 0) / rows.length

  it.each([
    'medusa_gpt-4_single.jsonl',
    'griffin_gpt-4_single_with-errors.jsonl',
    'granite_gpt-4_single_unparsed.jsonl',
  ])('--fastchat on %s is the mean of the scores that are not -1', (file) => {
    const shown = rowsOf(file, 'all')
    const models = [...new Set(raw(file).map((row) => row.model))]
    expect(shown).toHaveLength(3 * models.length)
    for (const model of models) {
      for (const turn of ['1', '2', 'all'] as const) {
        const own = raw(file).filter(
          (row) => row.model === model && (turn === 'all' || row.turn === Number(turn)),
        )
        const read = own.filter((row) => row.score !== -1)
        const row = rowFor(shown, { model, turn })
        expect([row.n, row.unparsed, row.superseded]).toEqual([
          read.length,
          own.length - read.length,
          0,
        ])
        expect(row.mean).toBeCloseTo(meanOf(read), 10)
      }
    }
  })

  it.each([
    ['medusa_gpt-4_single.jsonl', 'vicuna-7b-v1.3', '1', 6.73125, 80],
    ['medusa_gpt-4_single.jsonl', 'vicuna-7b-v1.3', '2', 5.475, 80],
    ['medusa_gpt-4_single.jsonl', 'vicuna-7b-v1.3', 'all', 6.103125, 160],
    [
      'griffin_gpt-4_single_with-errors.jsonl',
      'Meta-Llama-3-8B-Instruct-Normal',
      'all',
      7.843373,
      166,
    ],
    ['griffin_gpt-4_single_with-errors.jsonl', 'Meta-Llama-3-8B-Instruct-Griffin', 'all', 2.7, 160],
    ['granite_gpt-4_single_unparsed.jsonl', 'granite-7b-lab', 'all', 7.4, 40],
  ] as const)('%s: %s, turn %s: %d over %i', (file, model, turn, mean, n) => {
    const row = rowFor(rowsOf(file, 'all'), { model, turn })
    expect(row.n).toBe(n)
    expect(row.mean).toBeCloseTo(mean, 6)
  })

  it('griffin by the rule last: 7.76875 over 160, ten rows superseded, none unparsed', () => {
    const file = 'griffin_gpt-4_single_with-errors.jsonl'
    const model = 'Meta-Llama-3-8B-Instruct-Normal'
    const last = new Map<string, Raw>()
    for (const row of raw(file)) {
      if (row.model === model && row.score !== -1) last.set(`${row.question_id} ${row.turn}`, row)
    }
    const row = rowFor(rowsOf(file, 'last'), { model, turn: 'all' })
    expect(row).toMatchObject({ n: 160, mean: 7.76875, superseded: 10, unparsed: 0 })
    expect(row.mean).toBeCloseTo(meanOf([...last.values()]), 10)
  })

  it('granite holds two zeros from array[0], which are said and can be left out', () => {
    const row = rowFor(rowsOf('granite_gpt-4_single_unparsed.jsonl', 'last'), { turn: 'all' })
    expect(row).toMatchObject({ n: 40, unparsed: 120, out_of_range: 2 })
    expect(row.mean_in_range).toBeCloseTo((7.4 * 40) / 38, 10)
  })
})
