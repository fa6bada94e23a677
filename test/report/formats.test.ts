import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvTable, markdownTable, tableDocument } from '../../src/report/formats.ts'
import type { Column } from '../../src/report/tables/text-table.ts'
import { wrap } from '../../src/report/terminal/wrap.ts'

type Row = { name: string; n: number }

const columns: Column<Row>[] = [
  { heading: 'model', align: 'left', cell: (row) => row.name, shrinks: true },
  { heading: 'n', align: 'right', cell: (row) => String(row.n) },
]

describe('markdownTable', () => {
  it('aligns as the columns do', () => {
    expect(markdownTable(columns, [{ name: 'alder', n: 80 }]).split('\n')).toEqual([
      '| model | n |',
      '| --- | ---: |',
      '| alder | 80 |',
    ])
  })

  it.each([
    ['a|b', '| a\\|b | 1 |'],
    ['a\\|b', '| a\\\\\\|b | 1 |'],
    ['<img src=x onerror=alert(1)>', '| \\<img src=x onerror=alert(1)> | 1 |'],
    ['a\nb', '| a\\\\x0ab | 1 |'],
  ])('writes %j so that it stays one cell of text', (name, line) => {
    expect(markdownTable(columns, [{ name, n: 1 }]).split('\n')[2]).toBe(line)
  })

  it('has one unescaped bar more than columns in every line, whatever the cells hold', () => {
    const name = fc.string({ unit: fc.constantFrom('|', '\\', '\n', 'a', '<') })
    fc.assert(
      fc.property(name, (text) => {
        for (const line of markdownTable(columns, [{ name: text, n: 1 }]).split('\n')) {
          expect(line.replace(/\\./g, '').split('|')).toHaveLength(columns.length + 2)
        }
      }),
    )
  })
})

describe('csvTable', () => {
  it('has full precision, empty fields for null, and the interval as two columns', () => {
    const rows = [
      { model: 'alder', mean: 6.103125000000001, ci: [5.5, 6.75], worst: null },
      { model: 'birch', mean: null, ci: null, worst: undefined },
    ]
    expect(csvTable(rows).split('\n')).toEqual([
      'model,mean,ci_low,ci_high,worst',
      'alder,6.103125000000001,5.5,6.75,',
      'birch,,,,',
    ])
  })

  it.each([
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['a\nb', '"a\nb"'],
    ['a\rb', '"a\rb"'],
    [' plain ', ' plain '],
  ])('writes %j as %j', (text, field) => {
    expect(csvTable([{ name: text }])).toBe(`name\n${field}`)
  })

  it('is empty where there are no rows', () => {
    expect(csvTable([])).toBe('')
  })

  it('reads back as it was', () => {
    const name = fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a', ' ') })
    fc.assert(
      fc.property(fc.array(fc.tuple(name, name), { minLength: 1 }), (pairs) => {
        const text = csvTable(pairs.map(([a, b]) => ({ a, b })))
        expect(readCsv(text)).toEqual([['a', 'b'], ...pairs])
      }),
    )
  })
})

/** A reader of RFC 4180 in a few lines, to check the writer. */
function readCsv(text: string): string[][] {
  const fields = [...`${text}\n`.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))([,\n])/g)]
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of fields) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end === '\n') rows.push([])
  }
  return rows.slice(0, -1)
}

describe('tableDocument', () => {
  const document = { title: 'Scores', columns, rows: [{ name: 'alder', n: 80 }], notes: ['One.'] }

  it('is title, table and notes, apart by an empty line', () => {
    expect(tableDocument(document, { format: 'table', width: 80 })).toBe(
      'Scores\n\nmodel   n\nalder  80\n\nOne.',
    )
    expect(tableDocument(document, { format: 'markdown', width: 80 })).toBe(
      '### Scores\n\n| model | n |\n| --- | ---: |\n| alder | 80 |\n\n- One.',
    )
  })

  it.each(['table', 'markdown'] as const)(
    'ends with the table where there are no notes: %s',
    (format) => {
      const text = tableDocument({ ...document, notes: [] }, { format, width: 80 })
      expect(text).toMatch(/80( \|)?$/)
    },
  )

  it.each(['table', 'markdown'] as const)(
    'shows control characters of names in title, cells and notes: %s',
    (format) => {
      const bad = 'judge \u001b[2J \u202e'
      const text = tableDocument(
        { title: bad, columns, rows: [{ name: bad, n: 1 }], notes: [bad] },
        { format, width: 80 },
      )
      expect(text).not.toContain('\u001b')
      expect(text).not.toContain('\u202e')
      expect(text.match(/x1b\[2J/g)).toHaveLength(3)
    },
  )

  it('holds no HTML in Markdown', () => {
    const text = tableDocument(
      { title: '<b>', columns, rows: [{ name: '<b>', n: 1 }], notes: ['<b>'] },
      { format: 'markdown', width: 80 },
    )
    expect(text).not.toMatch(/(?<!\\)</)
  })

  it('wraps title and notes at the width', () => {
    const long = 'word '.repeat(30).trim()
    const text = tableDocument(
      { ...document, title: long, notes: [long] },
      { format: 'table', width: 40 },
    )
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(40)
  })
})

describe('wrap', () => {
  it.each([
    ['one two three', 80, 'one two three'],
    ['one two three', 8, 'one two\n  three'],
    ['a-word-longer-than-the-width b', 10, 'a-word-longer-than-the-width\n  b'],
    ['', 10, ''],
  ])('of %j at %i is %j', (text, width, lines) => {
    expect(wrap(text, width)).toBe(lines)
  })

  it('keeps all words in order, and breaks no line that it need not', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '-'), minLength: 1, maxLength: 15 })
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1 }),
        fc.integer({ min: 5, max: 40 }),
        (words, width) => {
          const lines = wrap(words.join(' '), width).split('\n')
          expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(words)
          for (const line of lines) {
            if (line.length > width) expect(line.trim()).not.toContain(' ')
          }
        },
      ),
    )
  })
})
