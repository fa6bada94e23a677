/** Tasks that come while others are done: an endless list until it is closed. */
export type TaskFeed<T> = AsyncIterable<T> & {
  push: (task: T) => void
  close: () => void
  /** Tasks that nobody has taken. */
  waiting: () => number
}

export function createTaskFeed<T>(): TaskFeed<T> {
  const tasks: T[] = []
  const takers: ((next: IteratorResult<T, undefined>) => void)[] = []
  const end: IteratorResult<T, undefined> = { done: true, value: undefined }
  let isClosed = false
  return {
    push: (task) => {
      const taker = takers.shift()
      if (taker === undefined) tasks.push(task)
      else taker({ done: false, value: task })
    },
    close: () => {
      isClosed = true
      for (const taker of takers.splice(0)) taker(end)
    },
    waiting: () => tasks.length,
    [Symbol.asyncIterator]: () => ({
      next: () => {
        const [first] = tasks.splice(0, 1)
        if (first !== undefined) return Promise.resolve({ done: false, value: first })
        if (isClosed) return Promise.resolve(end)
        return new Promise((resolve) => takers.push(resolve))
      },
    }),
  }
}
