import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Chat, ChatError, type ChatReply } from '../../../src/domain/calls/chat.ts'
import {
  defaultRetryRules,
  type RetryRules,
  withRetries,
} from '../../../src/pipeline/calls/with-retries.ts'
import { fakeClock, replyOf } from '../../support/records.ts'

const request = { model: 'm', messages: [], params: {} }
const again = (more: { retryAfterMs?: number; status?: number } = {}) =>
  new ChatError('busy', { kind: 'retry', ...more })

/** Makes one call of a chat that fails so, in turn, and then replies. */
async function called(
  failures: readonly unknown[],
  options: Partial<RetryRules> & { random?: number; callMs?: number } = {},
) {
  const clock = fakeClock()
  const retries: ChatError[] = []
  const left = [...failures]
  let calls = 0
  const chat: Chat = async () => {
    calls++
    if (options.callMs !== undefined) await clock.sleep(options.callMs)
    if (left.length > 0) throw left.shift()
    return replyOf('done')
  }
  const retrying = withRetries(chat, {
    ...defaultRetryRules,
    ...options,
    clock,
    random: () => options.random ?? 0,
    onRetry: (error) => retries.push(error),
  })
  const end = await retrying(request).catch((error: unknown) => error)
  return { end, calls, retries, slept: clock.slept }
}

function errorOf(end: unknown): ChatError {
  if (end instanceof ChatError) return end
  throw new Error('the call did not fail')
}

describe('withRetries', () => {
  it('gives a reply at once where there is one', async () => {
    const { end, calls, slept } = await called([])
    expect((end as ChatReply).text).toBe('done')
    expect([calls, slept]).toEqual([1, []])
  })

  it.each<[name: string, error: unknown]>([
    ['of the call', new ChatError('no', { kind: 'call' })],
    ['of the endpoint', new ChatError('no', { kind: 'endpoint' })],
    ['because the run was stopped', new ChatError('no', { kind: 'aborted' })],
    ['that is a bug', new TypeError('bug')],
  ])('passes a failure %s on as it is', async (_, error) => {
    const { end, calls } = await called([error])
    expect(end).toBe(error)
    expect(calls).toBe(1)
  })

  it.each([
    [0, [250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000]],
    [0.999_999_999, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]],
  ])(
    'waits twice as long each time, up to a limit, with a spread (random %d)',
    async (random, waits) => {
      const { slept, calls, retries } = await called(
        waits.map(() => again()),
        { random },
      )
      expect(slept.map(Math.round)).toEqual(waits)
      expect(calls).toBe(waits.length + 1)
      expect(retries).toHaveLength(waits.length)
    },
  )

  it('waits as long as the server asks, and a little more', async () => {
    expect((await called([again({ retryAfterMs: 7000 })], { random: 0.5 })).slept).toEqual([7050])
  })

  it('gives up when its tries are used up, saying how many they were', async () => {
    const failures = Array.from({ length: 5 }, () => again({ status: 503 }))
    const { end, calls, slept } = await called(failures, { maxTries: 3 })
    expect(errorOf(end)).toMatchObject({
      kind: 'call',
      status: 503,
      message: 'busy (after 3 tries)',
    })
    expect([calls, slept.length]).toEqual([3, 2])
  })

  it('gives up before a wait that its time does not allow', async () => {
    const { end, slept } = await called([again({ retryAfterMs: 3_600_000 })])
    expect(errorOf(end).kind).toBe('call')
    expect(slept).toEqual([])
  })

  it('does not count the time before the first failure: a call may have been queued', async () => {
    const { calls } = await called([again()], { callMs: 5000, maxCallMs: 1000 })
    expect(calls).toBe(2)
  })

  it('counts the time of the calls after it', async () => {
    const failures = Array.from({ length: 20 }, () => again())
    const { calls } = await called(failures, { callMs: 400, maxCallMs: 1000 })
    expect(calls).toBe(2)
  })

  it('never tries more often or longer than it may (law)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(fc.nat(60_000), { nil: undefined }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 120_000 }),
        async (waits, maxTries, maxCallMs) => {
          const failures = waits.map((ms) => again(ms === undefined ? {} : { retryAfterMs: ms }))
          const { calls, slept } = await called(failures, { maxTries, maxCallMs, random: 0.5 })
          expect(calls).toBeLessThanOrEqual(maxTries)
          expect(slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(maxCallMs)
        },
      ),
      { numRuns: 200, seed: 1 },
    )
  })

  it('makes no further call when the run is stopped while it waits', async () => {
    const stop = new AbortController()
    let calls = 0
    const chat: Chat = async () => {
      calls++
      throw again()
    }
    const retrying = withRetries(chat, {
      ...defaultRetryRules,
      clock: { now: () => 0, sleep: async () => stop.abort() },
      random: () => 0,
      onRetry: () => {},
    })
    await expect(retrying({ ...request, signal: stop.signal })).rejects.toMatchObject({
      kind: 'aborted',
    })
    expect(calls).toBe(1)
  })
})
