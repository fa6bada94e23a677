import { describe, expect, it } from 'vitest'
import {
  createRateLimiter,
  formatDuration,
  retryAfterHeaders,
} from '../../tools/endpoint/rate-limit.ts'
import { ask, chatBody, openEndpoint } from '../support/ask-endpoint.ts'

describe('the sliding window', () => {
  const limit = { requestsPerMinute: 2 }

  it('lets as many through as there are places, and more as they leave', () => {
    const limiter = createRateLimiter()
    const admit = (nowMs: number) => limiter.admit(limit, nowMs)
    expect(admit(0).isAdmitted).toBe(true)
    expect(admit(10_000).isAdmitted).toBe(true)
    expect(admit(20_000)).toEqual({
      isAdmitted: false,
      retryAfterMs: 40_000,
      headers: {
        'x-ratelimit-limit-requests': '2',
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '50s',
      },
    })
    expect(admit(59_999).isAdmitted).toBe(false)
    expect(admit(60_000).isAdmitted).toBe(true)
    expect(admit(60_001)).toMatchObject({ isAdmitted: false, retryAfterMs: 9_999 })
  })

  it('never holds more than its places in any window of a long run', () => {
    const limiter = createRateLimiter()
    const short = { requestsPerMinute: 50, windowMs: 1000 }
    const admitted: number[] = []
    for (let nowMs = 0; nowMs < 100_000; nowMs += 7) {
      if (limiter.admit(short, nowMs).isAdmitted) admitted.push(nowMs)
    }
    const crowded = admitted.filter((ms, index) => ms - (admitted[index - 50] ?? -1000) < 1000)
    expect(crowded).toEqual([])
    expect(admitted.length).toBeGreaterThan(4800)
  })

  it('shows the places that are left in each answer', async () => {
    const endpoint = await openEndpoint({ rateLimit: { requestsPerMinute: 3 } })
    const left: (string | null)[] = []
    for (const question of ['a', 'b', 'c', 'd']) {
      const { headers } = await ask(endpoint, question)
      left.push(headers.get('x-ratelimit-remaining-requests'))
    }
    expect(left).toEqual(['2', '1', '0', '0'])
  })

  it('answers 429 with the time until the oldest leaves', async () => {
    const rateLimit = { requestsPerMinute: 1 }
    const endpoint = await openEndpoint({ rateLimit })
    await ask(endpoint, 'a')
    const answer = await ask(endpoint, 'b')
    expect(answer).toMatchObject({ status: 429, error: { code: 'rate_limit_exceeded' } })
    const seconds = Number(answer.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(50)
    expect(seconds).toBeLessThanOrEqual(60)
    expect(endpoint.counts()).toMatchObject({ rateLimited: 1, completions: 1, requests: 2 })
    expect(endpoint.log()[1]).toMatchObject({ status: 429, fault: null, attempt: null })
  })

  it('has places again when the window of windowMs is over', async () => {
    const endpoint = await openEndpoint({ rateLimit: { requestsPerMinute: 1, windowMs: 80 } })
    expect((await ask(endpoint, 'a')).status).toBe(200)
    const refused = await ask(endpoint, 'b')
    expect(refused.status).toBe(429)
    const waitMs = Number(refused.headers.get('retry-after-ms'))
    expect(waitMs).toBeLessThanOrEqual(80)
    await new Promise((resolve) => setTimeout(resolve, waitMs + 2))
    expect((await ask(endpoint, 'b')).status).toBe(200)
  })
})

describe('the limit on requests in flight', () => {
  it('refuses what is over it until one ends', async () => {
    const rateLimit = { concurrent: 2 }
    const endpoint = await openEndpoint({ rateLimit, latencyMs: 60, retryAfterSeconds: 0.03 })
    const answers = await Promise.all(['a', 'b', 'c'].map((question) => ask(endpoint, question)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429])
    const refused = answers.find(({ status }) => status === 429)
    expect(refused?.headers.get('retry-after-ms')).toBe('30')
    expect(endpoint.counts()).toMatchObject({ rateLimited: 1, inFlight: 0 })
    expect((await ask(endpoint, 'd')).status).toBe(200)
  })

  it('frees the place of a client that goes', async () => {
    const endpoint = await openEndpoint({ rateLimit: { concurrent: 1 }, faults: { hang: 1 } })
    const leaving = new AbortController()
    const { signal } = leaving
    const url = `${endpoint.url}/chat/completions`
    const asking = fetch(url, { method: 'POST', body: chatBody('a'), signal })
    await expect.poll(() => endpoint.counts().inFlight).toBe(1)
    leaving.abort()
    await expect(asking).rejects.toThrow()
    await expect.poll(() => endpoint.counts().inFlight).toBe(0)
    endpoint.configure({ faults: {} })
    expect((await ask(endpoint, 'b')).status).toBe(200)
  })
})

describe('retryAfterHeaders', () => {
  const epochMs = Date.UTC(2024, 0, 1, 0, 0, 0, 400)

  it.each([
    ['seconds', 50, { 'retry-after-ms': '50' }],
    ['seconds', 999.5, { 'retry-after-ms': '1000' }],
    ['seconds', 1000, { 'retry-after': '1' }],
    ['seconds', 1500, { 'retry-after': '2' }],
    ['ms', 1500, { 'retry-after-ms': '1500' }],
    ['ms', 0.2, { 'retry-after-ms': '1' }],
    ['date', 50, { 'retry-after': 'Mon, 01 Jan 2024 00:00:01 GMT' }],
    ['date', 1601, { 'retry-after': 'Mon, 01 Jan 2024 00:00:03 GMT' }],
  ] as const)('%s of %d ms', (form, waitMs, headers) => {
    expect(retryAfterHeaders(waitMs, { form, epochMs })).toEqual(headers)
  })

  it.each([
    ['seconds', 'retry-after', /^2$/],
    ['ms', 'retry-after-ms', /^1500$/],
    ['date', 'retry-after', / GMT$/],
  ] as const)('the endpoint sends the form %s', async (retryAfterForm, name, value) => {
    const faults = { tooManyRequests: 1 }
    const endpoint = await openEndpoint({ faults, retryAfterForm, retryAfterSeconds: 1.5 })
    const { headers } = await ask(endpoint, 'a')
    expect(headers.get(name)).toMatch(value)
  })
})

describe('formatDuration', () => {
  it.each([
    [0, '0ms'],
    [44.2, '45ms'],
    [1500, '1.5s'],
    [60_000, '1m0s'],
    [90_500, '1m30.5s'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })
})
