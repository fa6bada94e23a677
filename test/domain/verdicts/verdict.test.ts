import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OutputFormat } from '../../../src/domain/prompts/prompt.ts'
import {
  isRating,
  type ParserName,
  parseGame,
  parseRating,
  parserNames,
  parserVersion,
  winnerOf,
} from '../../../src/domain/verdicts/verdict.ts'

function rating(text: string, parser: ParserName) {
  return parseRating(text, { parser, answers: undefined })
}

function game(text: string, parser: ParserName, format: OutputFormat = '[[A]]') {
  return parseGame(text, { parser, format, answers: undefined })
}

describe('parserVersion', () => {
  it('differs between parsers and carries a version', () => {
    expect(parserNames.map(parserVersion)).toEqual(['strict/1', 'fastchat/1'])
  })
})

describe('parseRating', () => {
  it.each([
    ['[[8]]', 8, 8],
    ['[[8.5]]', 8.5, 8.5],
    ['[[1]]', 1, 1],
    ['[[10]]', 10, 10],
    ['[[10.0]]', 10, 10],
    ['[[0]]', -1, 0],
    ['[[0.9]]', -1, 0.9],
    ['[[10.5]]', -1, 10.5],
    ['[[75]]', -1, 75],
    ['array[0]', -1, 0],
    ['[[8/10]]', 8, -1],
    ['[[07]]', 7, -1],
    ['[[3]] then [[9]]', 9, 3],
    ['none', -1, -1],
    ['$ERROR$', -1, -1],
    ['', -1, -1],
  ])('reads %j as %d by strict and %d by fastchat', (text, strict, fastchat) => {
    expect(rating(text, 'strict').score).toBe(strict)
    expect(rating(text, 'fastchat').score).toBe(fastchat)
  })

  it('says why a rating off the scale is unparsed, and keeps what it saw', () => {
    expect(rating('[[75]]', 'strict').parse).toMatchObject({
      rule: null,
      span: null,
      candidates: ['75'],
      reason: 'rating 75 is outside 1–10',
    })
  })

  it('gives a rating on the scale or -1 with a reason, by strict', () => {
    const text = fc.string({
      unit: fc.constantFrom('[', '[[', ']', ']]', '1', '0', '9', '.', '/10', ' ', '\n'),
    })
    fc.assert(
      fc.property(text, (judgment) => {
        const { score, parse } = rating(judgment, 'strict')
        expect(isRating(score)).toBe(parse.reason === null)
        if (!isRating(score)) expect(score).toBe(-1)
      }),
    )
  })
})

describe('parseGame with letters', () => {
  it.each([
    ['[[A]]', 'A', 'A'],
    ['[[B]]', 'B', 'B'],
    ['[[C]]', 'tie', 'tie'],
    ['[[A]] no, [[B]]', 'B', 'A'],
    ['[[C]] no, [[B]]', 'B', 'B'],
    ['[[ B ]]', 'B', 'error'],
    ['none', 'error', 'error'],
    ['$ERROR$', 'error', 'error'],
  ])('reads %j as %s by strict and %s by fastchat', (text, strict, fastchat) => {
    expect(game(text, 'strict').verdict).toBe(strict)
    expect(game(text, 'fastchat').verdict).toBe(fastchat)
  })
})

describe('parseGame with two ratings', () => {
  it.each([
    ['[[7,9]]', 'B', 'B'],
    ['[[9, 7]]', 'A', 'A'],
    ['[[7,7]]', 'tie', 'tie'],
    ['[[8.1,8.2]]', 'tie', 'tie'],
    // 8.3 - 8.2 is 0.10000000000000142 in Python and JavaScript alike.
    ['[[8.3,8.2]]', 'tie', 'A'],
    ['[[8.2,8.0]]', 'A', 'A'],
    ['[[0,11]]', 'error', 'B'],
    ['[[A]]', 'error', 'error'],
  ])('reads %j as %s by strict and %s by fastchat', (text, strict, fastchat) => {
    expect(game(text, 'strict', '[[rating_a,rating_b]]').verdict).toBe(strict)
    expect(game(text, 'fastchat', '[[rating_a,rating_b]]').verdict).toBe(fastchat)
  })

  it('says why ratings off the scale are an error', () => {
    const { parse } = game('[[0,11]]', 'strict', '[[rating_a,rating_b]]')
    expect(parse).toMatchObject({ rule: null, reason: 'ratings 0,11 are not both in 1–10' })
  })
})

describe('winnerOf', () => {
  it.each([
    ['A', 1, 'model_1'],
    ['B', 1, 'model_2'],
    ['A', 2, 'model_2'],
    ['B', 2, 'model_1'],
    ['tie', 1, 'tie'],
    ['tie', 2, 'tie'],
    ['error', 1, 'error'],
    ['error', 2, 'error'],
  ] as const)('maps %s in game %i to %s', (verdict, at, winner) => {
    expect(winnerOf(verdict, at)).toBe(winner)
  })
})

describe('isRating', () => {
  it.each([
    [1, true],
    [10, true],
    [5.5, true],
    [0.99, false],
    [10.01, false],
    [-1, false],
    [Number.NaN, false],
    [Number.POSITIVE_INFINITY, false],
  ])('of %d is %s', (score, expected) => {
    expect(isRating(score)).toBe(expected)
  })
})
