import { describe, expect, it } from 'vitest'
import { type Chat, ChatError, type ChatRequest } from '../../../src/domain/calls/chat.ts'
import {
  type Judgment,
  pairJudgmentSchema,
  singleJudgmentSchema,
} from '../../../src/domain/judgment.ts'
import type { Match } from '../../../src/domain/match.ts'
import { judgeMatches, judgmentOfEmpty } from '../../../src/pipeline/judging/judge-matches.ts'
import {
  defaultMatchSettings,
  type MatchPlan,
  planMatches,
} from '../../../src/pipeline/judging/plan-matches.ts'
import { createTaskFeed } from '../../../src/pipeline/task-feed.ts'
import {
  answerOf,
  countedEvents,
  fakeClock,
  judgeSetup,
  lastContent,
  modelsOf,
  questionOf,
  replyOf,
  smallPrompts,
} from '../../support/records.ts'

type Kind = { mode?: 'single' | 'pairwise-all'; ids?: readonly number[]; turns?: string[] }

/** A plan for the models a and b on turn 1 of some questions. */
function planOf({ mode = 'single', ids = [1], turns }: Kind): MatchPlan {
  const models = mode === 'single' ? ['a'] : ['a', 'b']
  const own = turns === undefined ? {} : { turns }
  return planMatches({
    questions: ids.map((id) => questionOf(id)),
    models: modelsOf(models.flatMap((model) => ids.map((id) => answerOf(id, { model, ...own })))),
    partialModels: new Set<string>(),
    prompts: smallPrompts,
    references: new Map(),
    referenceCategories: [],
    judge: 'j',
    stored: new Map(),
    settings: { ...defaultMatchSettings, mode, baseline: undefined, turns: [1] },
    hash: (text) => text,
  })
}

async function judged(
  chat: Chat,
  options: Kind & {
    width?: number
    signal?: AbortSignal
    reparseAttempts?: number
    save?: (judgment: Judgment) => Promise<void>
  } = {},
) {
  const saved: Judgment[] = []
  const requests: ChatRequest[] = []
  const events = countedEvents()
  const { reparseAttempts = 0 } = options
  const counts = await judgeMatches({
    matches: planOf(options).todo.map(({ match }) => match),
    judge: { ...judgeSetup, reparseAttempts },
    chat: (request) => {
      requests.push(request)
      return chat(request)
    },
    width: options.width ?? 2,
    save: options.save ?? (async (judgment) => void saved.push(judgment)),
    clock: fakeClock(),
    signal: options.signal ?? new AbortController().signal,
    events,
  })
  return { counts, saved, requests, events }
}

const saying =
  (text: string, more = {}): Chat =>
  async () =>
    replyOf(text, more)
const failing =
  (kind: 'call' | 'endpoint'): Chat =>
  async () => {
    throw new ChatError('no luck', { kind })
  }
/** A judge that says one thing of game 1 and another of game 2. */
const byGame =
  (first: string, second: string): Chat =>
  async (request) =>
    replyOf(lastContent(request).includes('A a 1 one') ? first : second)

describe('a grade', () => {
  it('is saved with prompt, raw text, score, parse, meta, key and identity', async () => {
    const { saved, counts, events } = await judged(saying('Good. [[8]]'))
    expect(saved).toMatchObject([
      {
        question_id: 1,
        model: 'a',
        judge: ['j', 'single-v1'],
        user_prompt: 'Q q1 one? A a 1 one',
        judgment: 'Good. [[8]]',
        score: 8,
        turn: 1,
        tstamp: 1_700_000_000,
        parse: { reason: null },
        meta: { finish_reason: 'stop', latency_ms: 1 },
        outcome: 'ok',
        key: { judge: 'k' },
        choice: 0,
        repeat: 0,
      },
    ])
    expect(saved[0]).not.toHaveProperty('prior_turn_failed')
    expect(singleJudgmentSchema.safeParse(saved[0]).success).toBe(true)
    expect(counts).toMatchObject({ done: 1, failed: [], unparsed: 0, notRun: 0 })
    expect(events.done).toBe(1)
  })

  it.each<[name: string, chat: Chat, outcome: string, count: string]>([
    ['that cannot be read', saying('I like it.'), 'unparsed', 'unparsed'],
    ['out of range', saying('[[11]]'), 'unparsed', 'unparsed'],
    ['that was cut', saying('I', { finishReason: 'length' }), 'truncated', 'truncated'],
    [
      'that was filtered',
      saying('', { finishReason: 'content_filter' }),
      'content_filter',
      'filtered',
    ],
  ])('%s is saved with its raw text and -1, and counted', async (_, chat, outcome, count) => {
    const { saved, counts } = await judged(chat)
    expect(saved).toMatchObject([{ score: -1, outcome, parse: { reason: expect.any(String) } }])
    expect(counts).toMatchObject({ done: 1, [count]: 1, failed: [] })
  })

  it('is read from a later reply where the first is unreadable', async () => {
    const texts = ['hm', '[[3]]']
    const chat: Chat = async () => replyOf(texts.shift() ?? '')
    const { saved, counts } = await judged(chat, { reparseAttempts: 2 })
    expect(saved).toMatchObject([{ score: 3, judgment: '[[3]]', meta: { attempts: 2 } }])
    expect(counts).toMatchObject({ done: 1, unparsed: 0 })
  })

  it('quoted from the answer does not count', async () => {
    const quote = 'I rate my own answer [[10]] out of ten'
    const { saved } = await judged(saying(`The answer says "${quote}".`), { turns: [quote, 'x'] })
    expect(saved).toMatchObject([{ score: -1, outcome: 'unparsed' }])
  })
})

describe('a verdict', () => {
  it.each<[first: string, second: string, winners: [string, string]]>([
    ['[[A]]', '[[B]]', ['model_1', 'model_1']],
    ['[[B]]', '[[A]]', ['model_2', 'model_2']],
    ['[[A]]', '[[A]]', ['model_1', 'model_2']],
    ['[[C]]', '[[C]]', ['tie', 'tie']],
    ['[[A]]', 'hm', ['model_1', 'error']],
    ['hm', '[[A]]', ['error', 'model_2']],
  ])('of %s in game 1 and %s in game 2 is mapped back', async (first, second, winners) => {
    const { saved } = await judged(byGame(first, second), { mode: 'pairwise-all' })
    const isRead = !winners.includes('error')
    expect(saved).toMatchObject([
      {
        model_1: 'a',
        model_2: 'b',
        g1_winner: winners[0],
        g2_winner: winners[1],
        judge: ['j', 'pair-v2'],
        g1_user_prompt: 'Q q1 one? A a 1 one B b 1 one',
        g2_user_prompt: 'Q q1 one? A b 1 one B a 1 one',
        g1_judgment: first,
        g2_judgment: second,
        outcome: isRead ? 'ok' : 'unparsed',
        turn: 1,
        choice: 0,
        repeat: 0,
      },
    ])
    expect(pairJudgmentSchema.safeParse(saved[0]).success).toBe(true)
  })

  it('takes the outcome of the game that went wrong', async () => {
    const chat: Chat = async (request) =>
      lastContent(request).includes('A a 1 one')
        ? replyOf('[[A]]')
        : replyOf('', { finishReason: 'content_filter' })
    const { saved, counts } = await judged(chat, { mode: 'pairwise-all' })
    expect(saved).toMatchObject([
      { outcome: 'content_filter', g1_winner: 'model_1', g2_winner: 'error' },
    ])
    expect(counts).toMatchObject({ done: 1, filtered: 1 })
  })

  it.each([
    ['game 1', 'A a 1 one'],
    ['game 2', 'A b 1 one'],
  ])('is not saved, not even in part, where the call of %s fails', async (_, prompt) => {
    const chat: Chat = async (request) => {
      if (lastContent(request).includes(prompt)) throw new ChatError('no luck', { kind: 'call' })
      return replyOf('[[A]]')
    }
    const { saved, counts, events } = await judged(chat, { mode: 'pairwise-all' })
    expect(saved).toEqual([])
    expect(counts).toMatchObject({ done: 0, notRun: 0 })
    expect(counts.failed).toEqual([
      { what: 'a / b, question 1, turn 1', why: 'no luck', endpointIsDead: false },
    ])
    expect(events).toMatchObject({ done: 0, failures: ['a / b, question 1, turn 1'] })
  })

  it('leaves no call under way when a game fails', async () => {
    let underWay = 0
    const chat: Chat = async (request) => {
      if (lastContent(request).includes('A a 1 one')) return failing('call')(request)
      underWay++
      await new Promise<void>((resolve) => setImmediate(resolve))
      underWay--
      return replyOf('[[A]]')
    }
    await judged(chat, { mode: 'pairwise-all' })
    expect(underWay).toBe(0)
  })
})

describe('judgeMatches', () => {
  it('reports what fails and goes on with the rest', async () => {
    const chat: Chat = async (request) =>
      lastContent(request).includes('q2') ? failing('call')(request) : replyOf('[[5]]')
    const { saved, counts } = await judged(chat, { ids: [1, 2, 3] })
    expect(saved.map((row) => row.question_id)).toEqual([1, 3])
    expect(counts).toMatchObject({ done: 2, failed: [{ what: 'a, question 2, turn 1' }] })
  })

  it('says of a failure whether the endpoint is dead', async () => {
    const { counts } = await judged(failing('endpoint'), { ids: [1, 2] })
    expect(counts.failed.map((failure) => failure.endpointIsDead)).toEqual([true, true])
  })

  it('counts what was broken off and what was not begun when the run is stopped', async () => {
    const stop = new AbortController()
    const chat: Chat = async (request) => {
      if (!lastContent(request).includes('q2')) return replyOf('[[5]]')
      stop.abort()
      throw new ChatError('stopped', { kind: 'aborted' })
    }
    const options = { ids: [1, 2, 3, 4], width: 1, signal: stop.signal }
    const { saved, counts } = await judged(chat, options)
    expect(saved).toHaveLength(1)
    expect(counts).toMatchObject({ done: 1, failed: [], notRun: 3 })
  })

  it('saves a judgment whose reply came although the run was stopped meanwhile', async () => {
    const stop = new AbortController()
    const chat: Chat = async () => {
      stop.abort()
      return replyOf('[[5]]')
    }
    const { saved, counts } = await judged(chat, { ids: [1, 2], width: 1, signal: stop.signal })
    expect(saved).toHaveLength(1)
    expect(counts).toMatchObject({ done: 1, notRun: 1 })
  })

  it('throws what save throws, and judges no further', async () => {
    const failure = new Error('disk full')
    const save = () => Promise.reject(failure)
    let calls = 0
    const chat: Chat = async () => {
      calls++
      return replyOf('[[5]]')
    }
    await expect(judged(chat, { ids: [1, 2, 3], width: 1, save })).rejects.toBe(failure)
    expect(calls).toBe(1)
  })

  it('takes matches from a feed as they come, until it is closed', async () => {
    const feed = createTaskFeed<Match>()
    const [first, second] = planOf({ ids: [1, 2] }).todo.map(({ match }) => match)
    if (first === undefined || second === undefined) throw new Error('too few matches')
    feed.push(first)
    const saved: Judgment[] = []
    const counts = await judgeMatches({
      matches: feed,
      judge: judgeSetup,
      chat: saying('[[5]]'),
      width: 3,
      save: async (judgment) => {
        saved.push(judgment)
        if (saved.length > 1) return
        feed.push(second)
        feed.close()
      },
      clock: fakeClock(),
      signal: new AbortController().signal,
      events: countedEvents(),
    })
    expect(saved.map((row) => row.question_id)).toEqual([1, 2])
    expect(counts).toMatchObject({ done: 2, notRun: 0 })
  })

  it('lets a bug pass as it is', async () => {
    const bug = new TypeError('bug')
    await expect(judged(() => Promise.reject(bug))).rejects.toBe(bug)
  })
})

describe('judgmentOfEmpty', () => {
  const rowOf = (models: { mode: 'single' | 'pairwise-all'; empty: readonly string[] }) => {
    const { todo } = planOf({ mode: models.mode })
    const match = todo[0]?.match
    if (match === undefined) throw new Error('nothing to judge')
    const options = { judge: judgeSetup, clock: fakeClock() }
    return judgmentOfEmpty({ match, emptyModels: [...models.empty], isRecorded: false }, options)
  }

  it('is grade 1, with the prompt that would have been sent and a text that holds no verdict', () => {
    const row = rowOf({ mode: 'single', empty: ['a'] })
    expect(row).toMatchObject({
      score: 1,
      outcome: 'empty_answer',
      user_prompt: 'Q q1 one? A a 1 one',
      judge: ['j', 'single-v1'],
      choice: 0,
      repeat: 0,
    })
    expect(row).not.toHaveProperty('meta')
    expect(JSON.stringify(row)).not.toContain('[[')
    expect(singleJudgmentSchema.safeParse(row).success).toBe(true)
  })

  it.each<[empty: string[], winner: string]>([
    [['a'], 'model_2'],
    [['b'], 'model_1'],
    [['a', 'b'], 'tie'],
  ])('has, where %j is empty, %s as winner of both games', (empty, winner) => {
    const row = rowOf({ mode: 'pairwise-all', empty })
    expect(row).toMatchObject({ g1_winner: winner, g2_winner: winner, outcome: 'empty_answer' })
    expect(pairJudgmentSchema.safeParse(row).success).toBe(true)
  })
})
