import { describe, expect, it } from 'vitest'
import {
  numbersOf,
  runsOf,
  sharedRuns,
  takeApart,
  wordsOf,
} from '../../../src/judges/features/text.ts'

describe('a text taken apart', () => {
  it('counts words, sentences, lines, paragraphs and code', () => {
    const text = takeApart("It’s here. It isn't!\n\nSee:\n```js\nlet a = 1\n```\n\nSee:\n")
    expect(text.words).toEqual(['it’s', 'here', 'it', "isn't", 'see', 'js', 'let', 'a', '1', 'see'])
    expect(text.sentences).toEqual([['it’s', 'here'], ['it', "isn't"], ['see'], ['see']])
    expect(text.lines).toHaveLength(6)
    expect(text.paragraphs).toBe(3)
    expect(text.code).toEqual(['let a = 1\n'])
  })

  it('counts a paragraph that stands twice once', () => {
    expect(takeApart('One.\n\nTwo.\n\nOne.').paragraphs).toBe(2)
  })

  it('takes an open fence to the end', () => {
    expect(takeApart('so:\n```\nx = 1').code).toEqual(['x = 1'])
  })

  it('leaves function words out of the content', () => {
    expect([...takeApart('The wind and the towel').content]).toEqual(['wind', 'towel'])
  })

  it('takes each Han character for a word', () => {
    expect(wordsOf('你好 world')).toEqual(['你', '好', 'world'])
  })

  it('is empty for an empty text', () => {
    const text = takeApart('')
    expect([text.words.length, text.sentences.length, text.paragraphs]).toEqual([0, 0, 0])
  })
})

describe('runs of words', () => {
  it('lists each run', () => {
    expect(runsOf(['a', 'b', 'c'], 2)).toEqual(['a b', 'b c'])
    expect(runsOf(['a'], 2)).toEqual([])
  })

  it('says which share stands elsewhere', () => {
    expect(sharedRuns(['a', 'b', 'c'], ['x', 'a', 'b'], { n: 2 })).toBe(0.5)
    expect(sharedRuns([], ['a'], { n: 2 })).toBe(0)
  })
})

describe('numbers of a text', () => {
  it.each([
    ['$1,024 and 8.50', [1024, 8.5]],
    ['19% of 19/100', [19, 0.19]],
    ['1/3 or 0.3333', [0.3333, 0.3333]],
    ['-4 and x2', [-4]],
    ['3/0', [3]],
    ['none', []],
  ])('%s', (text, numbers) => {
    expect(numbersOf(text)).toEqual(numbers)
  })
})
