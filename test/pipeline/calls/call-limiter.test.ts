import { describe, expect, it } from 'vitest'
import { type Chat, ChatError, type ChatReply } from '../../../src/domain/calls/chat.ts'
import { createCallLimiter, withLimiter } from '../../../src/pipeline/calls/call-limiter.ts'
import type { Clock } from '../../../src/pipeline/clock.ts'

const reply: ChatReply = {
  text: 'yes',
  finishReason: 'stop',
  usage: null,
  latencyMs: 1,
  systemFingerprint: null,
  sentParams: {},
}

/** A clock that stands until it is moved. */
function standingClock() {
  let now = 0
  const sleepers: { at: number; wake: () => void }[] = []
  const clock: Clock = {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        sleepers.push({ at: now + ms, wake: resolve })
        signal?.addEventListener('abort', () => resolve())
      }),
  }
  const moveTo = async (ms: number) => {
    now = ms
    for (const { at, wake } of sleepers) if (at <= ms) wake()
    await settled()
  }
  return { clock, moveTo }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

function limited(options: { concurrency?: number; requestsPerMinute?: number } = {}) {
  const { clock, moveTo } = standingClock()
  const stopping = new AbortController()
  const limiter = createCallLimiter({
    concurrency: options.concurrency,
    requestsPerMinute: options.requestsPerMinute,
    tokensPerMinute: undefined,
    clock,
    signal: stopping.signal,
  })
  const open: { resolve: (r: ChatReply) => void; reject: (e: unknown) => void }[] = []
  const chat: Chat = () => new Promise((resolve, reject) => open.push({ resolve, reject }))
  const call = () =>
    withLimiter(chat, limiter)({ model: 'm', messages: [], params: {} }).catch((e: unknown) => e)
  return { moveTo, stopping, open, call }
}

describe('withLimiter', () => {
  it('has no more calls under way than it may, and starts the next when one ends', async () => {
    const { open, call } = limited({ concurrency: 2 })
    const calls = [call(), call(), call()]
    await settled()
    expect(open).toHaveLength(2)
    open[0]?.resolve(reply)
    await settled()
    expect(open).toHaveLength(3)
    for (const { resolve } of open) resolve(reply)
    expect(await Promise.all(calls)).toEqual([reply, reply, reply])
  })

  it('starts nothing after a 429 until the server’s wait is over', async () => {
    const { open, call, moveTo } = limited({ concurrency: 4 })
    const first = call()
    await settled()
    open[0]?.reject(new ChatError('too much', { kind: 'retry', status: 429, retryAfterMs: 1000 }))
    expect(await first).toBeInstanceOf(ChatError)
    void call()
    await settled()
    expect(open).toHaveLength(1)
    await moveTo(999)
    expect(open).toHaveLength(1)
    await moveTo(1000)
    expect(open).toHaveLength(2)
  })

  it('waits for the reset where a reply says that no request is left', async () => {
    const { open, call, moveTo } = limited({ concurrency: 4 })
    void call()
    await settled()
    open[0]?.resolve({ ...reply, rateLimit: { remainingRequests: 0, resetMs: 500 } })
    await settled()
    void call()
    await settled()
    expect(open).toHaveLength(1)
    await moveTo(500)
    expect(open).toHaveLength(2)
  })

  it('keeps to the requests a minute', async () => {
    const { open, call, moveTo } = limited({ concurrency: 9, requestsPerMinute: 2 })
    for (let i = 0; i < 3; i++) void call()
    await settled()
    expect(open).toHaveLength(2)
    await moveTo(60_050)
    expect(open).toHaveLength(3)
  })

  it('lets nothing wait once the run is stopped', async () => {
    const { open, call, stopping } = limited({ concurrency: 1 })
    void call()
    const second = call()
    await settled()
    stopping.abort()
    expect(await second).toMatchObject({ kind: 'aborted' })
    expect(await call()).toMatchObject({ kind: 'aborted' })
    expect(open).toHaveLength(1)
  })
})
