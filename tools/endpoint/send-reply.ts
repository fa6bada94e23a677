import type { ChatRequest } from './chat-request.ts'
import { countUsage, formatCompletion } from './completion.ts'
import { type Exchange, send, settle, writeHead } from './exchange.ts'
import type { FaultKind } from './faults.ts'
import type { EndpointOptions } from './options.ts'
import { type Headers, retryAfterHeaders } from './rate-limit.ts'
import { composeReply } from './reply.ts'
import type { ReplyKind } from './verdicts.ts'

/** A request that was let through, with the fault it is to meet. */
type Admitted = {
  readonly chat: ChatRequest
  readonly kind: ReplyKind
  readonly fault: FaultKind | null
  /** The options at the time it was let through. */
  readonly options: EndpointOptions
}

/** Milliseconds between two pieces of a slow body, at least. */
const DRIP_STEP_MS = 5

/** Sends the completion of a request, or its fault. */
export function sendReply(exchange: Exchange, admitted: Admitted): void {
  const { fault } = admitted
  if (fault === null) send(exchange, { status: 200, body: complete(exchange, admitted) })
  else FAULTS[fault](exchange, admitted)
}

type Fault = (exchange: Exchange, admitted: Admitted) => void

const FAULTS: Readonly<Record<FaultKind, Fault>> = {
  tooManyRequests: (exchange, { options }) =>
    send(exchange, { status: 429, body: TOO_MANY, headers: waitHeaders(options) }),
  tooManyRequestsBare(exchange) {
    exchange.limitHeaders = {}
    send(exchange, { status: 429, body: TOO_MANY })
  },
  serverError: (exchange) => send(exchange, { status: 500, body: SERVER_ERROR }),
  unavailable: (exchange, { options }) =>
    send(exchange, { status: 503, body: UNAVAILABLE, headers: waitHeaders(options) }),
  timeoutStatus: (exchange) => send(exchange, { status: 408, body: TIMEOUT }),
  resetBefore(exchange) {
    settle(exchange, null)
    exchange.request.socket.resetAndDestroy()
  },
  resetMiddle: (exchange, admitted) => sendHalf(exchange, formatReply(admitted)),
  malformedJson: (exchange, admitted) =>
    send(exchange, { status: 200, body: formatReply(admitted).replace('{', '{,') }),
  truncatedJson(exchange, admitted) {
    const body = formatReply(admitted)
    send(exchange, { status: 200, body: body.slice(0, body.length / 2) })
  },
  emptyContent: (exchange, admitted) =>
    send(exchange, { status: 200, body: formatReply(admitted, { content: '' }) }),
  emptyChoices: (exchange, admitted) =>
    send(exchange, { status: 200, body: formatReply(admitted, { hasChoices: false }) }),
  hang() {
    // no answer: the exchange is settled when its connection closes
  },
  slowDrip: (exchange, admitted) => sendSlowly(exchange, admitted),
  redirect: (exchange) =>
    send(exchange, { status: 307, body: '{}', headers: { location: '/elsewhere' } }),
}

const TOO_MANY = formatFault('Too many requests, please slow down.', {
  type: 'requests',
  code: 'rate_limit_exceeded',
})
const SERVER_ERROR = formatFault('The server had an error while processing your request.', {
  type: 'server_error',
})
const UNAVAILABLE = formatFault('The server is overloaded, please retry later.', {
  type: 'server_error',
})
const TIMEOUT = formatFault('The request took too long.', { type: 'timeout' })

function formatFault(message: string, { type, code }: { type: string; code?: string }): string {
  return JSON.stringify({ error: { message, type, param: null, code: code ?? null } })
}

function waitHeaders({ retryAfterSeconds, retryAfterForm: form }: EndpointOptions): Headers {
  return retryAfterHeaders(retryAfterSeconds * 1000, { form, epochMs: Date.now() })
}

/** The body of a well-formed completion, counted as one. */
export function complete(
  { book }: Pick<Exchange, 'book'>,
  { chat, kind, options }: Omit<Admitted, 'fault'>,
): string {
  const reply = composeReply(chat, { kind, options })
  const usage = countUsage(chat, reply)
  book.tally.completed({ hash: chat.hash, usage, finishReason: reply.finishReason })
  return formatCompletion(chat, reply, { seed: options.seed, usage, hasChoices: true })
}

/** The body of a completion that is to be spoilt: not counted. */
export function formatReply(
  { chat, kind, options }: Omit<Admitted, 'fault'>,
  { content, hasChoices = true }: { content?: string; hasChoices?: boolean } = {},
): string {
  const full = composeReply(chat, { kind, options })
  const reply = content === undefined ? full : { ...full, content }
  const usage = countUsage(chat, reply)
  return formatCompletion(chat, reply, { seed: options.seed, usage, hasChoices })
}

function sendHalf(exchange: Exchange, body: string): void {
  const bytes = Buffer.from(body)
  const { response } = exchange
  settle(exchange, 200)
  writeHead(exchange, { status: 200, length: bytes.length })
  response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy())
}

/** Sends the completion in equal pieces over dripMs; counted with its last piece. */
function sendSlowly(exchange: Exchange, admitted: Admitted): void {
  const { response } = exchange
  const body = Buffer.from(formatReply(admitted))
  const steps = Math.max(1, Math.floor(admitted.options.dripMs / DRIP_STEP_MS))
  const pieceBytes = Math.ceil(body.length / steps)
  let sent = 0
  writeHead(exchange, { status: 200, length: body.length })
  response.flushHeaders()
  const timer = setInterval(() => {
    const piece = body.subarray(sent, sent + pieceBytes)
    sent += pieceBytes
    if (sent < body.length) {
      response.write(piece)
      return
    }
    clearInterval(timer)
    complete(exchange, admitted)
    settle(exchange, 200)
    response.end(piece)
  }, admitted.options.dripMs / steps)
  response.on('close', () => clearInterval(timer))
}
