/**
 * Runs tasks in order, at most `width` at once, and waits for all that were started. After the
 * first task that throws, or once the signal is aborted, no new one is started.
 * @throws what the first failing task threw
 */
export async function runTasks<T>(
  tasks: Iterable<T> | AsyncIterable<T>,
  options: { width: number; signal?: AbortSignal | undefined; run: (task: T) => Promise<void> },
): Promise<void> {
  const queue =
    Symbol.asyncIterator in tasks ? tasks[Symbol.asyncIterator]() : tasks[Symbol.iterator]()
  let failure: { error: unknown } | undefined

  const isOver = () => failure !== undefined || options.signal?.aborted === true

  async function work(): Promise<void> {
    while (!isOver()) {
      const next = await queue.next()
      // A feed may let us wait long for its next task.
      if (next.done === true || isOver()) return
      try {
        await options.run(next.value)
      } catch (error) {
        failure ??= { error }
      }
    }
  }

  await Promise.all(Array.from({ length: options.width }, work))
  if (failure !== undefined) throw failure.error
}
