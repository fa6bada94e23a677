import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createJudgmentTable,
  type DuplicateRule,
  duplicateRules,
  type Reading,
} from '../../../src/scoring/results/judgment-table.ts'

const cell = { questionId: 1, turn: 1, choice: 0, repeat: 0 }

/** `F` a readable row of others, `f` an unreadable one, `O` and `o` the same of ours; numbered from 1. */
function readings(word: string): Reading<number>[] {
  return [...word].map((kind, index) => ({
    value: index + 1,
    isReadable: kind === kind.toUpperCase(),
    isOwn: kind.toLowerCase() === 'o',
  }))
}

function entryOf(rule: DuplicateRule, word: string) {
  const table = createJudgmentTable<number>(rule)
  for (const reading of readings(word)) table.add('g', cell, reading)
  return [...table.entries('g')]
}

describe('createJudgmentTable: which of several rows of one key counts', () => {
  it.each<[DuplicateRule, string, number[]]>([
    ['last', 'F', [1]],
    ['last', 'f', [1]],
    ['last', 'FF', [2]],
    ['last', 'fF', [2]],
    ['last', 'Ff', [1]],
    ['last', 'FfF', [3]],
    ['last', 'FFff', [2]],
    ['last', 'ff', [2]],
    ['last', 'OO', [2]],
    ['last', 'Oo', [2]],
    ['last', 'Fo', [2]],
    ['last', 'oF', [2]],
    ['last', 'FoF', [3]],
    ['first', 'FF', [1]],
    ['first', 'fF', [2]],
    ['first', 'ffFF', [3]],
    ['first', 'Ff', [1]],
    ['first', 'OO', [1]],
    ['first', 'Oo', [1]],
    ['first', 'Fo', [1]],
    ['all', 'FF', [1, 2]],
    ['all', 'fFfO', [1, 2, 3, 4]],
    ['repeats', 'FF', [1, 2]],
    ['repeats', 'FFF', [1, 2, 3]],
    ['repeats', 'fF', [2]],
    ['repeats', 'FfF', [1, 3]],
    ['repeats', 'OO', [2]],
    ['repeats', 'FFO', [3]],
    ['repeats', 'Oo', [2]],
    ['repeats', 'ff', [2]],
  ])('%s of %s is %j, and the rest is superseded', (rule, word, values) => {
    expect(entryOf(rule, word)).toEqual([{ cell, values, superseded: word.length - values.length }])
  })

  it('loses no row: what counts and what is superseded are all there are', () => {
    const word = fc.string({
      unit: fc.constantFrom('F', 'f', 'O', 'o'),
      minLength: 1,
      maxLength: 8,
    })
    fc.assert(
      fc.property(word, fc.constantFrom(...duplicateRules), (rows, rule) => {
        const [entry] = entryOf(rule, rows)
        expect((entry?.values.length ?? 0) + (entry?.superseded ?? 0)).toBe(rows.length)
      }),
    )
  })

  it('finds a readable row of others, wherever it stands among unreadable ones', () => {
    const word = fc.string({ unit: fc.constantFrom('f'), maxLength: 4 })
    const rule = fc.constantFrom<DuplicateRule>('last', 'first', 'repeats')
    fc.assert(
      fc.property(word, word, rule, (before, after, chosen) => {
        const [entry] = entryOf(chosen, `${before}F${after}`)
        expect(entry?.values).toEqual([before.length + 1])
      }),
    )
  })
})

describe('createJudgmentTable: cells and groups', () => {
  const reading = (value: number): Reading<number> => ({ value, isReadable: true, isOwn: false })

  it.each([
    ['question', { questionId: 2 }],
    ['type of question id', { questionId: '1' }],
    ['turn', { turn: 2 }],
    ['choice', { choice: 1 }],
    ['repeat', { repeat: 1 }],
  ])('rows that differ in %s are no duplicates', (_, change) => {
    const table = createJudgmentTable<number>('last')
    table.add('g', cell, reading(1))
    table.add('g', { ...cell, ...change }, reading(2))
    expect([...table.entries('g')].map(({ values }) => values)).toEqual([[1], [2]])
  })

  it('question ids may hold any characters', () => {
    const table = createJudgmentTable<string>('last')
    const ids = fc.uniqueArray(
      fc.string({ unit: fc.constantFrom('1', '\n', '"', '0'), minLength: 1 }),
    )
    fc.assert(
      fc.property(ids, fc.uuid(), (questionIds, group) => {
        for (const id of questionIds) {
          table.add(
            group,
            { ...cell, questionId: id },
            { value: id, isReadable: true, isOwn: false },
          )
        }
        const held = [...table.entries(group)]
        expect(held.map(({ values }) => values)).toEqual(questionIds.map((id) => [id]))
        expect(held.map((entry) => entry.cell.questionId)).toEqual(questionIds)
      }),
    )
  })

  it('groups are apart, in the order in which they came', () => {
    const table = createJudgmentTable<number>('last')
    table.add('b', cell, reading(1))
    table.add('a', cell, reading(2))
    table.add('b', cell, reading(3))
    expect(table.groups()).toEqual(['b', 'a'])
    expect([...table.entries('b')]).toEqual([{ cell, values: [3], superseded: 1 }])
    expect([...table.entries('a')]).toEqual([{ cell, values: [2], superseded: 0 }])
    expect([...table.entries('c')]).toEqual([])
  })
})
