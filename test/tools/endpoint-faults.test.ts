import { describe, expect, it } from 'vitest'
import {
  drawFault,
  FAULT_KINDS,
  type FaultKind,
  faultAt,
  sumRates,
} from '../../tools/endpoint/faults.ts'
import type { EndpointOptions } from '../../tools/endpoint/options.ts'
import { ask, chatBody, openEndpoint } from '../support/ask-endpoint.ts'

const always = (fault: FaultKind, options: Partial<EndpointOptions> = {}) =>
  openEndpoint({ ...options, faults: { [fault]: 1 } })

describe('faults with a status', () => {
  it.each([
    ['tooManyRequests', 429, 'rate_limit_exceeded'],
    ['tooManyRequestsBare', 429, 'rate_limit_exceeded'],
    ['serverError', 500, null],
    ['unavailable', 503, null],
    ['timeoutStatus', 408, null],
  ] as const)('%s answers %i in the form of an error', async (fault, status, code) => {
    const endpoint = await always(fault)
    const answer = await ask(endpoint, 'Why?')
    expect(answer).toMatchObject({ status, error: { code, param: null } })
    expect(answer.error?.message).not.toBe('')
    const counts = endpoint.counts()
    expect(counts).toMatchObject({ completions: 0, byStatus: { [status]: 1 } })
    expect(counts.byFault[fault]).toBe(1)
    expect(endpoint.log()[0]).toMatchObject({ status, fault })
  })

  it.each(['tooManyRequests', 'unavailable'] as const)(
    '%s tells how long to wait',
    async (fault) => {
      const { headers } = await ask(await always(fault, { retryAfterSeconds: 0.07 }), 'Why?')
      expect(headers.get('retry-after-ms')).toBe('70')
    },
  )

  it('tooManyRequestsBare has no header about waiting or limits', async () => {
    const rateLimit = { requestsPerMinute: 9 }
    const bare = await ask(await always('tooManyRequestsBare', { rateLimit }), 'Why?')
    expect([...bare.headers.keys()].filter((name) => /retry|ratelimit/.test(name))).toEqual([])
    const full = await ask(await always('tooManyRequests', { rateLimit }), 'Why?')
    expect(full.headers.get('x-ratelimit-limit-requests')).toBe('9')
  })
})

describe('faults of the connection', () => {
  it('resetBefore resets it before any byte', async () => {
    const endpoint = await always('resetBefore')
    const error = await ask(endpoint, 'Why?').catch((reason: Error) => reason)
    expect(error).toMatchObject({ cause: { code: 'ECONNRESET' } })
    expect(endpoint.counts()).toMatchObject({ unanswered: 1, byStatus: {}, inFlight: 0 })
    expect(endpoint.log()[0]).toMatchObject({ status: null, fault: 'resetBefore' })
  })

  it('resetMiddle closes it after the headers and half of the body', async () => {
    const endpoint = await always('resetMiddle')
    const url = `${endpoint.url}/chat/completions`
    const response = await fetch(url, { method: 'POST', body: chatBody('Why?') })
    expect(response.status).toBe(200)
    let received = 0
    const reading = (async () => {
      for await (const chunk of response.body ?? []) received += chunk.length
    })()
    await expect(reading).rejects.toThrow()
    expect(received).toBe(Math.floor(Number(response.headers.get('content-length')) / 2))
    expect(endpoint.counts().completions).toBe(0)
  })

  it('hang gives no answer until the client goes', async () => {
    const endpoint = await always('hang')
    const leaving = new AbortController()
    const url = `${endpoint.url}/chat/completions`
    const asking = fetch(url, { method: 'POST', body: chatBody('Why?'), signal: leaving.signal })
    await expect.poll(() => endpoint.counts().byFault.hang).toBe(1)
    expect(endpoint.counts().inFlight).toBe(1)
    leaving.abort()
    await expect(asking).rejects.toThrow()
    await expect.poll(() => endpoint.counts().unanswered).toBe(1)
    expect(endpoint.counts().inFlight).toBe(0)
  })

  it('hang ends when the endpoint closes', async () => {
    const endpoint = await always('hang')
    const asking = ask(endpoint, 'Why?').catch((error: Error) => error)
    await expect.poll(() => endpoint.counts().inFlight).toBe(1)
    await endpoint.close()
    expect(await asking).toBeInstanceOf(Error)
  })

  it('slowDrip sends a completion in pieces over dripMs', async () => {
    const endpoint = await always('slowDrip', { dripMs: 60 })
    const began = performance.now()
    const response = await fetch(`${endpoint.url}/chat/completions`, {
      method: 'POST',
      body: chatBody('Why?'),
    })
    expect(endpoint.counts().completions).toBe(0)
    let text = ''
    let pieces = 0
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk
      pieces += 1
    }
    expect(performance.now() - began).toBeGreaterThan(50)
    expect(pieces).toBeGreaterThan(2)
    expect(endpoint.counts().completions).toBe(1)
    endpoint.configure({ faults: {} })
    expect(text).toBe((await ask(endpoint, 'Why?')).text)
  })

  it('slowDrip is no completion for a client that goes half-way', async () => {
    const endpoint = await always('slowDrip', { dripMs: 100 })
    const leaving = new AbortController()
    await fetch(`${endpoint.url}/chat/completions`, {
      method: 'POST',
      body: chatBody('Why?'),
      signal: leaving.signal,
    })
    leaving.abort()
    await expect.poll(() => endpoint.counts().inFlight).toBe(0)
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(endpoint.counts()).toMatchObject({ completions: 0, byStatus: { 200: 1 } })
  })

  it('redirect leads to /elsewhere, which is counted and gives 404', async () => {
    const endpoint = await always('redirect')
    const response = await fetch(`${endpoint.url}/chat/completions`, {
      method: 'POST',
      body: chatBody('Why?'),
      redirect: 'manual',
    })
    expect([response.status, response.headers.get('location')]).toEqual([307, '/elsewhere'])
    expect(endpoint.counts().elsewhereRequests).toBe(0)
    expect((await ask(endpoint, 'Why?')).status).toBe(404)
    expect(endpoint.counts().elsewhereRequests).toBe(1)
    expect(endpoint.log().at(-1)).toMatchObject({ path: '/elsewhere', method: 'POST' })
  })
})

describe('faults of the body', () => {
  it.each(['malformedJson', 'truncatedJson'] as const)('%s is no JSON', async (fault) => {
    const endpoint = await always(fault)
    const { status, text, headers } = await ask(endpoint, 'Why?')
    expect(status).toBe(200)
    expect(Number(headers.get('content-length'))).toBe(text.length)
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
    expect(endpoint.counts()).toMatchObject({ completions: 0, completionTokens: 0 })
  })

  it('truncatedJson is the first half of the completion', async () => {
    const endpoint = await always('truncatedJson')
    const half = (await ask(endpoint, 'Why?')).text
    endpoint.configure({ faults: {} })
    const full = (await ask(endpoint, 'Why?')).text
    expect(half).toBe(full.slice(0, full.length / 2))
  })

  it('emptyContent has a choice with empty content', async () => {
    const answer = await ask(await always('emptyContent'), 'Why?')
    expect(answer).toMatchObject({ finishReason: 'stop', message: { content: '' } })
  })

  it('emptyChoices has no choice', async () => {
    const { text } = await ask(await always('emptyChoices'), 'Why?')
    expect(JSON.parse(text)).toMatchObject({ choices: [], usage: {} })
  })
})

describe('drawing faults', () => {
  const rates = { serverError: 0.2, unavailable: 0.2, tooManyRequestsBare: 0.2 }

  it('is the same for the same attempts in any order and at any concurrency', async () => {
    const questions = Array.from({ length: 40 }, (_, index) => `q${index}`)
    const calls = [...questions, ...questions, ...questions]
    const first = await openEndpoint({ faults: rates })
    for (const question of calls) await ask(first, question)
    const second = await openEndpoint({ faults: rates })
    await Promise.all(calls.toReversed().map((question) => ask(second, question)))
    const drawn = (endpoint: typeof first) =>
      endpoint
        .log()
        .map(({ hash, attempt, fault }) => `${hash} ${attempt} ${fault}`)
        .sort()
    expect(drawn(second)).toEqual(drawn(first))
    expect(new Set(first.log().map(({ fault }) => fault)).size).toBe(4)
  })

  it('changes with seed, request and attempt, and keeps to the rates', () => {
    const draw = (seed: number, hash: string) =>
      Array.from({ length: 2000 }, (_, index) => drawFault(rates, { seed, hash, attempt: index }))
    const faults = draw(1, 'a')
    expect(draw(1, 'a')).toEqual(faults)
    expect(draw(2, 'a')).not.toEqual(faults)
    expect(draw(1, 'b')).not.toEqual(faults)
    const share = (kind: FaultKind) => faults.filter((fault) => fault === kind).length / 2000
    for (const kind of FAULT_KINDS) {
      expect(
        Math.abs(share(kind) - sumRates({ [kind]: { ...rates }[kind as 'unavailable'] ?? 0 })),
      ).toBeLessThan(0.03)
    }
  })

  it('lays the rates end to end in the order of FAULT_KINDS', () => {
    const table = { hang: 0.25, tooManyRequests: 0.5 }
    expect([0, 0.49, 0.5, 0.74, 0.75].map((point) => faultAt(table, point))).toEqual([
      'tooManyRequests',
      'tooManyRequests',
      'hang',
      'hang',
      null,
    ])
  })
})
