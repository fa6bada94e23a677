import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { codeOf, messageOf, UserError } from '../../errors.ts'
import { refusalOf } from './admission.ts'
import type { Follower } from './follower.ts'

/** Where the page finds its document and its events. */
export const pagePaths = { document: '/document.json', events: '/events' } as const

export type PageServerOptions = {
  /** Port on 127.0.0.1; 0 takes a free one. */
  port: number
  html: string
  /** The document as JSON; a UserError is said to whoever asked, and the server goes on. */
  document: () => Promise<string>
  follower: Follower
  /** Told of what failed and is no mistake of the user's. */
  onTrouble: (error: unknown) => void
}

export type PageServer = { port: number; close: () => Promise<void> }

/** Pages that follow at once; a further one is refused. */
const mostFollowers = 32
const mostConnections = 128
const headersTimeoutMs = 10_000
/** An event stream without an event says in this time that it is still there. */
const heartbeatMs = 15_000

const ownHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const

/**
 * Serves one page, its document and its events on 127.0.0.1. There is no path to a file: nothing
 * but these three can be asked for, and nothing can be sent.
 * @throws UserError where the port cannot be had
 */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  let port = options.port
  const streams = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    answer(request, response, { ...options, port, streams }).catch((error: unknown) => {
      options.onTrouble(error)
      response.destroy()
    })
  })
  server.maxConnections = mostConnections
  server.headersTimeout = headersTimeoutMs
  port = await listening(server, options.port)
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        options.follower.close()
        for (const stream of streams) stream.end()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function listening(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const code = codeOf(error)
      const why =
        code === 'EADDRINUSE' ? 'it is in use' : code === 'EACCES' ? 'it may not be used' : code
      reject(
        new UserError(
          `port ${port} cannot be had: ${why ?? messageOf(error)} (0 takes a free one)`,
          {
            cause: error,
          },
        ),
      )
    })
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

type Serving = PageServerOptions & { streams: Set<ServerResponse> }

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  serving: Serving,
): Promise<void> {
  const { method, headers } = request
  const site = headers['sec-fetch-site']
  const asked = {
    method,
    host: headers.host,
    origin: headers.origin,
    site: typeof site === 'string' ? site : undefined,
  }
  const refusal = refusalOf(asked, serving.port)
  if (refusal !== undefined) {
    send(response, { ...refusal, type: 'text/plain' })
    return
  }
  // A path is compared, never looked up: whatever else stands in it leads nowhere.
  const [path] = (request.url ?? '').split('?', 1)
  if (path === '/') send(response, { status: 200, type: 'text/html', text: serving.html })
  else if (path === pagePaths.document) await sendDocument(response, serving)
  else if (path === pagePaths.events) follow(request, response, serving)
  else send(response, { status: 404, type: 'text/plain', text: 'not here' })
}

function send(
  response: ServerResponse,
  what: { status: number; type: string; text: string },
): void {
  const { status, type, text } = what
  const isRefused = status === 405 ? { allow: 'GET, HEAD' } : {}
  // Node leaves the body out where HEAD was asked for.
  response.writeHead(status, {
    ...ownHeaders,
    ...isRefused,
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

async function sendDocument(response: ServerResponse, serving: Serving): Promise<void> {
  try {
    send(response, { status: 200, type: 'application/json', text: await serving.document() })
  } catch (error) {
    if (!(error instanceof UserError)) serving.onTrouble(error)
    const message = error instanceof UserError ? messageOf(error) : 'the document cannot be made'
    send(response, {
      status: 503,
      type: 'application/json',
      text: JSON.stringify({ error: message }),
    })
  }
}

function follow(request: IncomingMessage, response: ServerResponse, serving: Serving): void {
  const { streams, follower } = serving
  if (streams.size >= mostFollowers) {
    send(response, { status: 503, type: 'text/plain', text: 'too many pages follow already' })
    return
  }
  response.writeHead(200, { ...ownHeaders, 'content-type': 'text/event-stream; charset=utf-8' })
  if (request.method === 'HEAD') {
    response.end()
    return
  }
  response.write(': following\n\n')
  streams.add(response)
  const end = follower.listen(() => response.write('event: changed\ndata: {}\n\n'))
  const heartbeat = setInterval(() => response.write(': still here\n\n'), heartbeatMs)
  response.once('close', () => {
    clearInterval(heartbeat)
    end()
    streams.delete(response)
  })
}
