/** Tells when what is followed has changed; it looks only while somebody listens. */
export type Follower = {
  /** @returns a function that ends the listening */
  listen: (onChange: () => void) => () => void
  close: () => void
}

/**
 * Looks again and again whether a state has changed: at most once in `pauseMs`, however often files
 * grow in between. Looking works on network folders too, where systems report no changes.
 * @param options.state what is compared; one that cannot be read counts as a state of its own
 * @param options.shown the state that was last handed out: a listener is told at once where it is old
 */
export function createFollower(options: {
  state: () => Promise<string>
  shown: () => string | undefined
  pauseMs: () => number
}): Follower {
  const listeners = new Set<() => void>()
  let timer: NodeJS.Timeout | undefined
  let told: string | undefined
  let isClosed = false

  async function look(): Promise<void> {
    const state = await options.state().catch((error: unknown) => `unreadable: ${String(error)}`)
    if (isClosed || listeners.size === 0) return
    if (state !== (told ?? options.shown())) {
      told = state
      for (const listener of listeners) listener()
    }
    plan()
  }

  function plan(): void {
    clearTimeout(timer)
    timer = setTimeout(() => void look(), options.pauseMs())
  }

  return {
    listen: (onChange) => {
      listeners.add(onChange)
      if (listeners.size === 1) {
        told = undefined
        plan()
      }
      return () => {
        listeners.delete(onChange)
        if (listeners.size === 0) clearTimeout(timer)
      }
    },
    close: () => {
      isClosed = true
      clearTimeout(timer)
      listeners.clear()
    },
  }
}
