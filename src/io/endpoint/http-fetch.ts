import { Agent, type Dispatcher, request } from 'undici'
import { readableError } from './error-body.ts'

/** Redirects that are followed for one call. */
const maxRedirects = 3

export type FetchOptions = {
  connectTimeoutMs: number
  firstByteTimeoutMs: number
  bodyTimeoutMs: number
}

/**
 * A `fetch` over undici's `request` for calls that send JSON or a form and get text: it keeps connections alive
 * and opens no more of them than there are calls in flight. A 307 or 308 is followed, to another
 * host, or out of https, without the Authorization header.
 */
export function createFetch(options: FetchOptions): typeof fetch {
  const dispatcher = new Agent({
    connect: { timeout: options.connectTimeoutMs },
    headersTimeout: options.firstByteTimeoutMs,
    bodyTimeout: options.bodyTimeoutMs,
    pipelining: 1,
    allowH2: false,
  })
  return (input, init) => followed(String(input), { init, dispatcher, redirects: 0 })
}

async function followed(
  url: string,
  call: { init: RequestInit | undefined; dispatcher: Dispatcher; redirects: number },
): Promise<Response> {
  const { init, dispatcher, redirects } = call
  const headers = new Headers(init?.headers)
  const body = await bodyOf(init?.body, headers)
  const reply = await request(url, {
    method: methods.find((method) => method === init?.method) ?? 'GET',
    headers: Object.fromEntries(headers),
    body,
    signal: init?.signal ?? undefined,
    dispatcher,
  })
  const location = headerText(reply.headers['location'])
  if ([307, 308].includes(reply.statusCode) && location !== undefined && redirects < maxRedirects) {
    await reply.body.dump()
    const next = new URL(location, url)
    if (!keepsKey(new URL(url), next)) headers.delete('authorization')
    const nextInit = { ...init, headers: [...headers] as [string, string][] }
    return followed(next.href, { init: nextInit, dispatcher, redirects: redirects + 1 })
  }
  const said = await reply.body.text()
  const text = reply.statusCode >= 400 ? readableError(said) : said
  return new Response([204, 205, 304].includes(reply.statusCode) ? null : text, {
    status: reply.statusCode,
    headers: Object.entries(reply.headers).flatMap(([name, value]): [string, string][] => {
      const text = headerText(value)
      return text === undefined || hopByHop.has(name) ? [] : [[name, text]]
    }),
  })
}

const methods = ['GET', 'POST', 'DELETE'] as const

/** What is sent: a text as it stands, a form with the header that tells its parts. */
async function bodyOf(
  body: RequestInit['body'],
  headers: Headers,
): Promise<string | Uint8Array | null> {
  if (typeof body === 'string') return body
  if (!(body instanceof FormData)) return null
  const encoded = new Response(body)
  headers.set('content-type', encoded.headers.get('content-type') ?? '')
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
