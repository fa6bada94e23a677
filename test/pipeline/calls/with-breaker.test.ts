import { describe, expect, it } from 'vitest'
import { type Chat, ChatError, type ChatErrorKind } from '../../../src/domain/calls/chat.ts'
import { withBreaker } from '../../../src/pipeline/calls/with-breaker.ts'
import { replyOf } from '../../support/records.ts'

type Outcome = 'reply' | ChatErrorKind | 'bug'
const request = { model: 'm', messages: [], params: {} }

/** Calls made of a chat that ends so, one after the other, then ten times more with a reply. */
async function played(outcomes: readonly Outcome[]) {
  const left = [...outcomes]
  let calls = 0
  const deaths: ChatError[] = []
  const chat: Chat = async () => {
    calls++
    const outcome = left.shift() ?? 'reply'
    if (outcome === 'bug') throw new TypeError('bug')
    if (outcome !== 'reply') throw new ChatError(`${outcome} ${calls}`, { kind: outcome })
    return replyOf('x')
  }
  const guarded = withBreaker(chat, { onDead: (error) => deaths.push(error) })
  const ends: string[] = []
  for (let i = 0; i < outcomes.length + 10; i++) {
    ends.push(
      await guarded(request).then(
        () => 'reply',
        (e: Error) => e.message,
      ),
    )
  }
  return { calls, deaths, ends, isDead: calls < outcomes.length + 10 }
}

describe('withBreaker', () => {
  it.each<[name: string, outcomes: Outcome[], callsMade: number | undefined]>([
    ['ends an endpoint that never answered at its first hard failure', ['endpoint'], 1],
    [
      'ends one that has answered at the third hard failure in a row',
      ['reply', 'endpoint', 'endpoint', 'endpoint'],
      4,
    ],
    ['does not end it after two', ['reply', 'endpoint', 'endpoint'], undefined],
    [
      'counts anew after a reply',
      ['reply', 'endpoint', 'endpoint', 'reply', 'endpoint', 'endpoint'],
      undefined,
    ],
    [
      'takes no other failure as hard',
      ['retry', 'call', 'aborted', 'bug', 'retry', 'call'],
      undefined,
    ],
    ['lets failures of a call go by before it ends one', ['call', 'retry', 'endpoint'], 3],
  ])('%s', async (_, outcomes, callsMade) => {
    const { calls, deaths, isDead } = await played(outcomes)
    expect(isDead).toBe(callsMade !== undefined)
    expect(deaths).toHaveLength(isDead ? 1 : 0)
    if (callsMade !== undefined) expect(calls).toBe(callsMade)
  })

  it('gives the error that ended it to every later call', async () => {
    const { ends, deaths } = await played(['endpoint'])
    expect(new Set(ends)).toEqual(new Set(['endpoint 1']))
    expect(deaths[0]?.message).toBe('endpoint 1')
  })

  it('says once that it is dead, however many calls were under way', async () => {
    let deaths = 0
    const chat: Chat = async () => {
      await Promise.resolve()
      throw new ChatError('no', { kind: 'endpoint' })
    }
    const guarded = withBreaker(chat, {
      onDead: () => {
        deaths++
      },
    })
    await Promise.allSettled(Array.from({ length: 8 }, () => guarded(request)))
    expect(deaths).toBe(1)
  })
})
