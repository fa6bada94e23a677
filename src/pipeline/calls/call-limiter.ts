import { type Chat, ChatError, type ChatReply } from '../../domain/calls/chat.ts'
import type { Clock } from '../clock.ts'
import { createQueue } from '../queue.ts'
import { createAdaptiveConcurrency } from './adaptive-concurrency.ts'
import { createRateWindow } from './rate-window.ts'
import { createServerHolds } from './server-holds.ts'

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
  /** Waits until a call with this estimate of tokens may start; undefined when the run is stopped. */
  admit: (tokens: number) => Promise<AdmittedCall | undefined>
}

export type AdmittedCall = {
  /** To be called once, with how the call ended. */
  settle: (end: { reply: ChatReply } | { error: unknown }) => void
}

type Waiting = { tokens: number; start: (call: AdmittedCall | undefined) => void }

/**
 * Bounds of the time for which the place of a refused call stays empty, in milliseconds: as long as
 * an answer takes, since a place that is filled at once would be refused at once, again and again.
 */
const leastPauseMs = 20
const longestPauseMs = 1000

/** The same before any answer has come. */
const firstPauseMs = 250

/**
 * Fills an endpoint to its limit and no further: calls start in the order they came, as many at
 * once as the endpoint bears, and no more a minute than it allows.
 */
export function createCallLimiter(options: LimiterOptions): CallLimiter {
  const { clock, signal } = options
  const concurrency = createAdaptiveConcurrency(options.concurrency)
  const holds = createServerHolds()
  const requests = createRateWindow(options.requestsPerMinute)
  const tokens = createRateWindow(options.tokensPerMinute)
  const waiting = createQueue<Waiting>()
  let inFlight = 0
  /** Places of refused calls that stay empty for a while; they count as in flight. */
  let paused = 0
  let order = 0
  /** What an answer takes, of late; undefined before the first. */
  let answerMs: number | undefined
  let isWaking = false

  function startAll(): void {
    for (let next = waiting.first(); next !== undefined; next = waiting.first()) {
      if (inFlight >= concurrency.limit()) return
      const nowMs = clock.now()
      const windows = Math.max(requests.opensAt(1), tokens.opensAt(next.tokens))
      const waitMs = Math.max(windows, holds.until(inFlight, nowMs)) - nowMs
      if (waitMs > 0) {
        wakeIn(waitMs)
        return
      }
      waiting.take()
      inFlight++
      requests.add(1, nowMs)
      tokens.add(next.tokens, nowMs)
      const call = { startedMs: nowMs, order: order++ }
      next.start({ settle: (end) => settle(end, call) })
    }
  }

  function wakeIn(ms: number): void {
    if (isWaking || ms === Number.POSITIVE_INFINITY) return
    isWaking = true
    void clock.sleep(ms, signal).then(() => {
      isWaking = false
      startAll()
    })
  }

  function settle(
    end: { reply: ChatReply } | { error: unknown },
    started: { startedMs: number; order: number },
  ): void {
    const nowMs = clock.now()
    const call = { ...started, nowMs }
    const tookMs = nowMs - started.startedMs
    if ('reply' in end) {
      answerMs = answerMs === undefined ? tookMs : 0.8 * answerMs + 0.2 * tookMs
      holds.answered({ ...call, rateLimit: end.reply.rateLimit })
      concurrency.answered(call)
    } else if (end.error instanceof ChatError && end.error.status === 429) {
      const { retryAfterMs, rateLimit } = end.error
      const isForAll = holds.refused({ ...call, retryAfterMs, rateLimit })
      if (!isForAll) {
        const isQuick = answerMs === undefined || tookMs < answerMs / 2
        concurrency.refused({ ...call, beside: isQuick ? inFlight - paused - 1 : undefined })
        pause(answerMs === undefined ? firstPauseMs : answerMs - tookMs)
        return
      }
    }
    leave()
  }

  function pause(ms: number): void {
    paused++
    void clock.sleep(clamped(ms), signal).then(() => {
      paused--
      leave()
    })
  }

  function leave(): void {
    inFlight--
    startAll()
  }

  signal.addEventListener('abort', () => {
    for (let next = waiting.take(); next !== undefined; next = waiting.take()) next.start(undefined)
  })

  return {
    admit: (estimate) => {
      if (signal.aborted) return Promise.resolve(undefined)
      return new Promise((resolve) => {
        waiting.add({ tokens: estimate, start: resolve })
        startAll()
      })
    },
  }
}

function clamped(ms: number): number {
  return Math.min(longestPauseMs, Math.max(leastPauseMs, ms))
}

/** A Chat whose calls wait for the limiter. */
export function withLimiter(chat: Chat, limiter: CallLimiter): Chat {
  return async (request) => {
    const characters = request.messages.reduce((sum, m) => sum + m.content.length, 0)
    // Four characters a token is near enough for a window: servers reserve the whole budget too.
    const call = await limiter.admit(characters / 4 + (request.params.max_tokens ?? 0))
    if (call === undefined) throw new ChatError('stopped', { kind: 'aborted' })
    try {
      const reply = await chat(request)
      call.settle({ reply })
      return reply
    } catch (error) {
      call.settle({ error })
      throw error
    }
  }
}
