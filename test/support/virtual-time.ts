import type { Clock } from '../../src/pipeline/clock.ts'

/** A clock whose time passes only while `run` is at work: at once, in the order of what is due. */
export function virtualTime() {
  let now = 0
  let count = 0
  const due: { at: number; order: number; wake: () => void }[] = []
  const clock: Clock = {
    now: () => now,
    sleep: (ms) =>
      new Promise((resolve) => {
        due.push({ at: now + ms, order: count++, wake: resolve })
      }),
  }
  /** Lets time pass until the work is done. */
  async function run<T>(work: Promise<T>): Promise<T> {
    let isDone = false
    const done = work.finally(() => {
      isDone = true
    })
    done.catch(() => undefined)
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve))
      if (isDone) return done
      due.sort((a, b) => a.at - b.at || a.order - b.order)
      const next = due.shift()
      if (next === undefined) throw new Error('nothing is due and the work is not done')
      now = Math.max(now, next.at)
      next.wake()
      while (due[0] !== undefined && due[0].at <= now) due.shift()?.wake()
    }
  }
  return { clock, run }
}
