import { describe, expect, it } from 'vitest'
import { runTasks } from '../../src/pipeline/run-tasks.ts'
import { createTaskFeed } from '../../src/pipeline/task-feed.ts'

describe('createTaskFeed', () => {
  it('hands each task to one taker, in order, and ends when it is closed', async () => {
    const feed = createTaskFeed<number>()
    const done: number[] = []
    const running = runTasks(feed, {
      width: 3,
      run: async (task) => {
        done.push(task)
      },
    })
    for (let task = 0; task < 10; task++) {
      feed.push(task)
      if (task % 4 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    feed.close()
    await running
    expect(done).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(feed.waiting()).toBe(0)
  })

  it('keeps what nobody has taken', () => {
    const feed = createTaskFeed<string>()
    feed.push('a')
    feed.push('b')
    expect(feed.waiting()).toBe(2)
  })
})
