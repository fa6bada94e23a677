import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  fastchatParser,
  findVerdictLikeFastchat,
} from '../../../src/domain/verdicts/fastchat-parser.ts'

describe('findVerdictLikeFastchat for a rating', () => {
  it.each([
    ['Rating: [[8]]', '8', 'double brackets'],
    ['[[8.5]]', '8.5', 'double brackets'],
    ['[[8.]]', '8.', 'double brackets'],
    ['[[3]] then [[9]]', '3', 'double brackets'],
    ['[2] then [[9]]', '9', 'double brackets'],
    ['[2] then [9]', '2', 'single brackets'],
    ['array[0] is wrong', '0', 'single brackets'],
    ['[[rating]]: [[2]]', '2', 'double brackets'],
    ['[[75]]', '75', 'double brackets'],
    ['[[0]]', '0', 'double brackets'],
    ['[[00]]', '00', 'double brackets'],
    ['[[07.5]]', '07.5', 'double brackets'],
    ['[[ 8 ]] of [5]', '5', 'single brackets'],
    ['```\n[[4]]\n```', '4', 'double brackets'],
  ])('reads %j as %s', (text, value, rule) => {
    const read = findVerdictLikeFastchat(text, { format: '[[rating]]' })
    expect(read.value).toBe(value)
    expect(read.parse).toMatchObject({ parser: fastchatParser, rule, reason: null })
  })

  it.each([
    '',
    'no rating',
    '[[ 8 ]]',
    '[[8/10]]',
    '[[eight]]',
    '[-1]',
    '[[.5]]',
    '[[07]]',
    '[[010]]',
  ])('reads nothing in %j', (text) => {
    const read = findVerdictLikeFastchat(text, { format: '[[rating]]' })
    expect(read.value).toBeNull()
    expect(read.parse).toMatchObject({ rule: null, span: null, candidates: [] })
    expect(read.parse.reason).not.toBeNull()
  })

  it('says where it stands', () => {
    const text = 'I give it [[7]].'
    const span = findVerdictLikeFastchat(text, { format: '[[rating]]' }).parse.span
    expect(text.slice(...(span ?? []))).toBe('[[7]]')
  })
})

describe('findVerdictLikeFastchat for letters', () => {
  it.each([
    ['[[A]]', 'A'],
    ['[[B]]', 'B'],
    ['[[C]]', 'C'],
    ['[[C]] no, [[B]] no, [[A]]', 'A'],
    ['[[B]] or [[C]]', 'B'],
    ['[[C]] before [[B]]', 'B'],
  ])('reads %j as %s', (text, value) => {
    const read = findVerdictLikeFastchat(text, { format: '[[A]]' })
    expect(read.value).toBe(value)
    expect(text.slice(...(read.parse.span ?? []))).toBe(`[[${value}]]`)
  })

  it.each(['', '[A]', '[[a]]', '[[ A ]]', '[[D]]', '[[A/B]]'])('reads nothing in %j', (text) => {
    expect(findVerdictLikeFastchat(text, { format: '[[A]]' }).value).toBeNull()
  })

  it('asks only what the text contains, never where', () => {
    const texts = fc.array(fc.constantFrom('[[A]]', '[[B]]', '[[C]]', ' so '), { maxLength: 6 })
    fc.assert(
      fc.property(texts, (parts) => {
        const first = (['[[A]]', '[[B]]', '[[C]]'] as const).find((token) => parts.includes(token))
        const read = findVerdictLikeFastchat(parts.join(''), { format: '[[A]]' })
        expect(read.value).toBe(first?.charAt(2) ?? null)
      }),
    )
  })
})

describe('findVerdictLikeFastchat for two ratings', () => {
  it.each([
    ['[[7,9]]', '7,9'],
    ['[[7, 9.5]]', '7,9.5'],
    ['[[7.,9]] [[1,2]]', '7.,9'],
    ['[1, 2] then [[3,4]]', '3,4'],
    ['[1, 2]', '1,2'],
  ])('reads %j as %s', (text, value) => {
    const read = findVerdictLikeFastchat(text, { format: '[[rating_a,rating_b]]' })
    expect(read.value).toBe(value)
  })

  it.each(['[[7,  9]]', '[[7 , 9]]', '[[7]] [[9]]', '[[07,9]]', '[[A]]'])(
    'reads nothing in %j',
    (text) => {
      const read = findVerdictLikeFastchat(text, { format: '[[rating_a,rating_b]]' })
      expect(read.value).toBeNull()
    },
  )
})
