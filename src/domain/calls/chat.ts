import type { Usage } from '../answer.ts'

export type ChatMessage = { role: 'system' | 'user' | 'assistant'; content: string }

/** Sampling parameters; `max_tokens` under whichever name the endpoint takes it. */
export type ChatParams = {
  temperature?: number
  max_tokens?: number
  [extra: string]: unknown
}

/**
 * What is being judged, for judges that look at the answers themselves (the built-in ones).
 * A network client never sends it and a cache key never contains it.
 */
export type Subject = {
  mode: 'single' | 'pair'
  turn: 1 | 2
  questions: readonly string[]
  category: string
  /** One list of turns for a grade; for a verdict two, in the order shown to the judge. */
  answers: readonly (readonly string[])[]
  reference?: readonly string[]
}

export type ChatRequest = {
  /** The name that the server knows the model by. */
  model: string
  messages: readonly ChatMessage[]
  params: ChatParams
  subject?: Subject
  /** What the call is for, the same for each try of it; for records of calls, never sent. */
  purpose?: string
  /**
   * Set where a reply that was kept before may serve: which asking of the same this is, and
   * whether one that is kept has been tried already and was of no use.
   */
  reuse?: { repeat: number; isFresh: boolean }
  signal?: AbortSignal
}

/** What a server says of its limit on requests: those left, and when they are all there again. */
export type RateLimit = { remainingRequests: number; resetMs: number }

export type ChatReply = {
  /** The reply without its reasoning. */
  text: string
  /** What a reasoning model thought before it answered, where the server says it. */
  reasoning?: string
  finishReason: string | null
  usage: Usage | null
  /** Null where nobody waited for it: a batch's. */
  latencyMs: number | null
  systemFingerprint: string | null
  rateLimit?: RateLimit
  /** The parameters as they were sent in the end, after any that the endpoint refuses were left out. */
  sentParams: Record<string, unknown>
  /** True where the reply was kept before and nothing was called. */
  served?: boolean
  /** Keeps the reply for later requests of the same; for whoever has found that it can be used. */
  keep?: () => void
}

/**
 * The port that every model call goes through: one call, no retries.
 * @throws ChatError that says whether asking again can help.
 */
export type Chat = (request: ChatRequest) => Promise<ChatReply>

/**
 * - `retry`: this call may succeed when made again (429, 5xx, reset, time-out, malformed or empty reply).
 * - `call`: this call never will (a prompt that is too long, a filtered one); others may.
 * - `endpoint`: no call to this endpoint and model will (wrong key, unknown model, unknown host).
 * - `aborted`: the run was stopped.
 */
export type ChatErrorKind = 'retry' | 'call' | 'endpoint' | 'aborted'

/** A failed call: what was asked of whom, and whether asking again can help. */
export class ChatError extends Error {
  override name = 'ChatError'
  readonly kind: ChatErrorKind
  readonly status: number | undefined
  /** What the server asked us to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined
  readonly rateLimit: RateLimit | undefined
  /** Tokens that the server reported for a reply which could not be used. */
  readonly usage: Usage | undefined
  /** True where the client itself asks again at once, in a form that the server takes. */
  readonly isAskedAgain: boolean

  constructor(
    message: string,
    options: {
      kind: ChatErrorKind
      status?: number
      retryAfterMs?: number
      rateLimit?: RateLimit | undefined
      usage?: Usage | undefined
      isAskedAgain?: boolean
      cause?: unknown
    },
  ) {
    super(message, { cause: options.cause })
    this.kind = options.kind
    this.status = options.status
    this.retryAfterMs = options.retryAfterMs
    this.rateLimit = options.rateLimit
    this.usage = options.usage
    this.isAskedAgain = options.isAskedAgain ?? false
  }
}
