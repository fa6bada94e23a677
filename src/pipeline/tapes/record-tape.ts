import type { CassetteLine, RecordedCall } from '../../domain/calls/cassette.ts'
import { type Chat, ChatError, type ChatReply, type ChatRequest } from '../../domain/calls/chat.ts'
import type { Tape, Turn, WriteLines } from './tape.ts'

type EndedCall = { baseUrl: string; askedMs: number } & Pick<RecordedCall, 'reply' | 'error'>

type Waiting = { line: CassetteLine; resolve: () => void; reject: (error: unknown) => void }

/**
 * A tape that writes each call when it has ended, and hands its reply on only then, one at a time:
 * the recording is never behind the results, and a replay can keep the same order.
 */
export function createRecorder(options: {
  write: WriteLines
  close: () => Promise<void>
  now: () => number
  turn: Turn
}): Tape {
  const counts = { calls: 0, records: 0, reports: 0 }
  let time = options.now()
  let queue: Waiting[] = []
  let working: Promise<void> | undefined

  function put(line: CassetteLine): Promise<void> {
    return new Promise((resolve, reject) => {
      queue.push({ line, resolve, reject })
      working ??= handOnAll()
    })
  }

  async function handOnAll(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue
      queue = []
      try {
        await options.write(batch.map(({ line }) => line))
        await handOn(batch)
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    working = undefined
  }

  async function handOn(batch: readonly Waiting[]): Promise<void> {
    for (const { line, resolve } of batch) {
      if (line.kind === 'call') time = line.ended_ms
      resolve()
      if (line.kind === 'call') await options.turn()
    }
  }

  function ended(request: ChatRequest, call: EndedCall): Promise<void> {
    counts.calls++
    const { reply, error } = call
    const { model, messages, params } = request
    return put({
      kind: 'call',
      purpose: request.purpose ?? '',
      base_url: call.baseUrl,
      asked_ms: call.askedMs,
      ended_ms: options.now(),
      request: { model, messages: [...messages], params },
      ...(reply === undefined ? {} : { reply }),
      ...(error === undefined ? {} : { error }),
    })
  }

  return {
    mode: 'record',
    now: () => time,
    around: (chat, baseUrl) => recorded(chat, { baseUrl, now: options.now, ended }),
    pass: (request, { baseUrl, reply }) =>
      ended(request, { baseUrl, askedMs: options.now(), reply: kept(reply) }),
    saving: (of, save) => async (row) => {
      await save(row)
      counts.records++
      await put({ kind: 'record', of, row: Object.fromEntries(Object.entries(row)) })
    },
    hold: () => () => undefined,
    report: (name, document) => {
      counts.reports++
      void put({ kind: 'report', name, document: { ...document } })
    },
    handedOn: () => counts.calls,
    recorded: undefined,
    close: async () => {
      await working
      await put({ kind: 'end', ...counts })
      await options.close()
    },
  }
}

function recorded(
  chat: Chat,
  tape: {
    baseUrl: string
    now: () => number
    ended: (request: ChatRequest, call: EndedCall) => Promise<void>
  },
): Chat {
  const { baseUrl } = tape
  return async (request) => {
    const askedMs = tape.now()
    try {
      const reply = await chat(request)
      await tape.ended(request, { baseUrl, askedMs, reply: kept(reply) })
      return reply
    } catch (error) {
      if (error instanceof ChatError && error.kind !== 'aborted') {
        await tape.ended(request, { baseUrl, askedMs, error: errorOf(error, error.kind) })
      }
      throw error
    }
  }
}

function kept(reply: ChatReply): NonNullable<RecordedCall['reply']> {
  const { rateLimit: _, keep: __, ...others } = reply
  return others
}

function errorOf(
  error: ChatError,
  kind: NonNullable<RecordedCall['error']>['kind'],
): NonNullable<RecordedCall['error']> {
  const { message, status, retryAfterMs, usage, isAskedAgain } = error
  return {
    message,
    kind,
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(usage === undefined ? {} : { usage }),
    ...(isAskedAgain ? { isAskedAgain } : {}),
  }
}
