import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerChat, checkKey, sendError } from './answer-chat.ts'
import { ApiError, invalidRequest } from './api-error.ts'
import { createBatchBook } from './batches/batch-book.ts'
import { answerBatches, isBatchPath } from './batches/routes.ts'
import { parseObject } from './chat-request.ts'
import type { EndpointCounts } from './counts.ts'
import { createBook, type EndpointState, openExchange, send } from './exchange.ts'
import type { RequestLogEntry } from './log.ts'
import { DEFAULT_OPTIONS, type EndpointOptions, resolveOptions } from './options.ts'
import { createRateLimiter } from './rate-limit.ts'
import { readBody } from './read-body.ts'

/** A running loopback endpoint. Nothing it says is a model's result. */
export type Endpoint = {
  /** Base URL for a client: http://127.0.0.1:PORT/v1 */
  readonly url: string
  readonly port: number
  counts(): EndpointCounts
  /** The newest requests, in the order in which they ended. */
  log(): readonly RequestLogEntry[]
  /** Changes options from the next request on; RangeError for a wrong one, and for the port. */
  configure(patch: Partial<EndpointOptions>): void
  /** Forgets counts, log and attempts. Options, files, batches and the rate limit's window stay. */
  reset(): void
  /** Destroys open connections and frees the port. */
  close(): Promise<void>
}

/** Idle connections are kept for long: a client must not meet a close that nobody asked for. */
const KEEP_ALIVE_MS = 600_000
/** Connections that may wait to be accepted. */
const BACKLOG = 4096
/** Largest body of /endpoint/configure, bytes. */
const PATCH_LIMIT_BYTES = 1024 * 1024

/**
 * Starts an OpenAI-compatible server on 127.0.0.1 that answers and judges from hashes: for tests,
 * benchmarks and demos. Throws RangeError for wrong options, node's error for a port in use.
 */
export async function startEndpoint(options: Partial<EndpointOptions> = {}): Promise<Endpoint> {
  const started = performance.now()
  const state: EndpointState = {
    options: resolveOptions(DEFAULT_OPTIONS, options),
    book: createBook(),
    limiter: createRateLimiter(),
    batchBook: createBatchBook(),
    nowMs: () => performance.now() - started,
  }
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    void route(state, request, response)
  })
  server.on('connection', () => state.book.tally.connectionOpened())
  const { port } = await listen(server, state.options.port)
  return {
    url: `http://127.0.0.1:${port}/v1`,
    port,
    counts: () => state.book.tally.read(),
    log: () => state.book.log.read(state.options.logLimit),
    configure: (patch) => configure(state, patch),
    reset: () => reset(state),
    close: () => close(server),
  }
}

function listen(server: Server, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port, backlog: BACKLOG }, () => {
      server.off('error', reject)
      resolve(server.address() as AddressInfo) // an object, as the server listens on a TCP port
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve()) // its only error is "not running": closed before
    server.closeAllConnections()
  })
}

function configure(state: EndpointState, patch: object): void {
  const options = resolveOptions(state.options, patch)
  if (options.port !== state.options.port) {
    throw new RangeError('port cannot change while the endpoint runs')
  }
  state.options = options
}

function reset(state: EndpointState): void {
  state.book = createBook()
}

async function route(
  state: EndpointState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
  if (path.startsWith('/endpoint/')) {
    await steer(state, { request, response, path })
    return
  }
  const isChat = path === '/v1/chat/completions' && request.method === 'POST'
  const exchange = openExchange(state, { request, response, path, isChat })
  if (isChat) {
    await answerChat(exchange)
    return
  }
  if (state.options.batches && isBatchPath(path)) {
    await answerBatches(exchange)
    return
  }
  try {
    send(exchange, { status: 200, body: answerOther(state, request, path) })
  } catch (error) {
    sendError(exchange, error)
  }
}

function answerOther(state: EndpointState, request: IncomingMessage, path: string): string {
  const { options, book } = state
  if (path === '/v1/models' && request.method === 'GET') {
    checkKey(request, options)
    const names = options.models ?? Object.keys(book.tally.read().byModel)
    const data = names.map((id) => ({ id, object: 'model', created: 0, owned_by: 'loopback' }))
    return JSON.stringify({ object: 'list', data })
  }
  throw unknownRoute(request, path)
}

function unknownRoute(request: IncomingMessage, path: string): ApiError {
  const message = `Unknown request URL: ${request.method} ${path}.`
  return new ApiError(404, { message, param: null, code: 'unknown_url' })
}

type Steering = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly path: string
}

/** The routes for a separate process; neither counted nor logged, and without faults. */
async function steer(state: EndpointState, { request, response, path }: Steering): Promise<void> {
  try {
    sendJson(response, { status: 200, body: JSON.stringify(await obey(state, request, path)) })
  } catch (error) {
    const shown = error instanceof RangeError ? invalidRequest(error.message, null, error) : error
    if (!(shown instanceof ApiError)) throw error
    sendJson(response, { status: shown.status, body: shown.toBody() })
  }
}

async function obey(state: EndpointState, request: IncomingMessage, path: string) {
  switch (`${request.method} ${path}`) {
    case 'GET /endpoint/counts':
      return state.book.tally.read()
    case 'GET /endpoint/log':
      return state.book.log.read(state.options.logLimit)
    case 'POST /endpoint/reset':
      reset(state)
      return { done: true }
    case 'POST /endpoint/configure':
      configure(state, parseObject(await readBody(request, PATCH_LIMIT_BYTES)))
      return { done: true }
    default:
      throw unknownRoute(request, path)
  }
}

function sendJson(response: ServerResponse, { status, body }: { status: number; body: string }) {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}
