import pLimit from 'p-limit'
import type { Chat } from '../domain/chat.ts'

/** A Chat of which at most `concurrency` calls are under way at once; the others wait in order. */
export function withLimit(chat: Chat, concurrency: number): Chat {
  const limit = pLimit(concurrency)
  return (request) => limit(() => chat(request))
}
