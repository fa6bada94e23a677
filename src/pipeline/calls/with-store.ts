import type { Chat, ChatReply, ChatRequest } from '../../domain/calls/chat.ts'

/** A reply as it is kept; what belongs to one call only is left out. */
export type StoredReply = Omit<ChatReply, 'rateLimit' | 'served' | 'keep'>

/** Replies by the hash of what was asked. */
export type ReplyStore = {
  /** Undefined where there is none, or what stands there cannot be read. */
  get: (key: string) => Promise<StoredReply | undefined>
  /** Keeps a reply in place of any other; written by and by. */
  put: (key: string, kept: { request: ChatRequest; reply: StoredReply }) => void
}

/**
 * A Chat that serves a reply which was kept before, where a request may be served one (`reuse`).
 * Nothing is kept by itself: a new reply carries `keep`, for whoever finds that it can be used, so
 * that errors, empty replies and those without a verdict never come from the store. While a request
 * is under way the same one waits for it, so that it is not paid for twice.
 *
 * @param options.keyOf the store's key of a request
 * @param options.isRefreshing ask anew once, and replace what is kept
 * @param options.onServed told of each reply that was served
 * @param options.turn waits until whoever has got a reply has looked at it
 */
export function withStore(
  chat: Chat,
  options: {
    store: ReplyStore
    keyOf: (request: ChatRequest) => string
    isRefreshing: boolean
    onServed: (request: ChatRequest, reply: ChatReply) => Promise<void>
    turn: () => Promise<void>
  },
): Chat {
  const { store, isRefreshing, turn } = options
  const underWay = new Map<string, Promise<void>>()
  const keptAnew = new Set<string>()

  async function served(request: ChatRequest, key: string): Promise<ChatReply | undefined> {
    if (isRefreshing && !keptAnew.has(key)) return undefined
    const kept = await store.get(key)
    if (kept === undefined) return undefined
    const reply = { ...kept, served: true }
    await options.onServed(request, reply)
    return reply
  }

  async function asked(request: ChatRequest, key: string): Promise<ChatReply> {
    const reply = await chat(request)
    const { rateLimit: _, ...stored } = reply
    const keep = () => {
      store.put(key, { request, reply: stored })
      if (isRefreshing) keptAnew.add(key)
    }
    return { ...reply, keep }
  }

  return async (request) => {
    if (request.reuse === undefined) return chat(request)
    const key = options.keyOf(request)
    if (request.reuse.isFresh) return asked(request, key)
    for (;;) {
      await underWay.get(key)
      const reply = await served(request, key)
      if (reply !== undefined) return reply
      if (!underWay.has(key)) break
    }
    const asking = asked(request, key)
    const looked = asking.then(turn, turn).finally(() => underWay.delete(key))
    underWay.set(key, looked)
    return asking
  }
}

/**
 * The text that a request's key is the hash of: model, base URL, messages, parameters as asked
 * (whatever the order of their names) and which asking of the same it is. Never the API key.
 */
export function replyKeyText(request: ChatRequest, baseUrl: string): string {
  const messages = request.messages.map(({ role, content }) => [role, content])
  const { model, params, reuse } = request
  return JSON.stringify([
    'mtbench.reply/1',
    model,
    baseUrl,
    messages,
    sorted(params),
    reuse?.repeat ?? 0,
  ])
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return entries.map(([name, part]) => [name, sorted(part)])
}
