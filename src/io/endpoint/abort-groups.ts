/** Takes part in a signal: `signal` is aborted with it, until `leave` is called. */
export type JoinAbort = (signal: AbortSignal | undefined) => {
  signal: AbortSignal
  leave: () => void
}

/**
 * Signals of single calls that follow the one of their run. OpenAI's client adds a listener to the
 * signal that it is given and never takes it away, and adding one looks through all that are
 * there: a long run would use up memory, and more time with each call. Here a run's signal has one
 * listener, however many calls are made.
 */
export function createAbortGroups(): JoinAbort {
  const groups = new WeakMap<AbortSignal, Set<AbortController>>()

  function groupOf(signal: AbortSignal): Set<AbortController> {
    const known = groups.get(signal)
    if (known !== undefined) return known
    const group = new Set<AbortController>()
    groups.set(signal, group)
    signal.addEventListener('abort', () => {
      for (const controller of group) controller.abort(signal.reason)
    })
    return group
  }

  return (signal) => {
    const controller = new AbortController()
    if (signal === undefined) return { signal: controller.signal, leave: () => undefined }
    if (signal.aborted) controller.abort(signal.reason)
    const group = groupOf(signal).add(controller)
    return { signal: controller.signal, leave: () => void group.delete(controller) }
  }
}
