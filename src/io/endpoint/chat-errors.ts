import { APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai'
import { ChatError, type ChatErrorKind } from '../../domain/calls/chat.ts'
import { codeOf } from '../../errors.ts'
import { rateLimitOf } from './rate-limit-headers.ts'
import { retryAfterMs } from './retry-after.ts'
import { unreachableCodes } from './unreachable-codes.ts'

/** A server that asks to wait longer is not waited for, in milliseconds. */
const longestWaitMs = 600_000

/** Longest part of a server's message that is shown, in characters. */
const maxMessage = 300

type Call = {
  who: string
  /** Where the call went, where that is known. */
  baseUrl?: string
  apiKey: string | undefined
  /** Has this endpoint answered before? Then a refused connection may be a restart. */
  hasAnswered: boolean
  signal: AbortSignal | undefined
}

/** Any failure of a call as a ChatError: who was asked, what came back, whether to ask again. */
export function toChatError(error: unknown, call: Call): ChatError {
  if (error instanceof ChatError) return error
  if (call.signal?.aborted === true) {
    return new ChatError(`${call.who}: stopped`, { kind: 'aborted', cause: error })
  }
  if (error instanceof APIConnectionTimeoutError || error instanceof APIUserAbortError) {
    return new ChatError(`${call.who}: no answer in time`, { kind: 'retry', cause: error })
  }
  if (error instanceof APIError && error.status !== undefined) return fromStatus(error, call)
  return fromConnection(error, call)
}

function fromStatus(error: APIError, call: Call): ChatError {
  const status: number = error.status ?? 0
  const wait = retryAfterMs(error.headers, Date.now())
  const isTooLong = wait !== undefined && wait > longestWaitMs
  const hint = isTooLong
    ? ` (it asks to wait ${durationText(wait)}: run this again then)`
    : hintFor(status, call)
  return new ChatError(`${call.who}: ${clean(error.message, call.apiKey)}${hint}`, {
    kind: isTooLong ? 'endpoint' : kindOfStatus(status, error.code),
    status,
    rateLimit: rateLimitOf(error.headers),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  })
}

/** What to do about an answer that many a wrong setting leads to. */
function hintFor(status: number, { apiKey, baseUrl }: Call): string {
  if (status === 401 && apiKey === undefined) return ' (no key was sent; see --api-key-env)'
  if (status !== 404 || baseUrl === undefined || /\/v\d/.test(new URL(baseUrl).pathname)) return ''
  return ` (the base URL ${baseUrl} has no /v1: most servers answer below it, ${baseUrl.replace(/\/+$/, '')}/v1)`
}

function durationText(ms: number): string {
  const minutes = Math.ceil(ms / 60_000)
  if (minutes < 120) return `${minutes} minutes`
  const hours = Math.ceil(minutes / 60)
  return hours < 48 ? `${hours} hours` : `${Math.ceil(hours / 24)} days`
}

function kindOfStatus(status: number, code: string | null | undefined): ChatErrorKind {
  if (code === 'insufficient_quota') return 'endpoint'
  if ([408, 409, 425, 429].includes(status) || status >= 500) return 'retry'
  if ([401, 402, 403, 404, 405].includes(status) || status < 400) return 'endpoint'
  return 'call'
}

function fromConnection(error: unknown, call: Call): ChatError {
  const causes: unknown[] = []
  for (let e = error; e !== undefined && causes.length < 5; ) {
    causes.push(e)
    e = e instanceof Error ? e.cause : undefined
  }
  const code = causes.map(codeOf).find((c) => c !== undefined)
  const isGone = code !== undefined && unreachableCodes.has(code) && !call.hasAnswered
  const last = causes.at(-1)
  const what = isGone ? 'cannot be reached' : 'the connection failed'
  // As it stands: on one line the key might not be found in it any more.
  const said = last instanceof Error ? last.message : String(last)
  const detail = clean(code ?? said, call.apiKey)
  return new ChatError(`${call.who}: ${what} (${detail})`, {
    kind: isGone ? 'endpoint' : 'retry',
    cause: error,
  })
}

/** A server's words on one line, without control characters and without our key. */
function clean(text: string, apiKey: string | undefined): string {
  const hidden = apiKey === undefined ? text : text.replaceAll(apiKey, '[key]')
  const line = hidden.replace(/\p{Cc}+/gu, ' ').trim()
  return line.length > maxMessage ? `${line.slice(0, maxMessage)}…` : line
}
