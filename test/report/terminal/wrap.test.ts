import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textWidth } from '../../../src/report/terminal/text-width.ts'
import { wrap, wrapLines } from '../../../src/report/terminal/wrap.ts'

describe('wrap', () => {
  it.each([
    ['fits', 10, 'fits'],
    ['one two three four', 9, 'one two\n  three\n  four'],
    ['a-word-that-is-longer than a line', 8, 'a-word-that-is-longer\n  than a\n  line'],
    ['日本 日本 日本', 9, '日本 日本\n  日本'],
    ['one two three', Number.POSITIVE_INFINITY, 'one two three'],
  ])('of %j at %d columns is %j', (text, width, lines) => {
    expect(wrap(text, width)).toBe(lines)
  })

  it('changes only the space between words, and breaks no word', () => {
    const word = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !/\s/u.test(text))
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1 }),
        fc.integer({ min: 4, max: 40 }),
        (words, width) => {
          const lines = wrap(words.join(' '), width).split('\n')
          expect(
            lines
              .join(' ')
              .split(/ +/)
              .filter((w) => w !== ''),
          ).toEqual(words)
          for (const line of lines.filter((l) => textWidth(l) > width)) {
            expect(line.trim()).not.toContain(' ')
          }
        },
      ),
    )
  })
})

describe('wrapLines', () => {
  it('keeps the indentation of a line in the lines that it is broken into', () => {
    expect(wrapLines('  one two three\n\nfour', { width: 9, indent: '' })).toBe(
      '  one two\n  three\n\nfour',
    )
  })
})

describe('textWidth', () => {
  it.each([
    ['abc', 3],
    ['日本語', 6],
    ['a\u0301', 1],
    ['😀', 2],
    ['', 0],
  ])('of %j is %d', (text, width) => {
    expect(textWidth(text)).toBe(width)
  })
})
