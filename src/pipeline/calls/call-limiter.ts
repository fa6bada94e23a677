import { type Chat, ChatError, type ChatReply } from '../../domain/calls/chat.ts'
import type { Clock } from '../clock.ts'
import { createAdaptiveConcurrency } from './adaptive-concurrency.ts'
import { createRateWindow } from './rate-window.ts'

export type LimiterOptions = {
  /** Calls at once from the first call on; undefined: found out. */
  concurrency: number | undefined
  /** Requests and tokens in any 60 seconds, where the endpoint's limits are known. */
  requestsPerMinute: number | undefined
  tokensPerMinute: number | undefined
  clock: Clock
  /** Aborted when the run is stopped: nothing waits any longer. */
  signal: AbortSignal
}

/** Which calls of one endpoint may start now. */
export type CallLimiter = {
  /** True when a call with this estimate of tokens may start, false when the run is stopped. */
  admit: (tokens: number) => Promise<boolean>
  /** To be called once for each admitted call, with how it ended. */
  settle: (end: { reply: ChatReply } | { error: unknown }) => void
}

type Waiting = { tokens: number; start: (mayStart: boolean) => void }

/**
 * Fills an endpoint to its limit and no further: calls start in the order they came, as many at
 * once as the endpoint bears, and no more a minute than it allows.
 */
export function createCallLimiter(options: LimiterOptions): CallLimiter {
  const { clock, signal } = options
  const concurrency = createAdaptiveConcurrency(options.concurrency)
  const requests = createRateWindow(options.requestsPerMinute)
  const tokens = createRateWindow(options.tokensPerMinute)
  const waiting: Waiting[] = []
  let inFlight = 0
  let isWaking = false

  function startAll(): void {
    for (let [next] = waiting; next !== undefined; [next] = waiting) {
      if (inFlight >= concurrency.limit()) return
      const opensAt = Math.max(requests.opensAt(1), tokens.opensAt(next.tokens))
      const waitMs = Math.max(opensAt, concurrency.heldUntil()) - clock.now()
      if (waitMs > 0) {
        wakeIn(waitMs)
        return
      }
      waiting.shift()
      inFlight++
      requests.add(1, clock.now())
      tokens.add(next.tokens, clock.now())
      next.start(true)
    }
  }

  function wakeIn(ms: number): void {
    if (isWaking) return
    isWaking = true
    void clock.sleep(ms, signal).then(() => {
      isWaking = false
      startAll()
    })
  }

  signal.addEventListener('abort', () => {
    for (const { start } of waiting.splice(0)) start(false)
  })

  return {
    admit: (estimate) => {
      if (signal.aborted) return Promise.resolve(false)
      return new Promise((resolve) => {
        waiting.push({ tokens: estimate, start: resolve })
        startAll()
      })
    },
    settle: (end) => {
      inFlight--
      if ('reply' in end) concurrency.succeeded(holdOf(end.reply, clock.now()))
      else if (end.error instanceof ChatError && end.error.status === 429) {
        const { retryAfterMs } = end.error
        concurrency.tooMuch({ nowMs: clock.now(), retryAfterMs })
      }
      startAll()
    },
  }
}

/** Until when a reply says that the endpoint takes nothing more. */
function holdOf(reply: ChatReply, nowMs: number): { untilMs: number } | undefined {
  const { rateLimit } = reply
  if (rateLimit === undefined || rateLimit.remainingRequests > 0) return undefined
  return { untilMs: nowMs + rateLimit.resetMs }
}

/** A Chat whose calls wait for the limiter. */
export function withLimiter(chat: Chat, limiter: CallLimiter): Chat {
  return async (request) => {
    const characters = request.messages.reduce((sum, m) => sum + m.content.length, 0)
    // Four characters a token is near enough for a window: servers reserve the whole budget too.
    const mayStart = await limiter.admit(characters / 4 + (request.params.max_tokens ?? 0))
    if (!mayStart) throw new ChatError('stopped', { kind: 'aborted' })
    try {
      const reply = await chat(request)
      limiter.settle({ reply })
      return reply
    } catch (error) {
      limiter.settle({ error })
      throw error
    }
  }
}
