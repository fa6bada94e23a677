import { type Chat, ChatError } from '../../domain/calls/chat.ts'
import type { Clock } from '../clock.ts'
import { createQueue } from '../queue.ts'
import { type CallEnd, createCallFeedback } from './call-feedback.ts'
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
  /** Waits until a call with this estimate of tokens may start; undefined when the run is stopped. */
  admit: (tokens: number) => Promise<AdmittedCall | undefined>
}

export type AdmittedCall = {
  /** To be called once, with how the call ended. */
  settle: (end: CallEnd) => void
}

type Waiting = { tokens: number; start: (call: AdmittedCall | undefined) => void }

/**
 * Fills an endpoint to its limit and no further: calls start in the order they came, as many at
 * once as the endpoint bears, and no more a minute than it allows.
 */
export function createCallLimiter(options: LimiterOptions): CallLimiter {
  const { clock, signal } = options
  const feedback = createCallFeedback(options.concurrency)
  const requests = createRateWindow(options.requestsPerMinute)
  const tokens = createRateWindow(options.tokensPerMinute)
  const waiting = createQueue<Waiting>()
  let inFlight = 0
  /** Places of refused calls that stay empty for a while; they count as in flight. */
  let paused = 0
  let order = 0
  let isWaking = false

  function startAll(): void {
    for (let next = waiting.first(); next !== undefined; next = waiting.first()) {
      if (inFlight >= feedback.limit()) return
      const nowMs = clock.now()
      const windows = Math.max(requests.opensAt(1), tokens.opensAt(next.tokens))
      const waitMs = Math.max(windows, feedback.heldUntil(inFlight, nowMs)) - nowMs
      if (waitMs > 0) {
        wakeIn(waitMs)
        return
      }
      waiting.take()
      inFlight++
      requests.add(1, nowMs)
      tokens.add(next.tokens, nowMs)
      const started = { startedMs: nowMs, order: order++ }
      next.start({ settle: (end) => settle(end, started) })
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

  function settle(end: CallEnd, started: { startedMs: number; order: number }): void {
    const beside = inFlight - paused - 1
    const pauseMs = feedback.ended(end, { ...started, nowMs: clock.now(), beside })
    if (pauseMs === 0) {
      leave()
      return
    }
    paused++
    void clock.sleep(pauseMs, signal).then(() => {
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
