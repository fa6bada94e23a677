import { type Chat, ChatError } from '../domain/chat.ts'

/** Hard failures in a row that end an endpoint which has answered before. */
const maxHardFailures = 3

/**
 * A Chat that stops asking an endpoint which is dead for this run: at the first hard failure
 * (wrong key, unknown model, unknown host) where it has never answered, else after three in a row.
 * From then on every call fails at once with the first one's message.
 */
export function withBreaker(chat: Chat, options: { onDead: (error: ChatError) => void }): Chat {
  let hasAnswered = false
  let hardFailures = 0
  let dead: ChatError | undefined
  return async (request) => {
    if (dead !== undefined) throw dead
    try {
      const reply = await chat(request)
      hasAnswered = true
      hardFailures = 0
      return reply
    } catch (error) {
      if (!(error instanceof ChatError) || error.kind !== 'endpoint') throw error
      hardFailures++
      if (dead === undefined && (!hasAnswered || hardFailures >= maxHardFailures)) {
        dead = error
        options.onDead(error)
      }
      throw error
    }
  }
}
