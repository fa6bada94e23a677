import { type Chat, ChatError, type ChatReply, type ChatRequest } from '../../domain/calls/chat.ts'
import type { BatchRequest } from './batch-requests.ts'

/** Replies that batches have brought, and what is known of those that they have not. */
export type BatchReplies = {
  replies: ReadonlyMap<string, ChatReply>
  /** Requests that a batch brought no reply to; they are not asked again in the same run. */
  failures: ReadonlyMap<string, ChatError>
  /** Requests that a provider still works on. */
  pending: ReadonlySet<string>
}

/**
 * A Chat that calls nobody: it hands on the replies that batches have brought, and notes what is
 * still to be asked. Work that needs a reply which is not there ends as `aborted`.
 */
export function createBatchChat(
  options: BatchReplies & { idOf: (request: ChatRequest) => string },
): {
  chat: Chat
  /** Requests without a reply that no provider has, each once, in the order of their asking. */
  missing: () => BatchRequest[]
  /** Number of requests that a provider still works on. */
  waiting: () => number
  /** The ids of the replies that were handed on, by what they are for. */
  used: ReadonlyMap<string, readonly string[]>
  /** What was asked for, whether there was a reply or not. */
  asked: ReadonlySet<string>
} {
  const { replies, failures, pending, idOf } = options
  const missing = new Map<string, BatchRequest>()
  const waiting = new Set<string>()
  const used = new Map<string, string[]>()
  const asked = new Set<string>()

  async function chat(request: ChatRequest): Promise<ChatReply> {
    const id = idOf(request)
    const { purpose = '' } = request
    asked.add(purpose)
    const reply = replies.get(id)
    if (reply !== undefined) {
      used.set(purpose, [...(used.get(purpose) ?? []), id])
      return reply
    }
    const failure = failures.get(id)
    if (failure !== undefined) throw failure
    if (pending.has(id)) waiting.add(id)
    else missing.set(id, { id, request })
    throw new ChatError('its reply is still to come from a batch', { kind: 'aborted' })
  }

  return {
    chat,
    missing: () => [...missing.values()],
    waiting: () => waiting.size,
    used,
    asked,
  }
}
