import OpenAI from 'openai'
import { z } from 'zod'
import { type Usage, usageSchema } from '../../domain/answer.ts'
import { type Chat, ChatError, type ChatReply, type ChatRequest } from '../../domain/calls/chat.ts'
import type { Endpoint } from '../../domain/calls/endpoint.ts'
import { splitReasoning } from '../../domain/verdicts/reasoning.ts'
import { createAbortGroups } from './abort-groups.ts'
import {
  type Capabilities,
  guessCapabilities,
  learnFrom,
  mergeCapabilities,
  messagesFor,
  paramsFor,
} from './capabilities.ts'
import { toChatError } from './chat-errors.ts'
import { createFetch, type FetchOptions } from './http-fetch.ts'
import { rateLimitOf } from './rate-limit-headers.ts'

/** The parts of a chat completion that are used; anything else a server adds is kept out. */
const completionSchema = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({
          content: z.string().nullish(),
          reasoning_content: z.string().nullish(),
          reasoning: z.string().nullish(),
        }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: usageSchema.nullish(),
  system_fingerprint: z.string().nullish(),
})

export type OpenAiChatOptions = {
  endpoint: Endpoint
  baseUrl: string
  /** Undefined: no Authorization header is sent. */
  apiKey: string | undefined
  timeouts: FetchOptions & { callTimeoutMs: number }
  /** Monotonic clock in milliseconds. */
  now: () => number
  /** Told of the first guess at what the endpoint takes, and of all that corrects it. */
  onCapabilities?: (capabilities: Capabilities) => void
  /** Said once a matter, e.g. that an endpoint refuses `temperature`. */
  onNotice: (text: string) => void
  /** Put around each single request, those that teach what the endpoint refuses included. */
  aroundRequest?: (chat: Chat) => Chat
}

/** Times of the calls that have no others, in milliseconds. */
export const defaultTimeouts = {
  connectTimeoutMs: 10_000,
  firstByteTimeoutMs: 300_000,
  bodyTimeoutMs: 120_000,
  callTimeoutMs: 600_000,
} as const

/**
 * A Chat over any server that speaks `POST /chat/completions`. It makes one call (its client's
 * own retries are off), learns which parameters the endpoint refuses and leaves those out.
 */
export function createOpenAiChat(options: OpenAiChatOptions): Chat {
  const { endpoint, apiKey } = options
  const client = new OpenAI({
    baseURL: options.baseUrl,
    // Never sent: the headers are our own.
    apiKey: 'none',
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: options.timeouts.callTimeoutMs,
    logLevel: 'off',
    fetch: withOwnHeaders(createFetch(options.timeouts), apiKey),
  })
  const state = {
    capabilities: guessCapabilities(options.baseUrl, endpoint.model),
    hasAnswered: false,
  }
  options.onCapabilities?.(state.capabilities)
  const joinAbort = createAbortGroups()
  const who = `${endpoint.model} at ${new URL(options.baseUrl).host}`

  async function once(request: ChatRequest): Promise<ChatReply> {
    const asSent = state.capabilities
    const params = paramsFor(asSent, request.params)
    const started = options.now()
    const { signal, leave } = joinAbort(request.signal)
    try {
      const { body, headers } = await post(client, {
        model: request.model,
        messages: messagesFor(asSent, request.messages),
        params,
        signal,
      })
      const reply = replyOf(withoutKey(body, apiKey), {
        who,
        params,
        latencyMs: options.now() - started,
      })
      const rateLimit = rateLimitOf(headers)
      state.hasAnswered = true
      return rateLimit === undefined ? reply : { ...reply, rateLimit }
    } catch (error) {
      const learnt = learnFrom(error, asSent)
      if (learnt !== undefined) throw new RefusedParameter(learnt, { cause: error })
      const { hasAnswered } = state
      throw toChatError(error, { who, apiKey, hasAnswered, signal: request.signal })
    } finally {
      leave()
    }
  }

  const send = options.aroundRequest?.(once) ?? once
  return async (request) => {
    for (;;) {
      try {
        return await send(request)
      } catch (error) {
        if (!(error instanceof RefusedParameter)) throw error
        const { capabilities, notice } = error.learnt
        state.capabilities = mergeCapabilities(state.capabilities, capabilities)
        options.onCapabilities?.(state.capabilities)
        options.onNotice(`${endpoint.id}: ${notice}`)
      }
    }
  }
}

/**
 * Sends our headers in place of the client's: it would add what OPENAI_CUSTOM_HEADERS and its like
 * hold to requests to any host.
 */
function withOwnHeaders(send: typeof fetch, apiKey: string | undefined): typeof fetch {
  return (url, init) => {
    const headers = {
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': 'mtbench',
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    }
    return send(url, { ...init, headers })
  }
}

type Learnt = { capabilities: Capabilities; notice: string }

/** The endpoint refused a parameter: the same call is made again at once without it. */
class RefusedParameter extends ChatError {
  readonly learnt: Learnt

  constructor(learnt: Learnt, options: { cause: unknown }) {
    super(learnt.notice, { kind: 'retry', status: 400, isAskedAgain: true, ...options })
    this.learnt = learnt
  }
}

async function post(
  client: OpenAI,
  call: Pick<ChatRequest, 'model' | 'messages'> & {
    params: Record<string, unknown>
    signal: AbortSignal
  },
): Promise<{ body: unknown; headers: Headers }> {
  const { model, messages, params, signal } = call
  const body = { ...params, model, messages }
  const response = await client.post('/chat/completions', { body, signal }).asResponse()
  return { body: parsed(await response.text()), headers: response.headers }
}

/** JSON as it is; undefined for a text that is none, whatever the server calls it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function replyOf(
  body: unknown,
  call: { who: string; params: Record<string, unknown>; latencyMs: number },
): ChatReply {
  const parsed = completionSchema.safeParse(body)
  const choice = parsed.data?.choices[0]
  if (parsed.data === undefined || choice === undefined) {
    throw new ChatError(`${call.who}: the reply is no chat completion`, {
      kind: 'retry',
      usage: usageOf(body),
    })
  }
  const { answer, reasoning = '' } = splitReasoning(choice.message.content ?? '')
  const thought = choice.message.reasoning_content ?? choice.message.reasoning ?? reasoning
  const finishReason = choice.finish_reason ?? null
  if (answer.trim() === '' && finishReason !== 'length' && finishReason !== 'content_filter') {
    throw new ChatError(`${call.who}: the reply is empty`, { kind: 'retry', usage: usageOf(body) })
  }
  return {
    text: answer,
    ...(thought === '' ? {} : { reasoning: thought }),
    finishReason,
    usage: parsed.data.usage ?? null,
    latencyMs: call.latencyMs,
    systemFingerprint: parsed.data.system_fingerprint ?? null,
    sentParams: call.params,
  }
}

/** What a reply that cannot be used has cost, where it says so. */
function usageOf(body: unknown): Usage | undefined {
  const parsed = z.looseObject({ usage: usageSchema }).safeParse(body)
  return parsed.data?.usage
}

/** Shortest key that is looked for in replies: a shorter one may be a word. */
const minKeyLength = 8

/** A reply of a server that repeats our key, without it: replies are written to files. */
function withoutKey(body: unknown, apiKey: string | undefined): unknown {
  if (apiKey === undefined || apiKey.length < minKeyLength || !holds(body, apiKey)) return body
  return hidden(body, apiKey)
}

function holds(value: unknown, key: string): boolean {
  if (typeof value === 'string') return value.includes(key)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([name, part]) => name.includes(key) || holds(part, key))
}

function hidden(value: unknown, key: string): unknown {
  if (typeof value === 'string') return value.replaceAll(key, '[key]')
  if (Array.isArray(value)) return value.map((part) => hidden(part, key))
  if (typeof value !== 'object' || value === null) return value
  const parts = Object.entries(value)
  return Object.fromEntries(
    parts.map(([name, part]) => [name.replaceAll(key, '[key]'), hidden(part, key)]),
  )
}
