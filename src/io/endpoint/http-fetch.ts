import { Agent, type Dispatcher, request } from 'undici'
import { readableError } from './error-body.ts'
import { TextResponse } from './text-response.ts'

/** Redirects that are followed for one call. */
const maxRedirects = 3

export type FetchOptions = {
  connectTimeoutMs: number
  firstByteTimeoutMs: number
  bodyTimeoutMs: number
  /** Connections to one server, at most; where it is left out, as many as are wanted. */
  connections?: number
}

/**
 * A `fetch` over undici's `request` for calls that send JSON or a form and get text: it keeps
 * connections alive. Without a limit it opens more of them than there are calls in flight, since a
 * connection is free a little later than its answer is there. A 307 or 308 is followed, to another
 * host, or out of https, without the Authorization header.
 */
export function createFetch(options: FetchOptions): typeof fetch {
  const dispatcher = new Agent({
    connect: { timeout: options.connectTimeoutMs },
    headersTimeout: options.firstByteTimeoutMs,
    bodyTimeout: options.bodyTimeoutMs,
    pipelining: 1,
    connections: options.connections ?? null,
    allowH2: false,
  })
  return (input, init) => {
    const headers = Object.fromEntries(new Headers(init?.headers))
    return followed(String(input), { init, headers, dispatcher, redirects: 0 })
  }
}

type Call = {
  init: RequestInit | undefined
  headers: Record<string, string>
  dispatcher: Dispatcher
  redirects: number
}

async function followed(url: string, call: Call): Promise<Response> {
  const { init, headers, dispatcher, redirects } = call
  const body = await bodyOf(init?.body, headers)
  const reply = await request(url, {
    method: methods.find((method) => method === init?.method) ?? 'GET',
    headers,
    body,
    signal: init?.signal ?? undefined,
    dispatcher,
  })
  const { statusCode: status } = reply
  const location = headerText(reply.headers['location'])
  if ((status === 307 || status === 308) && location !== undefined && redirects < maxRedirects) {
    await reply.body.dump()
    const next = new URL(location, url)
    const { authorization: _, ...withoutKey } = headers
    const kept = keepsKey(new URL(url), next) ? headers : withoutKey
    return followed(next.href, { ...call, headers: kept, redirects: redirects + 1 })
  }
  const said = await reply.body.text()
  const text = status >= 400 ? readableError(said) : said
  return new TextResponse(text, { status, headers: shownHeaders(reply.headers), url })
}

function shownHeaders(headers: Dispatcher.ResponseData['headers']): [string, string][] {
  const shown: [string, string][] = []
  for (const name in headers) {
    const text = headerText(headers[name])
    if (text !== undefined && !hopByHop.has(name)) shown.push([name, text])
  }
  return shown
}

const methods = ['GET', 'POST', 'DELETE'] as const

/** What is sent: a text as it stands, a form with the header that tells its parts. */
async function bodyOf(
  body: RequestInit['body'],
  headers: Record<string, string>,
): Promise<string | Uint8Array | null> {
  if (typeof body === 'string') return body
  if (!(body instanceof FormData)) return null
  const encoded = new Response(body)
  headers['content-type'] = encoded.headers.get('content-type') ?? ''
  return new Uint8Array(await encoded.arrayBuffer())
}

/** May the key go along with a redirect? To the same host only, and not from https to http. */
export function keepsKey(from: URL, to: URL): boolean {
  return from.host === to.host && (to.protocol === 'https:' || from.protocol === to.protocol)
}

/** Headers that describe the bytes on the wire, not the text that was read from them. */
const hopByHop = new Set(['content-encoding', 'content-length', 'transfer-encoding', 'connection'])

function headerText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value
}
