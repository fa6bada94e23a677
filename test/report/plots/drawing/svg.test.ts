import { describe, expect, it } from 'vitest'
import { element, textAt, words } from '../../../../src/report/plots/drawing/svg.ts'

describe('words', () => {
  it.each([
    [`<a b="c">&'`, '&lt;a b=&quot;c&quot;&gt;&amp;&#39;'],
    ['a\u0000b\nc', 'a\\x00b\\x0ac'],
    ['evil\u202etxt', 'evil\\u202etxt'],
    ['half \ud83d of a pair, \uffff', 'half \ufffd of a pair, \ufffd'],
    ['モデル 😀', 'モデル 😀'],
  ])('writes %j so that it is text', (raw, written) => {
    expect(words(raw)).toBe(written)
  })
})

describe('element', () => {
  it('rounds lengths to a hundredth of a pixel and escapes attributes', () => {
    expect(element('a', { x: 1.005, y: -0.001, z: 10, w: '"' })).toBe(
      '<a x="1" y="0" z="10" w="&quot;"/>',
    )
  })

  it('refuses what is no length', () => {
    expect(() => element('a', { x: Number.NaN })).toThrow(RangeError)
    expect(() => element('a', { x: Number.POSITIVE_INFINITY })).toThrow(RangeError)
  })
})

describe('textAt', () => {
  it('has a tooltip only where the text is cut', () => {
    const place = { x: 1, y: 2 }
    const style = { 'font-size': 14 }
    expect(textAt(place, 'a', style, 'a')).toBe('<text x="1" y="2" font-size="14">a</text>')
    expect(textAt(place, 'a…', style, 'abc')).toBe(
      '<text x="1" y="2" font-size="14"><title>abc</title>a…</text>',
    )
  })
})
