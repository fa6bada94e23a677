import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runTasks } from '../../src/pipeline/run-tasks.ts'
import { createTaskFeed } from '../../src/pipeline/task-feed.ts'

const turnOfTheLoop = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('runTasks', () => {
  it('runs each task once, in order, and never more than the width at once (law)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(3), { maxLength: 30 }),
        fc.integer({ min: 1, max: 8 }),
        async (pauses, width) => {
          const begun: number[] = []
          let atOnce = 0
          let most = 0
          await runTasks(pauses.entries(), {
            width,
            run: async ([index, pause]) => {
              begun.push(index)
              most = Math.max(most, ++atOnce)
              for (let i = 0; i < pause; i++) await Promise.resolve()
              atOnce--
            },
          })
          expect(begun).toEqual(pauses.map((_, index) => index))
          expect(most).toBeLessThanOrEqual(width)
          expect(atOnce).toBe(0)
        },
      ),
      { numRuns: 100, seed: 1 },
    )
  })

  it('starts no task after one has thrown, but waits for those under way', async () => {
    const begun: number[] = []
    const ended: number[] = []
    const failure = new Error('first')
    const running = runTasks([1, 2, 3, 4, 5], {
      width: 2,
      run: async (task) => {
        begun.push(task)
        if (task === 1) throw failure
        await turnOfTheLoop()
        ended.push(task)
        if (task === 2) throw new Error('second')
      },
    })
    await expect(running).rejects.toBe(failure)
    expect(begun).toEqual([1, 2])
    expect(ended).toEqual([2])
  })

  it('starts no task once the signal is aborted, but waits for those under way', async () => {
    const stop = new AbortController()
    const ended: number[] = []
    await runTasks([1, 2, 3, 4], {
      width: 2,
      signal: stop.signal,
      run: async (task) => {
        if (task === 2) stop.abort()
        await turnOfTheLoop()
        ended.push(task)
      },
    })
    expect(ended).toEqual([1, 2])
  })

  it('starts nothing where the signal was aborted before', async () => {
    let begun = 0
    const run = async () => {
      begun++
    }
    await runTasks([1], { width: 1, signal: AbortSignal.abort(), run })
    expect(begun).toBe(0)
  })

  it('takes tasks from a feed until it is closed', async () => {
    const feed = createTaskFeed<number>()
    const done: number[] = []
    const running = runTasks(feed, {
      width: 2,
      run: async (task) => {
        done.push(task)
        if (task < 5) feed.push(task + 1)
        else feed.close()
      },
    })
    feed.push(1)
    await running
    expect(done).toEqual([1, 2, 3, 4, 5])
  })

  it('starts no task that a feed hands over after the signal was aborted', async () => {
    const feed = createTaskFeed<number>()
    const stop = new AbortController()
    let begun = 0
    const run = async () => {
      begun++
    }
    const running = runTasks(feed, { width: 1, signal: stop.signal, run })
    await turnOfTheLoop()
    stop.abort()
    feed.push(1)
    feed.close()
    await running
    expect(begun).toBe(0)
  })
})
