import { describe, expect, it } from 'vitest'
import { countText, picture } from '../../../../src/report/plots/drawing/picture.ts'
import { readPicture } from '../../../support/pictures.ts'
import { elementsOf, numberOf } from '../../../support/xml.ts'

const content = {
  n: 'n = 1 rating',
  description: 'Nothing.',
  least: { width: 10, height: 10 },
  draw: () => [],
}

describe('picture', () => {
  it('grows with the footnote and keeps every line inside', () => {
    const tree = readPicture(picture({ title: 't', footnote: 'word '.repeat(900) }, content))
    const lines = elementsOf(tree, 'text', 'footnote').map((line) => numberOf(line, 'y'))
    expect(numberOf(tree, 'height')).toBeGreaterThan(540)
    expect(Math.max(...lines)).toBeLessThan(numberOf(tree, 'height'))
  })

  it('cuts a title after two lines and keeps the whole of it for the tooltip', () => {
    const title = 'a title that goes on '.repeat(20)
    const tree = readPicture(picture({ title, footnote: 'f' }, content))
    const bold = elementsOf(tree, 'text').filter(
      (text) => text.attributes['font-weight'] === 'bold',
    )
    expect(bold).toHaveLength(2)
    expect(bold[1]?.text).toMatch(/ …$/)
    expect(tree.children[0]?.text).toBe(title)
  })

  it('never is smaller than what is drawn needs', () => {
    const least = { width: 2000, height: 1500 }
    const tree = readPicture(
      picture({ title: 't', footnote: 'f', width: 100 }, { ...content, least }),
    )
    expect(numberOf(tree, 'width')).toBeGreaterThanOrEqual(2000)
    expect(numberOf(tree, 'height')).toBeGreaterThanOrEqual(1500)
  })
})

describe('countText', () => {
  it('gives one number or the range', () => {
    expect(countText([160, 160], 'ratings a model')).toBe('n = 160 ratings a model')
    expect(countText([160, 40], 'ratings a model')).toBe('n = 40–160 ratings a model')
  })
})
