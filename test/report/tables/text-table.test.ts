import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Column, middleCut, textTable } from '../../../src/report/tables/text-table.ts'

type Row = { name: string; n: string }

const columns: Column<Row>[] = [
  { heading: 'model', align: 'left', cell: (row) => row.name, shrinks: true },
  { heading: 'n', align: 'right', cell: (row) => row.n },
]

describe('textTable', () => {
  it('is as wide as its cells, numbers to the right, no space at the ends of lines', () => {
    const rows = [
      { name: 'alder', n: '80' },
      { name: 'a-longer-name', n: '5' },
    ]
    expect(textTable(columns, rows, { width: 80 }).split('\n')).toEqual([
      'model           n',
      'alder          80',
      'a-longer-name   5',
    ])
    const [left] = columns
    expect(left === undefined ? '' : textTable([left], [{ name: 'a', n: '' }], { width: 80 })).toBe(
      'model\na',
    )
  })

  it('is its headings where there are no rows', () => {
    expect(textTable(columns, [], { width: 80 })).toBe('model  n')
  })

  it('cuts the column that may shrink, in the middle, down to the width', () => {
    const rows = [{ name: 'abcdefghijklmnopqrstuvwxyz', n: '80' }]
    const lines = textTable(columns, rows, { width: 20 }).split('\n')
    expect(lines).toEqual(['model              n', 'abcdefgh…tuvwxyz  80'])
  })

  it('leaves the shrinking column 12 characters', () => {
    const rows = [{ name: 'abcdefghijklmnopqrstuvwxyz', n: '80' }]
    expect(textTable(columns, rows, { width: 5 }).split('\n')[1]).toBe('abcdef…vwxyz  80')
  })

  it('does not widen a short column where the table is too wide all the same', () => {
    const rows = [{ name: 'alder', n: '1'.repeat(40) }]
    expect(textTable(columns, rows, { width: 20 })).toBe(textTable(columns, rows, { width: 80 }))
  })

  it('shows control characters, and keeps a row on one line', () => {
    const rows = [{ name: 'a\nb\u001b[2J', n: '1' }]
    expect(textTable(columns, rows, { width: 80 }).split('\n')[1]).toBe('a\\x0ab\\x1b[2J  1')
  })

  it('has one line a row, all within the width where only the shrinking column is long', () => {
    const name = fc.string({ unit: 'grapheme-ascii', maxLength: 60 })
    fc.assert(
      fc.property(fc.array(name), fc.integer({ min: 20, max: 70 }), (names, width) => {
        const rows = names.map((text) => ({ name: text, n: '123' }))
        const lines = textTable(columns, rows, { width }).split('\n')
        expect(lines).toHaveLength(names.length + 1)
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width)
      }),
    )
  })
})

describe('middleCut', () => {
  it.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdefg', 6, 'abc…fg'],
    ['abcdefg', 5, 'ab…fg'],
    ['abcdefg', 1, '…'],
    ['', 0, ''],
  ])('of %j in %i characters is %j', (text, width, cut) => {
    expect(middleCut(text, width)).toBe(cut)
  })

  it('is as long as asked, and keeps start and end', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme-ascii' }),
        fc.integer({ min: 1, max: 40 }),
        (text, width) => {
          const cut = middleCut(text, width)
          expect(cut).toHaveLength(Math.min(text.length, width))
          const [head = '', tail = ''] = text.length <= width ? [text, ''] : cut.split(/…(?!.*…)/)
          expect(text.startsWith(head) && text.endsWith(tail)).toBe(true)
        },
      ),
    )
  })
})
