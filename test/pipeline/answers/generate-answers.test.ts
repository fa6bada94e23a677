import { describe, expect, it } from 'vitest'
import type { Answer } from '../../../src/domain/answer.ts'
import { type Chat, ChatError, type ChatRequest } from '../../../src/domain/calls/chat.ts'
import { generateAnswers, metaOf } from '../../../src/pipeline/answers/generate-answers.ts'
import { defaultAnswerSettings, planAnswers } from '../../../src/pipeline/answers/plan-answers.ts'
import {
  answerOf,
  countedEvents,
  endpointOf,
  fakeClock,
  lastContent,
  questionOf,
  replyOf,
} from '../../support/records.ts'

const hash = (text: string) => `#${text.length}`

async function generated(
  chat: Chat,
  options: {
    ids?: readonly number[]
    numChoices?: number
    existing?: readonly Answer[]
    systemPrompt?: string
    width?: number
    signal?: AbortSignal
    save?: (answer: Answer) => Promise<void>
  } = {},
) {
  const { ids = [1], numChoices = 1, systemPrompt, existing = [] } = options
  const { tasks } = planAnswers({
    endpoint: endpointOf(),
    baseUrl: 'http://h/v1',
    questions: ids.map((id) => questionOf(id)),
    existing: new Map(existing.map((answer) => [answer.question_id, answer])),
    settings: { ...defaultAnswerSettings, numChoices, systemPrompt },
    keepStale: false,
    hash,
  })
  const saved: Answer[] = []
  const requests: ChatRequest[] = []
  const events = countedEvents()
  const counts = await generateAnswers({
    tasks,
    chat: (request) => {
      requests.push(request)
      return chat(request)
    },
    width: options.width ?? 2,
    systemPrompt,
    save: options.save ?? (async (answer) => void saved.push(answer)),
    hash,
    clock: fakeClock(),
    signal: options.signal ?? new AbortController().signal,
    events,
  })
  return { counts, saved, requests, events }
}

const echo: Chat = async (request) => replyOf(`re ${lastContent(request)}`)

describe('generateAnswers', () => {
  it('asks turn by turn in one conversation and saves one whole answer', async () => {
    const { saved, requests, counts, events } = await generated(echo)
    expect(requests.map(({ messages }) => messages.map((m) => `${m.role}: ${m.content}`))).toEqual([
      ['user: q1 one?'],
      ['user: q1 one?', 'assistant: re q1 one?', 'user: q1 two?'],
    ])
    expect(requests[0]).toMatchObject({
      model: 'vendor/m',
      params: { temperature: 0.7, max_tokens: 1024 },
    })
    expect(saved).toMatchObject([
      {
        question_id: 1,
        model_id: 'm',
        choices: [{ index: 0, turns: ['re q1 one?', 're q1 two?'], meta: [{}, {}] }],
        tstamp: 1_700_000_000,
        source: { model: 'vendor/m', base_url: 'http://h/v1' },
      },
    ])
    expect(saved[0]?.answer_id).toMatch(/^#/)
    expect(counts).toMatchObject({ done: 1, failed: [], notRun: 0, truncated: 0 })
    expect(events.done).toBe(1)
  })

  it('puts a system prompt first', async () => {
    const { requests } = await generated(echo, { systemPrompt: 'be brief' })
    for (const { messages } of requests) {
      expect(messages[0]).toEqual({ role: 'system', content: 'be brief' })
    }
  })

  it('keeps white space around a reply', async () => {
    const { saved } = await generated(async () => replyOf(' x\n'))
    expect(saved[0]?.choices[0]?.turns).toEqual([' x\n', ' x\n'])
  })

  it('asks for each missing choice and keeps those that stand, sorted', async () => {
    const existing = [{ ...answerOf(1), choices: [{ index: 1, turns: ['old', 'old'] }] }]
    const { saved } = await generated(echo, { numChoices: 3, existing })
    expect(saved[0]?.choices.map((c) => [c.index, c.turns[0]])).toEqual([
      [0, 're q1 one?'],
      [1, 'old'],
      [2, 're q1 one?'],
    ])
  })

  it('counts replies that the token limit cut, and keeps them', async () => {
    const { saved, counts } = await generated(async () => replyOf('x', { finishReason: 'length' }))
    expect(saved).toHaveLength(1)
    expect(counts).toMatchObject({ done: 1, truncated: 2 })
  })

  it.each<[finishReason: string, why: RegExp]>([
    ['length', /turn 1: the token limit was reached before any answer: raise --max-tokens/],
    ['content_filter', /turn 1: the reply was filtered by the provider/],
  ])(
    'saves nothing where the reply is empty because of %s, and says so',
    async (finishReason, why) => {
      const { saved, counts, requests } = await generated(async () => replyOf('', { finishReason }))
      expect(saved).toEqual([])
      expect(requests).toHaveLength(1)
      expect(counts.failed).toMatchObject([
        { what: 'm, question 1', why: expect.stringMatching(why), endpointIsDead: false },
      ])
    },
  )

  it('reports a question of which a turn fails and goes on with the others', async () => {
    const chat: Chat = async (request) => {
      if (lastContent(request) === 'q2 two?') throw new ChatError('too long', { kind: 'call' })
      return echo(request)
    }
    const { saved, counts, events } = await generated(chat, { ids: [1, 2, 3], width: 1 })
    expect(saved.map((answer) => answer.question_id)).toEqual([1, 3])
    expect(counts).toMatchObject({ done: 2, notRun: 0 })
    expect(counts.failed).toEqual([
      { what: 'm, question 2', why: 'too long', endpointIsDead: false },
    ])
    expect(events).toMatchObject({ done: 2, failures: ['m, question 2'] })
  })

  it('says of a failure whether the endpoint is dead', async () => {
    const chat: Chat = async () => {
      throw new ChatError('wrong key', { kind: 'endpoint' })
    }
    const { counts } = await generated(chat, { ids: [1, 2] })
    expect(counts.failed.map((failure) => failure.endpointIsDead)).toEqual([true, true])
  })

  it('saves the choices that succeeded where another of the question fails', async () => {
    let calls = 0
    const chat: Chat = async (request) => {
      if (++calls === 1) throw new ChatError('too long', { kind: 'call' })
      return echo(request)
    }
    const { saved, counts } = await generated(chat, { numChoices: 2 })
    expect(saved).toMatchObject([{ choices: [{ index: 1, turns: ['re q1 one?', 're q1 two?'] }] }])
    expect(counts).toMatchObject({ done: 0, failed: [{ why: 'too long' }] })
  })

  it('leaves no call under way when it ends', async () => {
    let underWay = 0
    let calls = 0
    const chat: Chat = async (request) => {
      if (++calls === 1) throw new ChatError('too long', { kind: 'call' })
      underWay++
      await new Promise<void>((resolve) => setImmediate(resolve))
      underWay--
      return echo(request)
    }
    await generated(chat, { numChoices: 3 })
    expect(underWay).toBe(0)
  })

  it('counts what was broken off and what was not begun when the run is stopped', async () => {
    const stop = new AbortController()
    const chat: Chat = async (request) => {
      if (lastContent(request) === 'q2 one?') {
        stop.abort()
        throw new ChatError('stopped', { kind: 'aborted' })
      }
      return echo(request)
    }
    const { saved, counts } = await generated(chat, {
      ids: [1, 2, 3, 4],
      width: 1,
      signal: stop.signal,
    })
    expect(saved.map((answer) => answer.question_id)).toEqual([1])
    expect(counts).toMatchObject({ done: 1, failed: [], notRun: 3 })
  })

  it('throws what save throws, and asks no further question', async () => {
    const failure = new Error('disk full')
    let calls = 0
    const chat: Chat = (request) => {
      calls++
      return echo(request)
    }
    const save = () => Promise.reject(failure)
    await expect(generated(chat, { ids: [1, 2, 3], width: 1, save })).rejects.toBe(failure)
    expect(calls).toBe(2)
  })

  it('lets a bug pass as it is', async () => {
    const bug = new TypeError('bug')
    await expect(generated(() => Promise.reject(bug))).rejects.toBe(bug)
  })
})

describe('metaOf', () => {
  it('keeps usage, finish reason, whole milliseconds, fingerprint and sent parameters', () => {
    const reply = replyOf('x', {
      usage: { total_tokens: 3 },
      latencyMs: 12.6,
      systemFingerprint: 'fp',
      sentParams: { temperature: 0 },
      reasoning: 'hm',
    })
    expect(metaOf(reply)).toEqual({
      usage: { total_tokens: 3 },
      finish_reason: 'stop',
      latency_ms: 13,
      system_fingerprint: 'fp',
      params: { temperature: 0 },
    })
  })
})
