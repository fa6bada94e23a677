import { type Chat, ChatError } from '../../domain/calls/chat.ts'

/** Hard failures in a row that end an endpoint which has answered before. */
const maxHardFailures = 3

/**
 * A Chat that stops asking an endpoint which is dead for this run: at the first hard failure
 * (wrong key, unknown model, unknown host) where it has never answered, else after three in a row.
 * From then on every call fails at once with the last one's error.
 */
export function withBreaker(chat: Chat, options: { onDead: (error: ChatError) => void }): Chat {
  let hardFailuresLeft = 1
  let dead: ChatError | undefined

  function countFailure(error: unknown): void {
    if (!(error instanceof ChatError) || error.kind !== 'endpoint' || dead !== undefined) return
    hardFailuresLeft--
    if (hardFailuresLeft > 0) return
    dead = error
    options.onDead(error)
  }

  return async (request) => {
    if (dead !== undefined) throw dead
    try {
      const reply = await chat(request)
      hardFailuresLeft = maxHardFailures
      return reply
    } catch (error) {
      countFailure(error)
      throw error
    }
  }
}
