import { describe, expect, it } from 'vitest'
import { ChatError } from '../../../src/domain/calls/chat.ts'

describe('ChatError', () => {
  it('says what happened, whether asking again can help, and keeps its cause', () => {
    const cause = new Error('socket hang up')
    const error = new ChatError('m at http://localhost: busy', {
      kind: 'retry',
      status: 429,
      retryAfterMs: 1500,
      cause,
    })
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({
      name: 'ChatError',
      message: 'm at http://localhost: busy',
      kind: 'retry',
      status: 429,
      retryAfterMs: 1500,
      cause,
    })
  })

  it('knows neither status nor wait where the server gave none', () => {
    const error = new ChatError('stopped', { kind: 'aborted' })
    expect(error.status).toBeUndefined()
    expect(error.retryAfterMs).toBeUndefined()
  })
})
