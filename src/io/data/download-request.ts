import { setMaxListeners } from 'node:events'
import { EnvHttpProxyAgent, request } from 'undici'
import { codeOf, messageOf, UserError } from '../../errors.ts'
import type { Environment } from '../endpoint/api-key.ts'
import { unreachableCodes } from '../endpoint/unreachable-codes.ts'

/** Redirects that are followed for one file. */
const maxRedirects = 5

/** Time-outs in milliseconds; `bodyIdleMs` is the longest silence within a body. */
export const downloadTimeouts = {
  connectMs: 10_000,
  firstByteMs: 30_000,
  bodyIdleMs: 60_000,
  /** One try, body included. */
  tryMs: 1_800_000,
} as const

export type DownloadTimeouts = { [K in keyof typeof downloadTimeouts]: number }

/**
 * A download that failed. `retry`: asking again may help; `refused`: it never will;
 * `unreachable`: nor will any other file of that host; `stopped`: by the user.
 */
export class DownloadError extends UserError {
  override name = 'DownloadError'
  readonly kind: 'retry' | 'refused' | 'unreachable' | 'stopped'
  readonly retryAfterMs: number | undefined

  constructor(
    message: string,
    options: { kind: DownloadError['kind']; cause?: unknown; retryAfterMs?: number | undefined },
  ) {
    super(message, { cause: options.cause })
    this.kind = options.kind
    this.retryAfterMs = options.retryAfterMs
  }
}

export type Reply = {
  status: number
  header: (name: string) => string | undefined
  body: AsyncIterable<Buffer>
  discard: () => Promise<void>
}

export type Requester = {
  get: (
    url: string,
    options: { headers: Record<string, string>; signal: AbortSignal },
  ) => Promise<Reply>
  close: () => Promise<void>
}

/**
 * GETs with redirects followed and the proxies of the usual variables: HTTP_PROXY, HTTPS_PROXY,
 * NO_PROXY, in either case. Reads no other environment.
 */
export function createRequester(options: {
  env: Environment
  timeouts: DownloadTimeouts
}): Requester {
  const { env, timeouts } = options
  const variable = (name: string) => env[name.toLowerCase()] || env[name] || ''
  const dispatcher = new EnvHttpProxyAgent({
    httpProxy: variable('HTTP_PROXY'),
    httpsProxy: variable('HTTPS_PROXY'),
    noProxy: variable('NO_PROXY'),
    connect: { timeout: timeouts.connectMs },
    headersTimeout: timeouts.firstByteMs,
    bodyTimeout: timeouts.bodyIdleMs,
  })

  async function getOnce(
    url: string,
    call: { headers: Record<string, string>; signal: AbortSignal },
  ) {
    try {
      const reply = await request(url, { method: 'GET', ...call, dispatcher })
      // The body's reader must fail, not the process, where the connection breaks unread.
      reply.body.on('error', () => undefined)
      return reply
    } catch (error) {
      throw connectionError(error, url)
    }
  }

  return {
    get: async (url, { headers, signal }) => {
      const limited = AbortSignal.any([signal, AbortSignal.timeout(timeouts.tryMs)])
      setMaxListeners(0, limited)
      let next = checkUrl(url)
      const seen = new Set([next.href])
      for (;;) {
        const reply = await getOnce(next.href, { headers, signal: limited })
        const header = (name: string) => headerText(reply.headers[name])
        const location = header('location')
        if (![301, 302, 303, 307, 308].includes(reply.statusCode) || location === undefined) {
          const discard = () => reply.body.dump({ limit: 65_536 }).catch(() => undefined)
          return { status: reply.statusCode, header, body: reply.body, discard }
        }
        await reply.body.dump({ limit: 65_536 }).catch(() => undefined)
        next = redirected(next, location, url)
        if (seen.has(next.href)) {
          throw new DownloadError(`${url}: redirects in a circle`, { kind: 'refused' })
        }
        seen.add(next.href)
        if (seen.size > maxRedirects + 1) {
          throw new DownloadError(`${url}: more than ${maxRedirects} redirects`, {
            kind: 'refused',
          })
        }
      }
    },
    close: () => dispatcher.close(),
  }
}

/** An address that may be asked. @throws UserError for another scheme, or one that holds a password */
export function checkUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new UserError(`${text} is no address that begins with http:// or https://`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new UserError(`the address of ${url.host} holds a user name or password: not allowed`)
  }
  return url
}

function redirected(from: URL, location: string, asked: string): URL {
  const next = URL.canParse(location, from.href) ? new URL(location, from) : undefined
  const isSafe = next?.protocol === 'https:' || next?.protocol === from.protocol
  if (next !== undefined && isSafe && next.username === '') return next
  throw new DownloadError(`${asked}: redirected to an address that is not followed`, {
    kind: 'refused',
  })
}

/** A failure of the connection, from the first byte of the request to the last of the body. */
export function connectionError(error: unknown, url: string): DownloadError {
  if (error instanceof DownloadError) return error
  const codes: string[] = []
  for (let e = error, depth = 0; e !== undefined && depth < 5; depth++) {
    codes.push(codeOf(e) ?? '')
    e = e instanceof AggregateError ? e.errors[0] : e instanceof Error ? e.cause : undefined
  }
  const code = codes.find((c) => c !== '')
  if (code !== undefined && unreachableCodes.has(code)) {
    return new DownloadError(`${url}: cannot be reached (${code})`, {
      kind: 'unreachable',
      cause: error,
    })
  }
  const detail = code ?? messageOf(error)
  return new DownloadError(`${url}: the connection failed (${detail})`, {
    kind: 'retry',
    cause: error,
  })
}

function headerText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value
}
