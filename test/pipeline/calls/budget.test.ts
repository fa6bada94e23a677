import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Chat, ChatReply, ChatRequest } from '../../../src/domain/calls/chat.ts'
import { ChatError } from '../../../src/domain/calls/chat.ts'
import { createBudget } from '../../../src/pipeline/calls/budget.ts'
import { withBudget } from '../../../src/pipeline/calls/with-budget.ts'

const call = (tokens: number, cost = 0) => ({ calls: 1, tokens, cost })

describe('a budget', () => {
  it('lets calls through until the worst case of what is under way would pass the limit', async () => {
    const budget = createBudget({ tokens: 100 })
    expect(await budget.reserve(call(60))).toBe(true)
    const second = budget.reserve(call(60))
    expect(await Promise.race([second, Promise.resolve('waiting')])).toBe('waiting')
    budget.settle(call(60), call(10))
    expect(await second).toBe(true)
    expect(budget.reached()).toBeUndefined()
  })

  it('is reached when the next call does not fit although nothing is under way', async () => {
    const budget = createBudget({ calls: 1 })
    expect(await budget.reserve(call(1))).toBe(true)
    const second = budget.reserve(call(1))
    budget.settle(call(1), call(1))
    expect(await second).toBe(false)
    expect(budget.reached()).toBe('calls')
    expect(await budget.reserve(call(0))).toBe(false)
  })

  it.each([
    { limits: { cost: 0.5 }, kind: 'cost' },
    { limits: { tokens: 0 }, kind: 'tokens' },
    { limits: { calls: 0 }, kind: 'calls' },
  ] as const)('names the limit that ended the run: $kind', async ({ limits, kind }) => {
    const budget = createBudget(limits)
    expect(await budget.reserve(call(1, 1))).toBe(false)
    expect(budget.reached()).toBe(kind)
  })

  it('is never passed, whatever the order in which calls end', async () => {
    const work = fc.array(
      fc.record({ worst: fc.nat(50), used: fc.double({ min: 0, max: 1, noNaN: true }) }),
    )
    await fc.assert(
      fc.asyncProperty(
        work,
        fc.nat(200),
        fc.infiniteStream(fc.nat(7)),
        async (calls, max, ends) => {
          const budget = createBudget({ tokens: max })
          const underWay: (() => void)[] = []
          let started = 0
          const all = calls.map(async ({ worst, used }) => {
            if (!(await budget.reserve(call(worst)))) return
            started++
            await new Promise<void>((resolve) => underWay.push(resolve))
            budget.settle(call(worst), call(Math.floor(worst * used)))
          })
          const ended = Promise.all(all)
          for (let i = 0; i < calls.length * 4; i++) {
            await Promise.resolve()
            underWay.splice(ends.next().value % Math.max(1, underWay.length), 1)[0]?.()
          }
          await ended
          expect(budget.spent().tokens).toBeLessThanOrEqual(max)
          expect(budget.spent().calls).toBe(started)
          if (budget.reached() === undefined) expect(started).toBe(calls.length)
        },
      ),
      { numRuns: 60 },
    )
  })
})

const request: ChatRequest = {
  model: 'm',
  messages: [{ role: 'user', content: 'abcd' }],
  params: { max_tokens: 100 },
}
const reply = (usage: ChatReply['usage']): ChatReply => ({
  text: 'ok',
  finishReason: 'stop',
  usage,
  latencyMs: 1,
  systemFingerprint: null,
  sentParams: {},
})

function budgeted(chat: Chat, limit: number) {
  const budget = createBudget({ tokens: limit })
  const countTokens = (text: string) => text.length
  return { budget, chat: withBudget(chat, { budget, price: null, countTokens }) }
}

describe('a Chat with a budget', () => {
  it('settles with what the server reported', async () => {
    const used = { prompt_tokens: 5, completion_tokens: 7 }
    const { budget, chat } = budgeted(async () => reply(used), 1000)
    await chat(request)
    expect(budget.spent()).toEqual({ calls: 1, tokens: 12, cost: 0 })
  })

  it('counts a reply without usage as estimated: 3 for the call, 4 and its text for a message', async () => {
    const { budget, chat } = budgeted(async () => reply(null), 1000)
    await chat(request)
    expect(budget.spent().tokens).toBe(3 + 4 + 4 + 2)
  })

  it('holds all of max_tokens: a call that might pass the limit is not made', async () => {
    let calls = 0
    const { chat } = budgeted(async () => {
      calls++
      return reply(null)
    }, 100)
    await expect(chat(request)).rejects.toMatchObject({ kind: 'aborted' })
    expect(calls).toBe(0)
  })

  it.each([
    { name: 'a refusal', error: { kind: 'retry', status: 429 } as const, tokens: 0 },
    { name: 'a server that is not there', error: { kind: 'endpoint' } as const, tokens: 0 },
    { name: 'a reset, that may be billed', error: { kind: 'retry' } as const, tokens: 17 + 100 },
    {
      name: 'an empty reply with usage',
      error: { kind: 'retry', usage: { prompt_tokens: 9, completion_tokens: 0 } } as const,
      tokens: 9,
    },
  ])('counts $name as $tokens tokens', async ({ error, tokens }) => {
    const { budget, chat } = budgeted(() => Promise.reject(new ChatError('no', error)), 1000)
    await expect(chat(request)).rejects.toThrow('no')
    expect(budget.spent()).toEqual({ calls: 1, tokens, cost: 0 })
  })
})
