import { describe, expect, it } from 'vitest'
import { type Chat, ChatError, type ChatReply } from '../../../src/domain/calls/chat.ts'
import { createCallLimiter, withLimiter } from '../../../src/pipeline/calls/call-limiter.ts'
import { withRetries } from '../../../src/pipeline/calls/with-retries.ts'
import type { Clock } from '../../../src/pipeline/clock.ts'
import { virtualTime } from '../../support/virtual-time.ts'

const reply: ChatReply = {
  text: 'yes',
  finishReason: 'stop',
  usage: null,
  latencyMs: 1,
  systemFingerprint: null,
  sentParams: {},
}

type Server = {
  latencyMs: number
  /** Calls at once that are let through. */
  concurrent?: number
  /** Calls of each minute, counted back from now. */
  perMinute?: number
  /** Share of calls that are refused by chance. */
  refused?: number
  retryAfterMs?: number
}

/** A server of which nothing is known beforehand, and what it has seen. */
function serverOf(server: Server, clock: Clock): { chat: Chat; seen: Seen; random: () => number } {
  const { concurrent = none, perMinute = none, refused = 0, retryAfterMs } = server
  const random = seeded()
  const seen: Seen = { refusals: 0, most: 0, ends: [] }
  const admitted: number[] = []
  const asked = retryAfterMs === undefined ? {} : { retryAfterMs }
  let underWay = 0

  /** Undefined where a call is let through. */
  function refusal(): { retryAfterMs?: number } | undefined {
    while ((admitted[0] ?? clock.now()) <= clock.now() - 60_000) admitted.shift()
    if (underWay >= concurrent) return asked
    if (admitted.length < perMinute) return random() < refused ? asked : undefined
    return { retryAfterMs: (admitted[0] ?? 0) + 60_000 - clock.now() }
  }

  const chat = async () => {
    const wait = refusal()
    if (wait !== undefined) {
      seen.refusals++
      await clock.sleep(1)
      throw new ChatError('429', { kind: 'retry', status: 429, ...wait })
    }
    admitted.push(clock.now())
    seen.most = Math.max(seen.most, ++underWay)
    await clock.sleep(server.latencyMs * (0.8 + 0.4 * random()))
    underWay--
    seen.ends.push(clock.now())
    return reply
  }
  return { chat, seen, random }
}

type Seen = { refusals: number; most: number; ends: number[] }

const none = Number.POSITIVE_INFINITY

/** Makes so many calls, all wanted at once. */
async function made(calls: number, server: Server, concurrency?: number) {
  const { clock, run } = virtualTime()
  const { chat, seen, random } = serverOf(server, clock)
  const { signal } = new AbortController()
  const limits = { requestsPerMinute: undefined, tokensPerMinute: undefined }
  const limiter = createCallLimiter({ concurrency, ...limits, clock, signal })
  const rules = { maxTries: 100, maxCallMs: 3_600_000, clock, random, onRetry: () => undefined }
  const whole = withRetries(withLimiter(chat, limiter), rules)
  const all = Array.from({ length: calls }, () => whole({ model: 'm', messages: [], params: {} }))
  await run(Promise.all(all))
  // The last few may have been unlucky many times.
  const nearlyMs = seen.ends[Math.floor(0.95 * calls)] ?? 0
  return { ...seen, ms: clock.now(), nearlyMs }
}

function seeded(): () => number {
  let state = 1
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

describe('an endpoint that is filled', () => {
  it('without a limit gets 64 calls at once, near the time that this takes', async () => {
    const { ms, most, refusals } = await made(1600, { latencyMs: 500 })
    expect(most).toBe(64)
    expect(refusals).toBe(0)
    expect(ms).toBeLessThan(1.2 * ((1600 * 500) / 64))
  })

  it('gets as many as are asked for from the first call on', async () => {
    const { ms, most } = await made(960, { latencyMs: 500 }, 96)
    expect(most).toBe(96)
    expect(ms).toBeLessThan(1.15 * 5000)
  })

  it.each([undefined, 50, 3000])(
    'that refuses a fifth by chance is filled all the same (it says %s ms)',
    async (retryAfterMs) => {
      const server = { latencyMs: 500, refused: 0.2, ...(retryAfterMs && { retryAfterMs }) }
      const { nearlyMs, most } = await made(1600, server)
      expect(most).toBeGreaterThan(55)
      expect(nearlyMs).toBeLessThan(2 * ((1600 * 500) / 64))
    },
  )

  it.each([3, 8, 20])('that takes %i at once is filled with few refusals', async (concurrent) => {
    const { ms, most, refusals } = await made(1600, { latencyMs: 500, concurrent })
    expect(most).toBe(concurrent)
    expect(refusals).toBeLessThan(0.06 * 1600)
    expect(ms).toBeLessThan(1.25 * ((1600 * 500) / concurrent))
  })

  it('that takes 60 a minute and 8 at once is used to nine tenths', async () => {
    const { ms, refusals } = await made(180, { latencyMs: 500, concurrent: 8, perMinute: 60 })
    expect(ms).toBeLessThan(125_000 / 0.9)
    expect(refusals).toBeLessThan(30)
  })
})
