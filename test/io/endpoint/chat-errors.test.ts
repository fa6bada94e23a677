import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai'
import { describe, expect, it } from 'vitest'
import { ChatError, type ChatErrorKind } from '../../../src/domain/calls/chat.ts'
import { toChatError } from '../../../src/io/endpoint/chat-errors.ts'

const call = { who: 'm at h', apiKey: 'sk-key', hasAnswered: false, signal: undefined }

function statusError(status: number, error: object = {}, headers: Record<string, string> = {}) {
  const message = 'no luck'
  return APIError.generate(
    status,
    { error: { message, ...error } },
    undefined,
    new Headers(headers),
  )
}

function fault(code: string): Error {
  return Object.assign(new Error(`fault ${code}`), { code })
}

describe('toChatError', () => {
  it.each<[status: number, kind: ChatErrorKind]>([
    [302, 'endpoint'],
    [400, 'call'],
    [401, 'endpoint'],
    [402, 'endpoint'],
    [403, 'endpoint'],
    [404, 'endpoint'],
    [405, 'endpoint'],
    [408, 'retry'],
    [409, 'retry'],
    [413, 'call'],
    [422, 'call'],
    [425, 'retry'],
    [429, 'retry'],
    [500, 'retry'],
    [503, 'retry'],
    [529, 'retry'],
  ])('takes status %i as %s, with who was asked and what was said', (status, kind) => {
    const error = toChatError(statusError(status), call)
    expect(error).toMatchObject({ kind, status, message: `m at h: ${status} no luck` })
  })

  it('takes a used-up quota as the end of the endpoint, though its status is 429', () => {
    expect(toChatError(statusError(429, { code: 'insufficient_quota' }), call).kind).toBe(
      'endpoint',
    )
  })

  it('keeps what the server asks to wait', () => {
    expect(toChatError(statusError(429, {}, { 'retry-after': '2' }), call).retryAfterMs).toBe(2000)
    expect(toChatError(statusError(429), call).retryAfterMs).toBeUndefined()
  })

  it('says at 401 that no key was sent, where none was', () => {
    expect(toChatError(statusError(401), { ...call, apiKey: undefined }).message).toContain(
      '--api-key-env',
    )
    expect(toChatError(statusError(401), call).message).not.toContain('--api-key-env')
  })

  it.each(['ENOTFOUND', 'ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED'])(
    'takes %s as the end of the endpoint, unless it has answered before',
    (code) => {
      const error = new APIConnectionError({ cause: new Error('outer', { cause: fault(code) }) })
      expect(toChatError(error, call)).toMatchObject({
        kind: 'endpoint',
        message: `m at h: cannot be reached (${code})`,
      })
      expect(toChatError(error, { ...call, hasAnswered: true }).kind).toBe('retry')
    },
  )

  it.each(['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE'])('takes %s as worth another try', (code) => {
    const error = new APIConnectionError({ cause: fault(code) })
    expect(toChatError(error, call)).toMatchObject({
      kind: 'retry',
      message: `m at h: the connection failed (${code})`,
    })
  })

  it('takes time-outs as worth another try', () => {
    for (const error of [new APIConnectionTimeoutError(), new APIUserAbortError()]) {
      expect(toChatError(error, call)).toMatchObject({
        kind: 'retry',
        message: 'm at h: no answer in time',
      })
    }
  })

  it('takes any failure after the run was stopped as that', () => {
    const signal = AbortSignal.abort()
    for (const error of [new APIUserAbortError(), fault('ECONNRESET'), statusError(500)]) {
      expect(toChatError(error, { ...call, signal }).kind).toBe('aborted')
    }
  })

  it('leaves a ChatError as it is', () => {
    const error = new ChatError('x', { kind: 'call' })
    expect(toChatError(error, call)).toBe(error)
  })

  it.each<[name: string, error: unknown, key: string]>([
    ['a status', statusError(401, { message: 'wrong key sk-key, really sk-key' }), 'sk-key'],
    ['a fault', new Error('sk-key is no header value'), 'sk-key'],
    ['a fault that holds it on two lines', new TypeError('"Bearer sk\nkey" is bad'), 'sk\nkey'],
    ['what is no error', 'sk-key', 'sk-key'],
  ])('never repeats the key from %s', (_, error, apiKey) => {
    const { message } = toChatError(error, { ...call, apiKey })
    expect(message).toContain('[key]')
    expect(message).not.toMatch(/sk.key/s)
  })

  it('shows a server’s words on one line, without control characters, and not at any length', () => {
    const said = `a\nb\u001b[31mc ${'x'.repeat(5000)}`
    const { message } = toChatError(statusError(400, { message: said }), call)
    expect(message).toMatch(/^m at h: 400 a b \[31mc x+…$/)
    expect(message.length).toBeLessThan(350)
  })

  it('ends on causes that lead in a circle', () => {
    const error = new Error('round')
    error.cause = error
    expect(toChatError(error, call).kind).toBe('retry')
  })
})
