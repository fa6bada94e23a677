import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { visible, visibleLines } from '../../../src/report/terminal/visible.ts'

/** Controls, and what turns the order of a text around. */
const obeyed = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u

describe('visible', () => {
  it.each([
    ['plain äöü 日本 😀', 'plain äöü 日本 😀'],
    ['a\tb', 'a\\x09b'],
    ['\u001b]0;title\u0007', '\\x1b]0;title\\x07'],
    ['\u009b2J', '\\u009b2J'],
    ['\u007f', '\\u007f'],
    ['abc\u202edef', 'abc\\u202edef'],
    ['\u2066x\u2069', '\\u2066x\\u2069'],
    ['a\u2028b', 'a\\u2028b'],
  ])('of %j is %j', (text, shown) => {
    expect(visible(text)).toBe(shown)
  })

  it('leaves nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text)).not.toMatch(obeyed)
      }),
    )
  })
})

describe('visibleLines', () => {
  it('keeps line ends and tabs, and nothing else that a terminal obeys', () => {
    expect(visibleLines('a\n\tb\r\n\u001b[2J')).toBe('a\n\tb\\x0d\n\\x1b[2J')
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = visibleLines(text)
        expect(shown.replace(/[\n\t]/g, '')).not.toMatch(obeyed)
        expect(shown.split('\n')).toHaveLength(text.split('\n').length)
      }),
    )
  })

  it('leaves a JSON document with the same values', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(JSON.parse(visibleLines(JSON.stringify({ text })))).toEqual({ text })
      }),
    )
  })
})
