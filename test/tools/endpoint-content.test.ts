import { describe, expect, it } from 'vitest'
import { parseChatRequest } from '../../tools/endpoint/chat-request.ts'
import { countUsage } from '../../tools/endpoint/completion.ts'
import {
  DEFAULT_OPTIONS,
  type EndpointOptions,
  resolveOptions,
} from '../../tools/endpoint/options.ts'
import { composeReply, type Reply } from '../../tools/endpoint/reply.ts'
import { readKind } from '../../tools/endpoint/verdicts.ts'
import { chatBody, conversationPrompt, gradePrompt, pairPrompt } from '../support/ask-endpoint.ts'

const RATINGS_FORMAT = 'Output "[[rating_a,rating_b]]".'
const numbers = Array.from({ length: 400 }, (_, index) => index)

function reply(
  content: string,
  { options = {}, ...rest }: { options?: Partial<EndpointOptions>; [field: string]: unknown } = {},
): Reply {
  const request = parseChatRequest(chatBody(content, rest))
  const resolved = resolveOptions(DEFAULT_OPTIONS, options)
  return composeReply(request, { kind: readKind(request), options: resolved })
}

function verdict(prompt: string, options: Partial<EndpointOptions> = {}): string | undefined {
  return /\[\[([^\]]*)\]\]$/.exec(reply(prompt, { options }).content)?.[1]
}

const words = (text: string): number => text.split(/\s+/).length

describe('answers', () => {
  it('are the same for the same request, whatever its parameters', () => {
    expect(reply('Why?')).toEqual(reply('Why?', { temperature: 0.7 }))
  })

  it.each([
    ['the seed', { options: { seed: 2 } }],
    ['the model', { model: 'n' }],
    ['the conversation', { messages: [{ role: 'system', content: 'Why?' }] }],
  ])('change with %s', (_, change) => {
    expect(reply('Why?', change).content).not.toBe(reply('Why?').content)
  })

  it('do not tell the seed 1 from the text 1', () => {
    expect(reply('Why?', { options: { seed: '1' } })).toEqual(reply('Why?'))
  })

  it('have 40 to 220 words, no bracket and no word about models', () => {
    const answers = numbers.map((index) => reply(`q${index}`).content)
    const lengths = answers.map(words)
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(40)
    expect(Math.min(...lengths)).toBeLessThan(50)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(220)
    expect(Math.max(...lengths)).toBeGreaterThan(210)
    expect(answers.join('')).not.toMatch(/[[\]<>]|model|assistant/i)
    expect(new Set(answers).size).toBe(answers.length)
  })
})

describe('single grades', () => {
  it('end in a rating after two to four sentences', () => {
    expect(reply(gradePrompt('Because.')).content).toMatch(
      /^([A-Z][^.]*\. ?){2,4}\n\nRating: \[\[\d+\]\]$/,
    )
  })

  it('spread over 1 to 10', () => {
    const ratings = numbers.map((index) => Number(verdict(gradePrompt(`answer ${index}`))))
    const counts = new Map<number, number>()
    for (const rating of ratings) counts.set(rating, (counts.get(rating) ?? 0) + 1)
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(Math.min(...counts.values())).toBeGreaterThan(20)
  })

  it('differ between judges for some answers, not for most', () => {
    const differ = numbers.filter((index) => {
      const prompt = gradePrompt(`answer ${index}`)
      return reply(prompt).content.slice(-5) !== reply(prompt, { model: 'n' }).content.slice(-5)
    })
    expect(differ.length / numbers.length).toBeGreaterThan(0.1)
    expect(differ.length / numbers.length).toBeLessThan(0.5)
  })
})

const OTHER: Record<string, string> = { A: 'B', B: 'A', C: 'C' }

describe.each([
  ['single-turn', pairPrompt],
  ['conversation', conversationPrompt],
])('pairwise verdicts on %s prompts', (_, prompt) => {
  const pairs = numbers.map((index) => [`left ${index}`, `right ${index}`] as const)
  const both = (options: Partial<EndpointOptions>) =>
    pairs.map(([a, b]) => ({
      there: verdict(prompt(a, b), options) ?? '',
      back: verdict(prompt(b, a), options) ?? '',
    }))

  it('are won by the same answer in both orders without bias', () => {
    const games = both({ positionBiasShare: 0, tieShare: 0 })
    expect(games.filter(({ there, back }) => there !== OTHER[back])).toEqual([])
    expect(new Set(games.map(({ there }) => there))).toEqual(new Set(['A', 'B']))
  })

  it('hold about the default shares of ties (0.15) and of bias (0.1)', () => {
    const games = both({})
    const ties = games.filter(({ there, back }) => there === 'C' && back === 'C')
    const biased = games.filter(({ there, back }) => there === 'A' && back === 'A')
    expect(ties.length / games.length).toBeCloseTo(0.15, 1)
    expect(biased.length / games.length).toBeCloseTo(0.1, 1)
    const consistent = games.filter(({ there, back }) => there === OTHER[back])
    expect(consistent.length + biased.length).toBe(games.length)
  })

  it('all go to the first answer with a bias of 1', () => {
    const games = both({ positionBiasShare: 1, tieShare: 0 })
    expect(games.every(({ there, back }) => there === 'A' && back === 'A')).toBe(true)
  })

  it('are all ties with a share of 1, and for two equal answers', () => {
    expect(both({ positionBiasShare: 0, tieShare: 1 }).every(({ there }) => there === 'C')).toBe(
      true,
    )
    expect(verdict(prompt('same', 'same'), { positionBiasShare: 0, tieShare: 0 })).toBe('C')
  })
})

describe('pairs of ratings', () => {
  const prompt = (a: string, b: string) =>
    pairPrompt(a, b).replace(/^Output.*\n/, `${RATINGS_FORMAT}\n`)

  it('swap with the answers', () => {
    const options = { positionBiasShare: 0, tieShare: 0 }
    const there = verdict(prompt('one', 'two'), options)
    expect(there).toMatch(/^\d+,\d+$/)
    expect(verdict(prompt('two', 'one'), options)).toBe(there?.split(',').toReversed().join(','))
  })

  it('favour the first with bias and are equal in ties', () => {
    const biased = verdict(prompt('one', 'two'), { positionBiasShare: 1, tieShare: 0 })
    expect(biased).toBe(verdict(prompt('two', 'one'), { positionBiasShare: 1, tieShare: 0 }))
    const [x, y] = (verdict(prompt('one', 'two'), { tieShare: 0.9 }) ?? '').split(',')
    expect(x).toBe(y)
  })
})

describe('reasoning', () => {
  it('comes before the content as <think> with a decoy that is not the verdict', () => {
    for (const index of numbers) {
      const prompt = gradePrompt(`answer ${index}`)
      const { content } = reply(prompt, { options: { reasoning: 'think' } })
      const [, thought, rest] = /^<think>\n(.*)\n<\/think>\n\n([\s\S]*)$/.exec(content) ?? []
      expect(rest).toBe(reply(prompt).content)
      expect(thought).toMatch(/\[\[[38]\]\]/)
      expect(rest).not.toContain(/\[\[\d\]\]/.exec(thought ?? '')?.[0])
    }
  })

  it('is a field of its own on request, and counts as completion tokens', () => {
    const request = parseChatRequest(chatBody(pairPrompt('one', 'two')))
    const options = { ...DEFAULT_OPTIONS, reasoning: 'field' } as const
    const found = composeReply(request, { kind: 'pairwise', options })
    expect(found.content).toBe(reply(pairPrompt('one', 'two')).content)
    expect(found.reasoning).toMatch(/\[\[[AB]\]\]/)
    const characters = found.content.length + (found.reasoning?.length ?? 0)
    expect(countUsage(request, found).completion_tokens).toBe(Math.ceil(characters / 4))
  })
})

describe('spoilt replies', () => {
  const prompts = numbers.map((index) => gradePrompt(`answer ${index}`))
  const clean = prompts.map((prompt) => reply(prompt).content)

  it('have no bracket in the unparsed share; the others stay as they were', () => {
    const options = { unparsedShare: 0.3 }
    const found = prompts.map((prompt) => reply(prompt, { options }).content)
    const unparsed = found.filter((content) => !content.includes('['))
    expect(unparsed.length / found.length).toBeCloseTo(0.3, 1)
    const others = found.filter((content, index) => content === clean[index])
    expect(others.length + unparsed.length).toBe(found.length)
  })

  it('never make an answer unparsed', () => {
    expect(reply('Why?', { options: { unparsedShare: 1 } })).toEqual(reply('Why?'))
  })

  it('stop before the verdict in the length share', () => {
    const options = { lengthShare: 1 }
    const found = reply(prompts[0] ?? '', { options })
    expect(found.finishReason).toBe('length')
    expect(found.content).not.toMatch(/\[|\.$/)
    expect(clean[0]).toContain(found.content)
    expect(reply('Why?', { options }).finishReason).toBe('length')
  })

  it('are empty in the content filter share', () => {
    const found = reply('Why?', { options: { contentFilterShare: 1, reasoning: 'field' } })
    expect(found).toMatchObject({ content: '', reasoning: null, finishReason: 'content_filter' })
  })
})

describe('budgets', () => {
  const full = reply('Why?')

  it.each(['max_tokens', 'max_completion_tokens'])('%s cuts after as many words', (name) => {
    const cut = reply('Why?', { [name]: 10 })
    expect(cut.finishReason).toBe('length')
    expect(words(cut.content)).toBe(10)
    expect(full.content.startsWith(cut.content)).toBe(true)
  })

  it('leave a reply alone that has just as many words', () => {
    const budget = words(full.content)
    expect(reply('Why?', { max_tokens: budget })).toEqual(full)
    expect(reply('Why?', { max_tokens: budget - 1 }).finishReason).toBe('length')
  })

  it('are spent on reasoning first', () => {
    const options = { reasoning: 'field' } as const
    const thoughts = words(reply('Why?', { options }).reasoning ?? '')
    const cut = reply('Why?', { options, max_tokens: thoughts + 2 })
    expect(words(cut.content)).toBe(2)
    expect(reply('Why?', { options, max_tokens: 3 })).toMatchObject({ content: '' })
  })
})

describe('countUsage', () => {
  it('takes four characters for a token: 40 and 9 make 10 + 3 = 13', () => {
    const messages = [
      { role: 'system', content: 'x'.repeat(30) },
      { role: 'user', content: [{ type: 'text', text: 'y'.repeat(10) }] },
    ]
    const request = parseChatRequest(chatBody('', { messages }))
    expect(countUsage(request, { ...full(), content: 'z'.repeat(9) })).toEqual({
      prompt_tokens: 10,
      completion_tokens: 3,
      total_tokens: 13,
    })
  })

  const full = () => reply('Why?')
})
