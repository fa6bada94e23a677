import type { RecordedCall } from '../../domain/calls/cassette.ts'
import { type Chat, ChatError, type ChatReply, type ChatRequest } from '../../domain/calls/chat.ts'
import { replyKeyText } from '../calls/with-store.ts'
import type { Tape, Turn } from './tape.ts'

/** Turns without anything to do after which a recorded call counts as not wanted. */
const idleTurns = 3

/** Requests that are not in the recording of which the nearest is looked for. */
const maxSought = 20

/**
 * A tape that answers calls from a recording, in the order in which they ended then, one at a
 * time. A call that nobody asks for again is passed over once nothing else can happen.
 */
export function createPlayer(options: {
  calls: readonly RecordedCall[]
  startedMs: number
  /** Name of the recording, for messages. */
  name: string
  turn: Turn
}): Tape {
  const { calls } = options
  const places = placesByKey(calls)
  const asked = new Map<number, () => void>()
  let time = options.startedMs
  let next = 0
  let handedOn = 0
  // Work that is under way and may lead to calls: files being opened, records being written.
  const held = new Set<symbol>()
  let sought = 0
  let working: Promise<void> | undefined

  function handOn(place: number): void {
    const resolve = asked.get(place)
    asked.delete(place)
    time = calls[place]?.ended_ms ?? time
    handedOn++
    resolve?.()
  }

  function hold(): () => void {
    const work = Symbol('work')
    held.add(work)
    return () => void held.delete(work)
  }

  /** The place that is to be handed on now, if it has been asked for. */
  function ready(): number | undefined {
    const late = [...asked.keys()].find((place) => place < next)
    return late ?? (asked.has(next) ? next : undefined)
  }

  async function handOnAll(): Promise<void> {
    for (let idle = 0; asked.size > 0; ) {
      await options.turn()
      const place = ready()
      if (place !== undefined) {
        handOn(place)
        next = Math.max(next, place + 1)
        idle = 0
      } else if (held.size === 0 && ++idle > idleTurns) next = Math.min(...asked.keys())
    }
    working = undefined
  }

  function take(request: ChatRequest, baseUrl: string): Promise<RecordedCall> {
    const place = places.get(keyOf(request, baseUrl))?.shift()
    const call = place === undefined ? undefined : calls[place]
    if (call === undefined || place === undefined) {
      const isSought = ++sought <= maxSought
      throw notRecorded(request, { ...options, baseUrl, isSought })
    }
    return new Promise((resolve) => {
      asked.set(place, () => resolve(call))
      working ??= handOnAll()
    })
  }

  return {
    mode: 'replay',
    now: () => time,
    around: (_, baseUrl) => chatOver((request) => take(request, baseUrl)),
    pass: () => Promise.resolve(),
    saving: (_, save) => (row) => save(row).finally(hold()),
    hold,
    report: () => undefined,
    handedOn: () => handedOn,
    recorded: calls.length,
    close: async () => {
      await working
    },
  }
}

function chatOver(take: (request: ChatRequest) => Promise<RecordedCall>): Chat {
  return async (request) => {
    for (;;) {
      const { reply, error } = await take(request)
      if (reply !== undefined) return replyOf(reply)
      if (error?.isAskedAgain !== true) throw errorOf(error)
    }
  }
}

function placesByKey(calls: readonly RecordedCall[]): Map<string, number[]> {
  // The tries of one call follow each other, so that the order of their ends is that of their starts.
  const places = new Map<string, number[]>()
  for (const [place, { purpose, request, base_url }] of calls.entries()) {
    const key = keyOf({ ...request, purpose }, base_url)
    const same = places.get(key)
    if (same === undefined) places.set(key, [place])
    else same.push(place)
  }
  return places
}

function keyOf(request: ChatRequest, baseUrl: string): string {
  const { model, messages, params, purpose = '' } = request
  return `${purpose}\n${replyKeyText({ model, messages, params }, baseUrl)}`
}

function replyOf(recorded: NonNullable<RecordedCall['reply']>): ChatReply {
  const { reasoning, served, ...reply } = recorded
  return {
    ...reply,
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(served === true ? { served } : {}),
  }
}

function errorOf(recorded: RecordedCall['error']): ChatError {
  const { message = 'no reply was recorded', kind = 'call', status, retryAfterMs } = recorded ?? {}
  return new ChatError(message, {
    kind,
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    usage: recorded?.usage,
  })
}

function notRecorded(
  request: ChatRequest,
  tape: { calls: readonly RecordedCall[]; name: string; baseUrl: string; isSought: boolean },
): ChatError {
  const { calls, name, baseUrl } = tape
  const isKnown = calls.some(
    (call) => call.request.model === request.model && call.base_url === baseUrl,
  )
  const nearest = tape.isSought ? `; ${nearestText(request, { calls, baseUrl })}` : ''
  return new ChatError(`${request.purpose ?? 'a request'} is not in ${name}${nearest}`, {
    kind: isKnown ? 'call' : 'endpoint',
  })
}

/** What comes nearest to a request: of the same model, with the longest common beginning. */
function nearestText(
  request: ChatRequest,
  tape: { calls: readonly RecordedCall[]; baseUrl: string },
): string {
  const prompt = textOf(request)
  let best: { call: RecordedCall; text: string; common: number } | undefined
  for (const call of tape.calls) {
    if (call.request.model !== request.model) continue
    const text = textOf(call.request)
    const common = commonLength(prompt, text)
    if (best === undefined || common > best.common) best = { call, text, common }
  }
  if (best === undefined) {
    const models = [...new Set(tape.calls.map((call) => call.request.model))]
    return `it holds no request to model ${request.model}, but to: ${models.join(', ') || 'none'}`
  }
  const { call, text, common } = best
  const shown = (whole: string) => JSON.stringify(whole.slice(common, common + 40))
  if (text !== prompt) {
    return `nearest is ${call.purpose}, the same for ${common} characters, then ${shown(text)} instead of ${shown(prompt)}`
  }
  const what = [
    ...(call.base_url === tape.baseUrl ? [] : [`base URL ${call.base_url}`]),
    ...(JSON.stringify(call.request.params) === JSON.stringify(request.params)
      ? []
      : [`parameters ${JSON.stringify(call.request.params)}`]),
  ]
  return `nearest is ${call.purpose}, of the same prompt${what.length > 0 ? ` with ${what.join(' and ')}` : ', which was asked less often'}`
}

function textOf(request: Pick<ChatRequest, 'messages'>): string {
  return request.messages.map(({ role, content }) => `${role}: ${content}`).join('\n')
}

function commonLength(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  let length = 0
  while (length < most && a[length] === b[length]) length++
  return length
}
