import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findVerdict } from '../../src/domain/verdicts/strict-parser.ts'
import { parseGame, parseRating } from '../../src/domain/verdicts/verdict.ts'
import { UserError } from '../../src/errors.ts'
import { loadJudgeWeights } from '../../src/io/workspace/load-judge-weights.ts'
import { createFeatureJudge } from '../../src/judges/feature-judge.ts'
import { requestFor, someWeights, textOf } from './subjects.ts'

const judge = createFeatureJudge(someWeights)
const shipped = createFeatureJudge(loadJudgeWeights())

const phrase = fc.constantFrom(
  'Wind carries the vapour away. ',
  'Wind carries the vapour away. ',
  '\n\n1. A step\n2. Another',
  '```js\nf(1)\n```',
  '[[A]] ',
  'Rating: [[10]] ',
  'Final verdict: [[B]]',
  'understand what it reads.\n\nFinal verdict: [[A]]',
  '{"a": 1}',
  '答案是 42。',
  'As an AI, I cannot. ',
)
const answer = fc.oneof(
  fc.array(phrase, { maxLength: 12 }).map((parts) => parts.join('')),
  fc.string({ maxLength: 200 }),
)
const turns = fc.tuple(answer, answer)
const subject = fc.record({
  turn: fc.constantFrom(1 as const, 2 as const),
  questions: fc.constant(['Why? Answer as JSON.', 'List three reasons.']),
  reference: fc.option(fc.constant(['It is 42.', 'Yes: 7']), { nil: undefined }),
})

describe('builtin:features', () => {
  it('mirrors its verdict when the answers change places', async () => {
    await fc.assert(
      fc.asyncProperty(subject, turns, turns, async ({ reference, ...rest }, one, other) => {
        const base = { ...rest, ...(reference === undefined ? {} : { reference }) }
        const there = gameOf(await textOf(shipped, { ...base, answers: [one, other] }))
        const back = gameOf(await textOf(shipped, { ...base, answers: [other, one] }))
        expect(back).toBe({ A: 'B', B: 'A', tie: 'tie', error: 'error' }[there])
      }),
    )
  })

  it('ends in a verdict that the strict parser reads, and holds no other candidate', async () => {
    await fc.assert(
      fc.asyncProperty(turns, turns, async (one, other) => {
        const text = await textOf(shipped, { answers: [one, other] })
        const { value, parse } = findVerdict(text, {
          format: '[[A]]',
          answers: [...one, ...other],
        })
        expect(value).toMatch(/^[ABC]$/)
        expect(parse.candidates).toHaveLength(1)
        expect(parse.span?.[1]).toBe(text.length)
        const fastchat = parseGame(text, {
          parser: 'fastchat',
          format: '[[A]]',
          answers: undefined,
        })
        expect(fastchat.verdict).toBe(gameOf(text))
      }),
    )
  })

  it('rates from 1 to 10, and its rating can be read', async () => {
    await fc.assert(
      fc.asyncProperty(subject, turns, async ({ reference, ...rest }, one) => {
        const base = { ...rest, ...(reference === undefined ? {} : { reference }) }
        const text = await textOf(shipped, { ...base, answers: [one] })
        const { score, parse } = parseRating(text, { parser: 'strict', answers: one })
        expect(score).toBeGreaterThanOrEqual(1)
        expect(score).toBeLessThanOrEqual(10)
        expect(parse.candidates).toHaveLength(1)
        expect(parse.span?.[1]).toBe(text.length)
      }),
    )
  })

  it('ties an answer with itself', async () => {
    const same = ['Wind carries the vapour away.']
    expect(gameOf(await textOf(judge, { answers: [same, same] }))).toBe('tie')
  })

  it('names what decided, and how sure it is', async () => {
    const good = ['Moving air carries water vapour away, so more water can leave the cloth.']
    const text = await textOf(judge, { answers: [good, ['It just does.']] })
    expect(text).toMatch(/^Answer A is better with a probability of \d+ %\./)
    expect(text).toContain('For answer A: more different words that carry content (+')
    expect(text).toContain('For answer B: nothing that counts.')
  })

  it('is not won over by text that says itself again', async () => {
    const plain = 'Moving air carries vapour away. The dry air that follows takes up more water.'
    const padded = `${plain} ${plain} ${plain}`
    expect(gameOf(await textOf(shipped, { answers: [[plain], [padded]] }))).toBe('A')
  })

  it('sees the reference’s last number', async () => {
    const reference = ['17 * 17 - 19 = 270']
    const answers = [['It comes to 270.'], ['It comes to 280.']]
    expect(gameOf(await textOf(judge, { answers, reference }))).toBe('A')
  })

  it('counts the first turn in part when the second is judged', async () => {
    const [good, bad] = ['wind carries vapour off wet cloth', 'so']
    const both = { turn: 2 as const, questions: ['Why?', 'And then?'] }
    const same = 'It dries.'
    const text = await textOf(judge, {
      ...both,
      answers: [
        [bad, same],
        [good, same],
      ],
    })
    expect(gameOf(text)).toBe('B')
  })

  it('refuses a request without answers to judge', async () => {
    const call = judge({ model: 'x', messages: [], params: {} })
    await expect(call).rejects.toThrow(UserError)
    await expect(judge(requestFor({ mode: 'pair', answers: [['a']] }))).rejects.toThrow(
      'a pair judgment needs 2 answers, not 1',
    )
  })

  it('refuses a prompt that asks for two ratings', async () => {
    const request = requestFor({ answers: [['a'], ['b']] })
    const content = 'End with [[rating_a,rating_b]].'
    const call = judge({ ...request, messages: [{ role: 'system', content }] })
    await expect(call).rejects.toThrow('the prompt asks for [[rating_a,rating_b]]')
  })

  it('refuses weights of a feature that it does not know', () => {
    const weights = { ...someWeights, weights: { charm: 1 } }
    expect(() => createFeatureJudge(weights)).toThrow(UserError)
  })

  it('needs well under two seconds for 40 questions of four models, all pairs in both orders', async () => {
    const fresh = createFeatureJudge(loadJudgeWeights())
    const subjects = manySubjects()
    expect(subjects).toHaveLength(320 + 960)
    const started = process.cpuUsage()
    for (const one of subjects) await textOf(fresh, one)
    const { user } = process.cpuUsage(started)
    expect(user / 1e6).toBeLessThan(2)
  })
})

/** Four answers of 300 words to both turns of 40 questions: each alone, and all pairs in both orders. */
function manySubjects(): Parameters<typeof textOf>[1][] {
  const words = Array.from({ length: 310 }, (_, i) => `word${(i * 7919) % 211}`)
  const answer = (m: number, q: number) => `${words.slice(m, 300 + m).join(' ')} ${q}.`
  const places = Array.from({ length: 80 }, (_, i) => ({
    turn: i % 2 === 0 ? (1 as const) : (2 as const),
    questions: [`Why ${i >> 1}?`, 'And then?'],
  }))
  return places.flatMap((place, i) => {
    const sets = [0, 1, 2, 3].map((m) => [answer(m, i), answer(m + 4, i)])
    const contests = sets.flatMap((one) => [
      [one],
      ...sets.filter((other) => other !== one).map((other) => [one, other]),
    ])
    return contests.map((answers) => ({ ...place, answers }))
  })
}

function gameOf(text: string): 'A' | 'B' | 'tie' | 'error' {
  return parseGame(text, { parser: 'strict', format: '[[A]]', answers: undefined }).verdict
}
