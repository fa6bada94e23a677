import { describe, expect, it } from 'vitest'
import type { Usage } from '../../tools/endpoint/completion.ts'
import {
  ask,
  chatBody,
  conversationPrompt,
  gradePrompt,
  openEndpoint,
  pairPrompt,
} from '../support/ask-endpoint.ts'

describe('counts', () => {
  it('tell kinds, models, tokens, repeats and finish reasons', async () => {
    const endpoint = await openEndpoint()
    const prompts = ['Why?', gradePrompt('a'), pairPrompt('a', 'b'), conversationPrompt('a', 'b')]
    const answers = await Promise.all(prompts.map((prompt) => ask(endpoint, prompt)))
    answers.push(await ask(endpoint, '[[rating_a,rating_b]]', { model: '__proto__' }))
    answers.push(await ask(endpoint, 'Why?', { max_tokens: 3 }))
    const counts = endpoint.counts()
    expect(counts).toMatchObject({
      requests: 6,
      completions: 6,
      distinctRequests: 5,
      repeatedCompletions: 1,
      unanswered: 0,
      inFlight: 0,
      byKind: { answer: 2, single: 1, pairwise: 2, 'pair-ratings': 1 },
      byStatus: { 200: 6 },
      byFinishReason: { stop: 5, length: 1, content_filter: 0 },
    })
    expect(Object.entries(counts.byModel)).toEqual([
      ['m', 5],
      ['__proto__', 1],
    ])
    const sum = (name: keyof Usage) =>
      answers.reduce((all, { usage }) => all + (usage?.[name] ?? 0), 0)
    expect(counts.promptTokens).toBe(sum('prompt_tokens'))
    expect(counts.completionTokens).toBe(sum('completion_tokens'))
  })

  it('call a completion repeated after a completion, not after a fault', async () => {
    const endpoint = await openEndpoint({ faults: { serverError: 1 } })
    await ask(endpoint, 'Why?')
    endpoint.configure({ faults: {} })
    await ask(endpoint, 'Why?')
    expect(endpoint.counts()).toMatchObject({ completions: 1, repeatedCompletions: 0 })
    await ask(endpoint, 'Why?', { temperature: 0.5 })
    expect(endpoint.counts()).toMatchObject({ completions: 2, repeatedCompletions: 1 })
  })

  it('follow requests in flight and connections', async () => {
    const endpoint = await openEndpoint({ latencyMs: 50 })
    const asking = Promise.all(['a', 'b', 'c', 'd'].map((question) => ask(endpoint, question)))
    await expect.poll(() => endpoint.counts().inFlight).toBe(4)
    await asking
    expect(endpoint.counts()).toMatchObject({ inFlight: 0, maxInFlight: 4, connections: 4 })
  })

  it('call a request unanswered whose client goes during the wait', async () => {
    const endpoint = await openEndpoint({ latencyMs: 120 })
    const leaving = new AbortController()
    const { signal } = leaving
    const url = `${endpoint.url}/chat/completions`
    const asking = fetch(url, { method: 'POST', body: chatBody('a'), signal })
    await expect.poll(() => endpoint.counts().inFlight).toBe(1)
    leaving.abort()
    await expect(asking).rejects.toThrow()
    await expect.poll(() => endpoint.counts().unanswered).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(endpoint.counts()).toMatchObject({ completions: 0, inFlight: 0, byStatus: {} })
    expect(endpoint.log()[0]).toMatchObject({ status: null, fault: null })
  })

  it('add up: requests = answered + unanswered + in flight', async () => {
    const rates = { serverError: 0.2, resetBefore: 0.2, tooManyRequests: 0.2, resetMiddle: 0.1 }
    const endpoint = await openEndpoint({ faults: rates })
    const questions = Array.from({ length: 100 }, (_, index) => `q${index}`)
    await Promise.allSettled(questions.map((question) => ask(endpoint, question)))
    const { requests, unanswered, inFlight, byStatus } = endpoint.counts()
    const answered = Object.values(byStatus).reduce((sum, count) => sum + count, 0)
    expect(unanswered).toBeGreaterThan(0)
    expect(answered + unanswered + inFlight).toBe(requests)
  })
})

describe('latency', () => {
  it('is waited for before completions and faults, not before refusals', async () => {
    const endpoint = await openEndpoint({ latencyMs: 100, faults: { serverError: 0.5 } })
    await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((question) => ask(endpoint, question)))
    await ask(endpoint, 'a', { stream: true })
    const durations = endpoint.log().map(({ durationMs }) => durationMs)
    expect(Math.min(...durations.slice(0, -1))).toBeGreaterThan(95)
    expect(durations.at(-1)).toBeLessThan(95)
    expect(Object.keys(endpoint.counts().byStatus)).toEqual(['200', '400', '500'])
  })

  it('is drawn within its bounds for each request', async () => {
    const endpoint = await openEndpoint({ latencyMs: { min: 20, max: 120 } })
    await Promise.all(Array.from({ length: 12 }, (_, index) => ask(endpoint, `q${index}`)))
    const durations = endpoint.log().map(({ durationMs }) => durationMs)
    expect(Math.min(...durations)).toBeGreaterThan(18)
    expect(Math.max(...durations) - Math.min(...durations)).toBeGreaterThan(20)
  })
})

describe('the log', () => {
  it('notes what was asked and what came of it, without key and text', async () => {
    const endpoint = await openEndpoint()
    const params = { max_tokens: 500, temperature: 0, seed: 7 }
    await ask(endpoint, 'Why?', { ...params, top_p: 1, headers: { authorization: 'Bearer s' } })
    await ask(endpoint, 'Why?', { max_completion_tokens: 400 })
    const [first, second] = endpoint.log()
    expect(first).toEqual({
      sequence: 1,
      method: 'POST',
      path: '/v1/chat/completions',
      model: 'm',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      kind: 'answer',
      params,
      attempt: 1,
      fault: null,
      status: 200,
      hasAuthorization: true,
      timeMs: expect.any(Number),
      durationMs: expect.any(Number),
    })
    expect(second).toMatchObject({
      sequence: 2,
      attempt: 2,
      hash: first?.hash,
      hasAuthorization: false,
      params: { max_completion_tokens: 400 },
    })
    expect(second?.timeMs).toBeGreaterThan(first?.timeMs ?? Number.POSITIVE_INFINITY)
  })

  it('holds the messages on request', async () => {
    const endpoint = await openEndpoint({ logMessages: true })
    await ask(endpoint, 'Why?')
    expect(endpoint.log()[0]?.messages).toEqual([{ role: 'user', text: 'Why?' }])
  })

  it('holds the newest entries only', async () => {
    const endpoint = await openEndpoint({ logLimit: 3 })
    for (let index = 0; index < 10; index += 1) await ask(endpoint, 'Why?')
    expect(endpoint.log().map(({ sequence }) => sequence)).toEqual([8, 9, 10])
    endpoint.configure({ logLimit: 0 })
    await ask(endpoint, 'Why?')
    expect(endpoint.log()).toEqual([])
  })
})
