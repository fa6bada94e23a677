import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitText, textWidth, wrapText } from '../../../../src/report/plots/drawing/text-width.ts'

describe('textWidth', () => {
  it('is no less than DejaVu Sans needs (152.64 px at 12, measured with resvg)', () => {
    const width = textWidth('hamburgefonstiv mmm iii', 12)
    expect(width).toBeGreaterThanOrEqual(152.64)
    expect(width).toBeLessThan(152.64 * 1.15)
  })

  it('counts what is written for characters that cannot be shown', () => {
    expect(textWidth('\u0000', 10)).toBe(textWidth('\\x00', 10))
  })
})

describe('fitText', () => {
  it('keeps what fits and else start and end', () => {
    expect(fitText('gpt-4', { width: 100, fontSize: 14 })).toBe('gpt-4')
    expect(fitText('vicuna-13b-v1.3', { width: 80, fontSize: 14 })).toMatch(/^vic.*….*\.3$/)
    expect(fitText('wwww', { width: 1, fontSize: 14 })).toBe('…')
  })

  it('never gives a text that is too wide', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.integer({ min: 20, max: 200 }),
        (text, width) => {
          expect(textWidth(fitText(text, { width, fontSize: 14 }), 14)).toBeLessThanOrEqual(
            width + 0.01,
          )
        },
      ),
    )
  })
})

describe('wrapText', () => {
  it('breaks at spaces, and inside a word that is wider than a line', () => {
    expect(wrapText('one two three', { width: 62, fontSize: 14 })).toEqual(['one two', 'three'])
    expect(wrapText('nnnnnnnnnn n', { width: 40, fontSize: 14 })).toEqual(['nnnn', 'nnnn', 'nn n'])
    expect(wrapText(' ', { width: 40, fontSize: 14 })).toEqual([])
  })
})
