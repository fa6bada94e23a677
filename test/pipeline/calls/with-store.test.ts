import { describe, expect, it } from 'vitest'
import type { ChatReply, ChatRequest } from '../../../src/domain/calls/chat.ts'
import {
  replyKeyText,
  type StoredReply,
  withStore,
} from '../../../src/pipeline/calls/with-store.ts'

const request: ChatRequest = {
  model: 'm',
  messages: [{ role: 'user', content: 'hi' }],
  params: { temperature: 0 },
  reuse: { repeat: 0, isFresh: false },
}
const reply: ChatReply = {
  text: 'yes',
  finishReason: 'stop',
  usage: null,
  latencyMs: 1,
  systemFingerprint: null,
  sentParams: {},
}
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

function storing({ isRefreshing = false } = {}) {
  const kept = new Map<string, StoredReply>()
  const open: { resolve: (reply: ChatReply) => void; reject: (error: unknown) => void }[] = []
  const chat = withStore(
    () => new Promise<ChatReply>((resolve, reject) => open.push({ resolve, reject })),
    {
      store: {
        get: async (key) => kept.get(key),
        put: (key, { reply: stored }) => kept.set(key, stored),
      },
      keyOf: (asked) => replyKeyText(asked, 'http://h/v1'),
      isRefreshing,
      onServed: async () => undefined,
      turn: settled,
    },
  )
  /** Asks as a judge does: a reply that can be read is kept. */
  const ask = async (asked: ChatRequest, { isReadable = true } = {}) => {
    const answer = await chat(asked)
    if (isReadable) answer.keep?.()
    return answer
  }
  return { ask, open, kept }
}

describe('requests that are the same and under way at once', () => {
  it('are asked once, and the others are served what was kept', async () => {
    const { ask, open } = storing()
    const asks = [ask(request), ask(request), ask(request)]
    await settled()
    expect(open).toHaveLength(1)
    open[0]?.resolve(reply)
    const answers = await Promise.all(asks)
    expect(answers.map(({ served }) => served === true)).toEqual([false, true, true])
    expect(open).toHaveLength(1)
  })

  it('are asked for each repeat of its own', async () => {
    const { ask, open } = storing()
    void ask(request)
    void ask({ ...request, reuse: { repeat: 1, isFresh: false } })
    await settled()
    expect(open).toHaveLength(2)
  })

  it('are asked again, one after the other, where the first reply was not kept', async () => {
    const { ask, open } = storing()
    const first = ask(request, { isReadable: false })
    const others = [ask(request), ask(request)]
    await settled()
    open[0]?.resolve(reply)
    await first
    await settled()
    await settled()
    expect(open).toHaveLength(2)
    open[1]?.resolve(reply)
    const answers = await Promise.all(others)
    expect(answers.map(({ served }) => served === true)).toEqual([false, true])
  })

  it('are asked again where the first failed', async () => {
    const { ask, open } = storing()
    const first = ask(request)
    const second = ask(request)
    await settled()
    open[0]?.reject(new Error('gone'))
    await expect(first).rejects.toThrow('gone')
    await settled()
    await settled()
    open[1]?.resolve(reply)
    expect(await second).toMatchObject({ text: 'yes' })
  })

  it('are asked once when all is asked anew', async () => {
    const { ask, open, kept } = storing({ isRefreshing: true })
    kept.set(replyKeyText(request, 'http://h/v1'), { ...reply, text: 'old' })
    const asks = [ask(request), ask(request)]
    await settled()
    expect(open).toHaveLength(1)
    open[0]?.resolve(reply)
    expect((await Promise.all(asks)).map(({ text }) => text)).toEqual(['yes', 'yes'])
  })
})
