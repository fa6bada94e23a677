import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitReasoning } from '../../../src/domain/verdicts/reasoning.ts'

describe('splitReasoning', () => {
  it.each([
    ['<think>why</think>answer', 'answer', 'why'],
    ['\n <think>\nwhy\n</think>\n\nanswer\n', 'answer\n', 'why'],
    ['<THINK>why</Think>answer', 'answer', 'why'],
    ['<thinking>why</thinking>answer', 'answer', 'why'],
    ['<reasoning>why</reasoning>answer', 'answer', 'why'],
    ['<think></think>answer', 'answer', ''],
    ['why</think>answer', 'answer', 'why'],
    ['<think>why, and on it goes', '', 'why, and on it goes'],
    [
      '<think>İ is longer in lower case: İİİ</think>answer',
      'answer',
      'İ is longer in lower case: İİİ',
    ],
    ['İİİ</think>answer', 'answer', 'İİİ'],
  ])('parts %j', (text, answer, reasoning) => {
    expect(splitReasoning(text)).toEqual({ answer, reasoning })
  })

  it.each([
    'a plain answer',
    '',
    '  kept as it is \n',
    'Models write <think>like this</think> before they answer.',
    'Open with <think> and nothing else.',
    'a </thinking> tag alone',
  ])('leaves %j whole', (text) => {
    expect(splitReasoning(text)).toEqual({ answer: text })
  })

  it('gives back what was put together', () => {
    const words = fc.string({ unit: fc.constantFrom('a', 'İ', 'ß', '\n', ' ', '<', '>', '/') })
    fc.assert(
      fc.property(words, words, (thought, rest) => {
        const answer = rest.replace(/^\s+/, '')
        const text = `<think>${thought}</think>\n${answer}`
        expect(splitReasoning(text)).toEqual({ answer, reasoning: thought.trim() })
      }),
    )
  })
})
