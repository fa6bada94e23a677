import type { ChatMessage, SentParams } from './chat-request.ts'
import type { FaultKind } from './faults.ts'
import type { ReplyKind } from './verdicts.ts'

/** One request outside /endpoint/*, noted when it ended. */
export type RequestLogEntry = {
  /** Order of arrival, from 1. */
  readonly sequence: number
  readonly method: string
  readonly path: string
  /** Model, hash, kind and params are those of the body; null when it could not be read. */
  readonly model: string | null
  /** SHA-256 of model and messages, hexadecimal. */
  readonly hash: string | null
  readonly kind: ReplyKind | null
  /** max_tokens, max_completion_tokens, temperature and seed, as far as they were sent. */
  readonly params: SentParams | null
  /** Attempt of this hash, from 1; null when the request was not let through. */
  readonly attempt: number | null
  readonly fault: FaultKind | null
  /** Null when no status was sent. */
  readonly status: number | null
  /** Whether there was an Authorization header; its value is never kept. */
  readonly hasAuthorization: boolean
  /** Only with logMessages. */
  readonly messages?: readonly ChatMessage[]
  /** Arrival, milliseconds since the endpoint started. */
  readonly timeMs: number
  readonly durationMs: number
}

export type RequestLog = {
  /** Adds an entry; of more than `limit` entries the oldest are forgotten. */
  add(entry: RequestLogEntry, limit: number): void
  /** The newest entries, at most `limit`, in the order in which they ended. */
  read(limit: number): readonly RequestLogEntry[]
}

export function createRequestLog(): RequestLog {
  let entries: RequestLogEntry[] = []
  return {
    add(entry, limit) {
      entries.push(entry)
      // trimmed at twice the limit: a trim for each entry would copy the list each time
      if (entries.length > 2 * limit) entries = newest(entries, limit)
    },
    read: (limit) => newest(entries, limit),
  }
}

function newest(entries: RequestLogEntry[], limit: number): RequestLogEntry[] {
  return entries.slice(Math.max(0, entries.length - limit))
}
