import { afterEach, describe, expect, it, vi } from 'vitest'
import { ChatError, type ChatErrorKind, type ChatRequest } from '../../../src/domain/calls/chat.ts'
import { createOpenAiChat, type OpenAiChatOptions } from '../../../src/io/endpoint/openai-chat.ts'
import {
  closedPortUrl,
  completion,
  type HttpServer,
  httpServer,
  sendJson,
} from '../../support/http-server.ts'
import { endpointOf } from '../../support/records.ts'

const key = 'sk-test-0123456789'
const timeouts = {
  connectTimeoutMs: 2000,
  firstByteTimeoutMs: 5000,
  bodyTimeoutMs: 5000,
  callTimeoutMs: 5000,
}
const request: ChatRequest = {
  model: 'vendor/m',
  messages: [{ role: 'user', content: 'hi é' }],
  params: { temperature: 0, max_tokens: 9, top_p: 0.5 },
}

function chatOf(url: string, more: Partial<OpenAiChatOptions> = {}) {
  const notices: string[] = []
  const chat = createOpenAiChat({
    endpoint: endpointOf(),
    baseUrl: `${url}/v1`,
    apiKey: key,
    timeouts,
    now: () => 0,
    onNotice: (text) => notices.push(text),
    ...more,
  })
  return { chat, notices }
}

async function failureOf(url: string, more: Partial<OpenAiChatOptions> = {}): Promise<ChatError> {
  const error = await chatOf(url, more)
    .chat(request)
    .catch((e: unknown) => e)
  expect(error).toBeInstanceOf(ChatError)
  if (!(error instanceof ChatError)) throw new Error('not a ChatError')
  expect(error.message).not.toContain(key)
  return error
}

function sentBodies(server: HttpServer): Record<string, unknown>[] {
  return server.received.map(({ body }) => JSON.parse(body))
}

describe('a call', () => {
  it('posts model, messages and parameters, and nothing else', async () => {
    const server = await httpServer((response) => sendJson(response, completion('hello')))
    const subject = { mode: 'single', turn: 1, questions: [], category: 'x', answers: [] } as const
    await chatOf(server.url).chat({ ...request, subject })
    expect(server.received[0]?.path).toBe('/v1/chat/completions')
    expect(sentBodies(server)).toEqual([
      {
        model: 'vendor/m',
        messages: request.messages,
        temperature: 0,
        max_tokens: 9,
        top_p: 0.5,
      },
    ])
  })

  it('gives text, usage, finish reason, latency and the parameters as they were sent', async () => {
    const server = await httpServer((response) => sendJson(response, completion(' hello\n')))
    const times = [100, 350]
    const { chat } = chatOf(server.url, { now: () => times.shift() ?? 0 })
    expect(await chat(request)).toEqual({
      text: ' hello\n',
      finishReason: 'stop',
      usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 },
      latencyMs: 250,
      systemFingerprint: 'fp1',
      sentParams: request.params,
    })
  })

  it('gives what the server says of its limit on requests', async () => {
    const headers = { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1s' }
    const server = await httpServer((response) =>
      sendJson(response, completion('hello'), { headers }),
    )
    const { rateLimit } = await chatOf(server.url).chat(request)
    expect(rateLimit).toEqual({ remainingRequests: 0, resetMs: 1000 })
  })

  it('reads a reply that says no more than its text', async () => {
    const server = await httpServer((response) =>
      sendJson(response, { choices: [{ message: { content: 'hello' } }] }),
    )
    expect(await chatOf(server.url).chat(request)).toMatchObject({
      text: 'hello',
      finishReason: null,
      usage: null,
      systemFingerprint: null,
    })
  })
})

describe('the key', () => {
  const environment = {
    OPENAI_API_KEY: 'env-key',
    OPENAI_ADMIN_KEY: 'env-admin',
    OPENAI_ORG_ID: 'env-org',
    OPENAI_PROJECT_ID: 'env-project',
    OPENAI_WEBHOOK_SECRET: 'env-webhook',
    OPENAI_BASE_URL: 'http://127.0.0.1:1/env-url',
    OPENAI_CUSTOM_HEADERS: 'Authorization: Bearer env-custom\nx-secret: env-header',
  }
  afterEach(() => vi.unstubAllEnvs())

  it.each([
    ['its own key', key, `Bearer ${key}`],
    ['no Authorization header without one', undefined, undefined],
  ])('sent is %s, and nothing that the environment holds for OpenAI', async (_, apiKey, sent) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
    const server = await httpServer((response) => sendJson(response, completion('hello')))
    await chatOf(server.url, { apiKey }).chat(request)
    const [got] = server.received
    expect(got?.headers.authorization).toBe(sent)
    expect(JSON.stringify(got)).not.toContain('env-')
    expect(JSON.stringify(got)).not.toMatch(/openai-(organization|project)/)
  })

  it('stays behind when the server redirects to another host', async () => {
    const other = await httpServer((response) => sendJson(response, completion('there')))
    const server = await httpServer((response) =>
      response.writeHead(307, { location: `${other.url}/v1/chat/completions` }).end(),
    )
    expect((await chatOf(server.url).chat(request)).text).toBe('there')
    expect(server.received[0]?.headers.authorization).toBe(`Bearer ${key}`)
    expect(other.received[0]?.headers).not.toHaveProperty('authorization')
  })

  it.each<[name: string, status: number, type: string]>([
    ['an error’s message', 401, 'application/json'],
    ['a page of an error', 500, 'text/html'],
    ['a reply that is no JSON', 200, 'application/json'],
    ['a reply of another kind', 200, 'text/plain'],
  ])('is in no message though the server repeats it in %s', async (_, status, type) => {
    const server = await httpServer((response, { headers }) => {
      const said = `wrong ${headers.authorization}`
      const text = status === 401 ? JSON.stringify({ error: { message: said } }) : said
      response.writeHead(status, { 'content-type': type }).end(text)
    })
    await failureOf(server.url)
  })

  it('that no header can hold is in no message either', async () => {
    const server = await httpServer((response) => sendJson(response, completion('hello')))
    const error = await failureOf(server.url, { apiKey: 'sk-one\nsk-two' })
    expect(error.message).not.toContain('sk-')
    expect(server.received).toEqual([])
  })
})

describe('a refusal', () => {
  it.each<[status: number, kind: ChatErrorKind]>([
    [400, 'call'],
    [401, 'endpoint'],
    [403, 'endpoint'],
    [404, 'endpoint'],
    [422, 'call'],
    [429, 'retry'],
    [500, 'retry'],
    [503, 'retry'],
  ])('with status %i is of kind %s and is not asked again here', async (status, kind) => {
    const server = await httpServer((response) =>
      sendJson(response, { error: { message: 'no luck' } }, { status }),
    )
    const error = await failureOf(server.url)
    expect(error).toMatchObject({ kind, status })
    expect(error.message).toBe(`vendor/m at ${server.host}: ${status} no luck`)
    expect(server.received).toHaveLength(1)
  })

  it('says at 401 that no key was sent', async () => {
    const server = await httpServer((response) =>
      sendJson(response, { error: { message: 'who?' } }, { status: 401 }),
    )
    const { message } = await failureOf(server.url, { apiKey: undefined })
    expect(message).toContain('no key was sent; see --api-key-env')
  })

  it.each<[name: string, body: unknown, expected: string]>([
    [
      'vLLM’s',
      { object: 'error', message: 'no model x', type: 'NotFoundError', code: 404 },
      'no model x',
    ],
    ['FastAPI’s', { detail: 'Not Found' }, 'Not Found'],
    ['FastAPI’s list', { detail: [{ loc: ['body', 'x'], msg: 'bad' }] }, 'bad'],
    ['Gemini’s', [{ error: { code: 404, message: 'no model x' } }], 'no model x'],
    ['a bare text as', { error: 'no model x' }, 'no model x'],
    ['a page as', '<html>no model x</html>', 'no model x'],
  ])('shows the server’s words in %s form', async (_, body, expected) => {
    const server = await httpServer((response) => sendJson(response, body, { status: 404 }))
    expect((await failureOf(server.url)).message).toContain(expected)
  })

  it.each<[headers: Record<string, string>, expected: number | undefined]>([
    [{ 'retry-after': '2' }, 2000],
    [{ 'retry-after-ms': '30' }, 30],
    [{ 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' }, undefined],
  ])('keeps what %j asks to wait', async (headers, expected) => {
    const server = await httpServer((response) =>
      sendJson(response, { error: { message: 'slow down' } }, { status: 429, headers }),
    )
    expect(await failureOf(server.url)).toMatchObject({ kind: 'retry', retryAfterMs: expected })
  })
})

describe('a parameter that the endpoint refuses', () => {
  it.each<[name: string, refusal: (body: Record<string, unknown>) => object | undefined]>([
    [
      'by the param field',
      (body) =>
        'max_tokens' in body
          ? { message: 'no', param: 'max_tokens', code: 'unsupported_parameter' }
          : 'temperature' in body
            ? { message: 'no', param: 'temperature', code: 'unsupported_value' }
            : undefined,
    ],
    [
      'in the message only',
      (body) =>
        'max_tokens' in body
          ? { message: 'Unsupported parameter: max_tokens' }
          : 'temperature' in body
            ? { message: 'temperature is not supported' }
            : undefined,
    ],
  ])('%s is left out or renamed, said, and not sent again', async (_, refusal) => {
    const server = await httpServer((response, { body }) => {
      const error = refusal(JSON.parse(body))
      if (error === undefined) sendJson(response, completion('hello'))
      else sendJson(response, { error }, { status: 400 })
    })
    const { chat, notices } = chatOf(server.url)
    const reply = await chat(request)
    expect(reply.sentParams).toEqual({ max_completion_tokens: 9, top_p: 0.5 })
    await chat(request)
    expect(server.received).toHaveLength(4)
    expect(notices).toEqual([
      'm: the endpoint refuses max_tokens: max_completion_tokens is sent instead',
      'm: the endpoint refuses temperature: it is left out, its default applies',
    ])
  })

  it('is learnt together by calls that are under way at once', async () => {
    const server = await httpServer((response, { body }) => {
      const sent = JSON.parse(body)
      const param = 'max_tokens' in sent ? 'max_tokens' : 'temperature'
      if (!(param in sent)) sendJson(response, completion('hello'))
      else sendJson(response, { error: { message: 'unsupported', param } }, { status: 400 })
    })
    const { chat } = chatOf(server.url)
    const replies = await Promise.all(Array.from({ length: 5 }, () => chat(request)))
    for (const reply of replies) {
      expect(reply.sentParams).toEqual({ max_completion_tokens: 9, top_p: 0.5 })
    }
  })

  it('keeps its limit where only the number is too large', async () => {
    const server = await httpServer((response) =>
      sendJson(
        response,
        { error: { message: 'max_tokens is too large: 9', param: 'max_tokens' } },
        { status: 400 },
      ),
    )
    expect((await failureOf(server.url)).kind).toBe('call')
    expect(server.received).toHaveLength(1)
  })
})

describe('a reply', () => {
  it.each<[name: string, body: unknown]>([
    ['malformed JSON', '{"choices": [}'],
    ['truncated JSON', '{"choices": [{"message": {"content": "hel'],
    ['nothing', ''],
    ['no choices', { choices: [] }],
    ['no choice with a message', { choices: [{}] }],
    ['an error in place of a completion', { error: { message: 'busy' } }],
    ['null', 'null'],
    ['empty content', completion('')],
    ['white space', completion(' \n')],
    ['no content', completion({ role: 'assistant', content: null })],
    ['only thoughts', completion('<think>hm</think>')],
    ['empty content and no finish reason', completion('', { finish_reason: null })],
  ])('of %s may be better when asked again', async (_, body) => {
    const server = await httpServer((response) => sendJson(response, body))
    expect((await failureOf(server.url)).kind).toBe('retry')
  })

  it.each(['content_filter', 'length'])(
    'without content that ended by %s is given as it is',
    async (finishReason) => {
      const server = await httpServer((response) =>
        sendJson(
          response,
          completion({ role: 'assistant', content: null }, { finish_reason: finishReason }),
        ),
      )
      expect(await chatOf(server.url).chat(request)).toMatchObject({ text: '', finishReason })
    },
  )

  it.each<[name: string, message: Record<string, unknown>, reasoning: string | undefined]>([
    ['a <think> block', { content: '<think>\nhm\n</think>\n\nhello' }, 'hm'],
    ['a block that the template opened', { content: 'hm\n</think>\nhello' }, 'hm'],
    ['reasoning_content', { content: 'hello', reasoning_content: 'hm' }, 'hm'],
    ['reasoning', { content: 'hello', reasoning: 'hm' }, 'hm'],
    ['empty reasoning', { content: 'hello', reasoning_content: '' }, undefined],
  ])('is parted from its thoughts: %s', async (_, message, reasoning) => {
    const server = await httpServer((response) => sendJson(response, completion(message)))
    const reply = await chatOf(server.url).chat(request)
    expect([reply.text, reply.reasoning]).toEqual(['hello', reasoning])
  })
})

describe('a connection', () => {
  it('that is reset before the reply may be better when asked again', async () => {
    const server = await httpServer((response) => response.socket?.destroy())
    expect((await failureOf(server.url)).kind).toBe('retry')
  })

  it('that is reset in the middle of the body may be better when asked again', async () => {
    const server = await httpServer((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' })
      response.write('{"choices":', () => response.socket?.destroy())
    })
    expect((await failureOf(server.url)).kind).toBe('retry')
  })

  it('that is refused ends the endpoint', async () => {
    const error = await failureOf(await closedPortUrl())
    expect(error.kind).toBe('endpoint')
    expect(error.message).toMatch(
      /^vendor\/m at 127\.0\.0\.1:\d+: cannot be reached \(ECONNREFUSED\)$/,
    )
  })

  it('that takes longer than the whole call may is worth another try', async () => {
    const server = await httpServer((response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('{"choices":')
    })
    const error = await failureOf(server.url, { timeouts: { ...timeouts, callTimeoutMs: 60 } })
    expect(error).toMatchObject({ kind: 'retry' })
    expect(error.message).toContain('no answer in time')
  })

  it('that the run breaks off is told as that', async () => {
    const stop = new AbortController()
    const server = await httpServer(() => stop.abort())
    const { chat } = chatOf(server.url)
    await expect(chat({ ...request, signal: stop.signal })).rejects.toMatchObject({
      kind: 'aborted',
    })
    await expect(chat({ ...request, signal: stop.signal })).rejects.toMatchObject({
      kind: 'aborted',
    })
    expect(server.received).toHaveLength(1)
  })
})
