import type { IncomingMessage } from 'node:http'
import { ApiError } from './api-error.ts'
import { checkChatRequest, parseChatRequest } from './chat-request.ts'
import { createRandom, digest } from './draws.ts'
import { type Exchange, send } from './exchange.ts'
import { drawFault } from './faults.ts'
import type { EndpointOptions, Latency } from './options.ts'
import { retryAfterHeaders } from './rate-limit.ts'
import { readBody } from './read-body.ts'
import { sendReply } from './send-reply.ts'
import { readKind } from './verdicts.ts'

/** Answers one POST /v1/chat/completions: read, check, let through, draw a fault, reply. */
export async function answerChat(exchange: Exchange): Promise<void> {
  const { state, request } = exchange
  try {
    const body = await readBody(request, state.options.bodyLimitBytes)
    const attempt = letThrough(exchange, body)
    if (attempt.waitMs > 0) {
      afterWait(exchange, attempt)
    } else {
      sendReply(exchange, attempt)
    }
  } catch (error) {
    sendError(exchange, error)
  }
}

/** Answers with an ApiError; anything else is a bug and goes on. */
export function sendError(exchange: Exchange, error: unknown): void {
  if (!(error instanceof ApiError)) throw error
  send(exchange, { status: error.status, body: error.toBody(), headers: error.headers })
}

/** Throws ApiError 401 unless the request brings the key, if there is one. */
export function checkKey(request: IncomingMessage, { apiKey }: EndpointOptions): void {
  if (apiKey === null || request.headers.authorization === `Bearer ${apiKey}`) return
  const message = 'Incorrect API key provided.'
  throw new ApiError(401, { message, param: null, code: 'invalid_api_key' })
}

type Attempt = Parameters<typeof sendReply>[1] & { readonly waitMs: number }

/** The checks of a request whose body is here, in a server's order; throws ApiError. */
function letThrough(exchange: Exchange, body: string): Attempt {
  const { state, book, request } = exchange
  const { options } = state
  checkKey(request, options)
  const chat = parseChatRequest(body)
  const kind = readKind(chat)
  exchange.chat = chat
  exchange.kind = kind
  book.tally.requestRead({ model: chat.model, kind })
  checkChatRequest(chat, options)
  admit(exchange)
  const attempt = book.tally.attemptBegan(chat.hash)
  const fault = drawFault(options.faults, { seed: options.seed, hash: chat.hash, attempt })
  exchange.attempt = attempt
  exchange.fault = fault
  if (fault !== null) book.tally.faultDrawn(fault)
  const waitMs = drawLatency(options.latencyMs, [options.seed, 'latency', chat.hash, attempt])
  return { chat, kind, fault, options, waitMs }
}

/** Takes a place under the rate limit or throws ApiError 429. */
function admit(exchange: Exchange): void {
  const { state, book } = exchange
  const { rateLimit, retryAfterForm: form, retryAfterSeconds } = state.options
  const { isAdmitted, retryAfterMs, headers } = state.limiter.admit(rateLimit, state.nowMs())
  exchange.limitHeaders = headers
  exchange.isAdmitted = isAdmitted
  if (isAdmitted) return
  book.tally.requestRateLimited()
  const waitMs = retryAfterMs ?? retryAfterSeconds * 1000
  const message = 'Rate limit reached. Please try again later.'
  const details = { message, type: 'requests', param: null, code: 'rate_limit_exceeded' }
  const wait = retryAfterHeaders(waitMs, { form, epochMs: Date.now() })
  throw new ApiError(429, details, { headers: wait })
}

function drawLatency(latencyMs: Latency, parts: readonly (string | number)[]): number {
  if (typeof latencyMs === 'number') return latencyMs
  const { min, max } = latencyMs
  return min + createRandom(digest(parts))() * (max - min)
}

/** Replies after the attempt's wait, unless the connection goes first. */
function afterWait(exchange: Exchange, attempt: Attempt): void {
  const timer = setTimeout(() => sendReply(exchange, attempt), attempt.waitMs)
  exchange.response.on('close', () => clearTimeout(timer))
}
