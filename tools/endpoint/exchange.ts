import type { IncomingMessage, ServerResponse } from 'node:http'
import type { BatchBook } from './batches/batch-book.ts'
import type { ChatRequest } from './chat-request.ts'
import { createTally, type Tally } from './counts.ts'
import type { FaultKind } from './faults.ts'
import { createRequestLog, type RequestLog } from './log.ts'
import type { EndpointOptions } from './options.ts'
import type { Headers, RateLimiter } from './rate-limit.ts'
import type { ReplyKind } from './verdicts.ts'

/** What is counted from a reset to the next; requests stay with the book they began in. */
export type Book = { readonly tally: Tally; readonly log: RequestLog; arrivals: number }

export type EndpointState = {
  options: EndpointOptions
  book: Book
  readonly limiter: RateLimiter
  /** Files and batches; they outlive a reset, as they would at a provider's. */
  readonly batchBook: BatchBook
  /** Milliseconds since the endpoint started. */
  nowMs(): number
}

/** One request to the endpoint and what has become of it so far. */
export type Exchange = {
  readonly state: EndpointState
  readonly book: Book
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly sequence: number
  readonly timeMs: number
  readonly path: string
  /** Whether it is a chat request, the kind that is counted in full. */
  readonly isChat: boolean
  chat: ChatRequest | null
  kind: ReplyKind | null
  attempt: number | null
  fault: FaultKind | null
  /** Headers of the enforced rate limit, sent with every answer once known. */
  limitHeaders: Headers
  isAdmitted: boolean
  isSettled: boolean
}

export function createBook(): Book {
  return { tally: createTally(), log: createRequestLog(), arrivals: 0 }
}

/** Notes a request's arrival, and its end if its connection goes first. */
export function openExchange(
  state: EndpointState,
  { request, response, path, isChat }: Pick<Exchange, 'request' | 'response' | 'path' | 'isChat'>,
): Exchange {
  const { book } = state
  book.arrivals += 1
  const exchange: Exchange = {
    state,
    book,
    request,
    response,
    sequence: book.arrivals,
    timeMs: state.nowMs(),
    path,
    isChat,
    chat: null,
    kind: null,
    attempt: null,
    fault: null,
    limitHeaders: {},
    isAdmitted: false,
    isSettled: false,
  }
  if (isChat) book.tally.requestBegan()
  else book.tally.otherRequest(path)
  response.on('close', () => settle(exchange, response.headersSent ? response.statusCode : null))
  return exchange
}

/** Answers with a JSON text; a client that has the answer finds it counted. */
export function send(
  exchange: Exchange,
  { status, body, headers = {} }: { status: number; body: string; headers?: Headers },
): void {
  settle(exchange, status)
  writeHead(exchange, { status, length: Buffer.byteLength(body), headers })
  exchange.response.end(body)
}

export function writeHead(
  { response, limitHeaders }: Exchange,
  { status, length, headers = {} }: { status: number; length: number; headers?: Headers },
): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': length,
    ...limitHeaders,
    ...headers,
  })
}

/** Counts and logs the end of a request, once; null when it got no status. */
export function settle(exchange: Exchange, status: number | null): void {
  if (exchange.isSettled) return
  exchange.isSettled = true
  const { state, book, request, chat, timeMs } = exchange
  if (exchange.isAdmitted) state.limiter.release()
  if (exchange.isChat) book.tally.requestEnded(status)
  const entry = {
    sequence: exchange.sequence,
    method: request.method ?? '',
    path: exchange.path,
    model: chat?.model ?? null,
    hash: chat?.hash ?? null,
    kind: exchange.kind,
    params: chat?.params ?? null,
    attempt: exchange.attempt,
    fault: exchange.fault,
    status,
    hasAuthorization: request.headers.authorization !== undefined,
    timeMs,
    durationMs: state.nowMs() - timeMs,
  }
  const messages = state.options.logMessages ? chat?.messages : undefined
  book.log.add(messages === undefined ? entry : { ...entry, messages }, state.options.logLimit)
}
