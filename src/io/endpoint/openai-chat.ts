import type OpenAI from 'openai'
import { type Chat, ChatError, type ChatReply, type ChatRequest } from '../../domain/calls/chat.ts'
import type { Endpoint } from '../../domain/calls/endpoint.ts'
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
import { replyOf, withoutKey } from './completion.ts'
import { type ClientOptions, createClient } from './openai-client.ts'
import { rateLimitOf } from './rate-limit-headers.ts'

export type OpenAiChatOptions = ClientOptions & {
  endpoint: Endpoint
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
  const { endpoint, apiKey, baseUrl } = options
  const client = createClient(options)
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
      throw toChatError(error, { who, baseUrl, apiKey, hasAnswered, signal: request.signal })
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
