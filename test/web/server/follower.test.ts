import { describe, expect, it } from 'vitest'
import { createFollower } from '../../../src/web/server/follower.ts'

/** A follower over a state that is set by hand, looked at every millisecond. */
function following(shown: string | undefined) {
  const at = { state: 'a', looks: 0 }
  const follower = createFollower({
    state: async () => {
      at.looks++
      return at.state
    },
    shown: () => shown,
    pauseMs: () => 1,
  })
  return { at, follower }
}

/** Settles after the follower has looked so many more times. */
async function looks(at: { looks: number }, more: number): Promise<void> {
  const until = at.looks + more
  while (at.looks < until) await new Promise((resolve) => setTimeout(resolve, 1))
}

describe('createFollower', () => {
  it('tells each listener once of each change', async () => {
    const { at, follower } = following('a')
    const told: string[] = []
    follower.listen(() => told.push(`one: ${at.state}`))
    follower.listen(() => told.push(`two: ${at.state}`))
    await looks(at, 3)
    expect(told).toEqual([])
    at.state = 'b'
    await looks(at, 3)
    expect(told).toEqual(['one: b', 'two: b'])
    at.state = 'c'
    await looks(at, 3)
    expect(told.slice(2)).toEqual(['one: c', 'two: c'])
    follower.close()
  })

  it('tells a new listener of what changed before it came', async () => {
    const { at, follower } = following('before')
    let told = 0
    follower.listen(() => told++)
    await looks(at, 3)
    expect(told).toBe(1)
    follower.close()
  })

  it('does not look where nobody listens', async () => {
    const { at, follower } = following('a')
    const end = follower.listen(() => undefined)
    await looks(at, 2)
    end()
    await new Promise((resolve) => setTimeout(resolve, 5))
    const before = at.looks
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(at.looks).toBe(before)
    follower.close()
  })
})
