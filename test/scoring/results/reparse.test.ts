import { describe, expect, it } from 'vitest'
import { judgmentSchema, type ParseRecord } from '../../../src/domain/judgment.ts'
import { isPairJudgment } from '../../../src/domain/judgment-fields.ts'
import { isUnread, reparseRow } from '../../../src/scoring/results/reparse.ts'
import { gradeRow, pairRow } from '../../support/judgment-rows.ts'
import { hasSharedData, sharedFiles, sharedRows } from '../../support/shared-data.ts'

const strict = { parser: 'strict', line: 5 } as const
const key = { judge: 'a1', parser: 'fastchat/1' }

describe('isUnread', () => {
  it.each([
    [true, 'a failed grade', gradeRow({ judgment: '$ERROR$', score: -1 })],
    [true, 'a pair with one failed game', pairRow({ g2_judgment: '$ERROR$' })],
    [true, 'an empty answer', gradeRow({ judgment: '', outcome: 'empty_answer', score: 1 })],
    [false, 'an unparsed grade', gradeRow({ judgment: 'nothing', score: -1 })],
    [false, 'a pair', pairRow()],
  ])('is %s for %s', (expected, _, row) => {
    expect(isUnread(row)).toBe(expected)
    if (expected) expect(reparseRow(row, strict)).toEqual({ row, changes: [], ambiguous: false })
  })
})

describe('reparseRow of a grade', () => {
  it('changes nothing but what was read where the file agrees', () => {
    const row = gradeRow()
    const read = reparseRow(row, strict)
    expect(read.changes).toEqual([])
    expect(read.ambiguous).toBe(false)
    expect(read.row).toEqual({ ...row, parse: expect.objectContaining({ candidates: ['7'] }) })
  })

  it('tells where the file says otherwise', () => {
    const row = gradeRow({ question_id: 9, turn: 2, judgment: '[[3]], no, [[8]]', score: 3 })
    const read = reparseRow(row, strict)
    expect(read.changes).toEqual([
      {
        line: 5,
        question_id: 9,
        model: 'alder',
        turn: 2,
        game: 0,
        stored: '3',
        read: '8',
        rule: 'double brackets',
        reason: null,
      },
    ])
    expect(read.ambiguous).toBe(true)
    expect(read.row).toMatchObject({ score: 8 })
  })

  it('takes a stored null for unparsed', () => {
    const row = gradeRow({ judgment: 'no rating', score: null })
    expect(reparseRow(row, strict).changes).toEqual([])
    expect(reparseRow(row, strict).row).toMatchObject({ score: -1 })
  })

  it('gives rows of others no outcome and no key', () => {
    expect(reparseRow(gradeRow(), strict).row).not.toHaveProperty('outcome')
    expect(reparseRow(gradeRow(), strict).row).not.toHaveProperty('key')
  })

  it.each([
    ['unparsed', '[[7]]', 'ok'],
    ['ok', 'none', 'unparsed'],
    ['truncated', 'none', 'truncated'],
    ['content_filter', '', 'content_filter'],
  ] as const)('a row of ours that was %s and says %j is %s', (outcome, judgment, expected) => {
    const { row } = reparseRow(gradeRow({ judgment, outcome, key }), strict)
    expect(row).toMatchObject({ outcome: expected, key: { judge: 'a1', parser: 'strict/1' } })
  })

  it('leaves the given row as it was', () => {
    const row = Object.freeze(gradeRow({ judgment: '[[3]], no, [[8]]', score: 3 }))
    reparseRow(row, strict)
    expect(row.score).toBe(3)
  })

  it('read twice is the same as read once', () => {
    const row = gradeRow({ judgment: '[[3]], no, [[8]]', score: 3, outcome: 'ok', key })
    const once = reparseRow(row, strict)
    expect(reparseRow(once.row, strict)).toEqual({ ...once, changes: [] })
  })
})

describe('reparseRow of a pair', () => {
  it('tells of each game by itself', () => {
    const row = pairRow({ g1_judgment: '[[A]] hm, [[B]]', outcome: 'ok' })
    const read = reparseRow(row, strict)
    expect(read.changes).toEqual([
      {
        line: 5,
        question_id: 1,
        model: 'alder : birch',
        turn: 1,
        game: 1,
        stored: 'model_1',
        read: 'model_2',
        rule: 'double brackets',
        reason: null,
      },
    ])
    expect(read.row).toMatchObject({ g1_winner: 'model_2', g2_winner: 'model_1', outcome: 'ok' })
    expect(read.ambiguous).toBe(true)
  })

  it('is unparsed where one game cannot be read', () => {
    const read = reparseRow(pairRow({ g2_judgment: 'Both are good.', outcome: 'ok' }), strict)
    expect(read.row).toMatchObject({ g2_winner: 'error', outcome: 'unparsed' })
    expect(read.changes).toMatchObject([
      { game: 2, stored: 'model_1', read: 'error', reason: 'no verdict in the expected form' },
    ])
  })

  it('stays as it is when it was judged by two ratings', () => {
    const parse: ParseRecord = {
      parser: 'strict/1',
      rule: 'double brackets',
      span: [0, 7],
      candidates: ['9,3'],
      ambiguous: false,
      reason: null,
      quotes_checked: true,
    }
    const row = pairRow({
      g1_judgment: '[[9,3]]',
      g2_judgment: '[[3,9]]',
      g1_parse: parse,
      outcome: 'ok',
    })
    expect(reparseRow(row, strict).changes).toEqual([])
    expect(reparseRow(row, strict).row).toMatchObject({ outcome: 'ok' })
  })
})

describe.skipIf(!hasSharedData)('the strict parser on published files', () => {
  const readAll = (file: string, parser: 'strict' | 'fastchat') =>
    sharedRows('judgments', file).map((row, index) =>
      reparseRow(judgmentSchema.parse(row), { parser, line: index + 1 }),
    )

  /** line, question, turn, stored, read */
  const differences: Record<string, [number, number, number, string, string][]> = {
    'granite_gpt-4_single_unparsed.jsonl': [
      [51, 124, 1, '5', '-1'], // "[5]" on a line of its own, but not the last one
      [74, 159, 1, '9', '10'], // rates its own improved answer afterwards: ambiguous
      [77, 96, 1, '9', '10'], // "could be further improved, earning a rating of [[10]]": ambiguous
      [86, 103, 1, '8', '10'], // "a rating of [[9]] or [[10]]" at the end: ambiguous
      [98, 127, 1, '0', '-1'], // array[0] in code
      [135, 127, 2, '0', '-1'], // array[0] in code
    ],
    'griffin_gpt-4_single_with-errors.jsonl': [],
    'medusa_gpt-4_single.jsonl': [],
    'phi3_gpt-4_pair.jsonl': [],
  }

  it('the list names every file there is', () => {
    expect(Object.keys(differences)).toEqual(sharedFiles('judgments'))
  })

  it.each(Object.entries(differences))('differs from %s in these rows only', (file, expected) => {
    const changes = readAll(file, 'strict').flatMap((read) => read.changes)
    expect(changes.map((c) => [c.line, c.question_id, c.turn, c.stored, c.read])).toEqual(expected)
  })

  it.each(Object.keys(differences))('the fastchat parser changes nothing in %s', (file) => {
    expect(readAll(file, 'fastchat').flatMap((read) => read.changes)).toEqual([])
  })

  it('flags the rows that name several ratings, and no other', () => {
    const ambiguous = sharedFiles('judgments').flatMap((file) =>
      readAll(file, 'strict').flatMap((read, index) => (read.ambiguous ? [[file, index + 1]] : [])),
    )
    expect(ambiguous).toEqual(
      [74, 77, 86].map((line) => ['granite_gpt-4_single_unparsed.jsonl', line]),
    )
  })

  it('finds the answers in every stored prompt, so that quotations are looked for', () => {
    const parses = sharedFiles('judgments')
      .flatMap((file) => readAll(file, 'strict'))
      .map(({ row }) => row)
      .filter((row) => !isUnread(row))
      .flatMap((row) => (isPairJudgment(row) ? [row.g1_parse, row.g2_parse] : [row.parse]))
    expect(parses).toHaveLength(480 + 326 + 150 + 2 * 73)
    for (const parse of parses) expect(parse).toMatchObject({ quotes_checked: true })
  })
})
