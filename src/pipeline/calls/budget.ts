/** What calls take: their number, tokens in and out, and US dollars. */
export type Spending = { calls: number; tokens: number; cost: number }

/** The most that a run may take; undefined: no limit. */
export type BudgetLimits = { [K in keyof Spending]?: number | undefined }

export type Budget = {
  /**
   * Waits until the worst case of a call fits beside what is spent and what is under way; false
   * when it never will, and from then on for every call.
   */
  reserve: (worst: Spending) => Promise<boolean>
  /** To be called once for each reservation, with what the call took in the end. */
  settle: (worst: Spending, actual: Spending) => void
  spent: () => Spending
  /** The limit that ended the run; undefined while none has. */
  reached: () => keyof Spending | undefined
}

const nothing: Spending = { calls: 0, tokens: 0, cost: 0 }
const kinds = ['calls', 'tokens', 'cost'] as const

/**
 * A hard limit on what calls take together: what is under way is held at its worst case, so that
 * what is spent passes no limit if no call takes more than was reserved for it. Calls are let
 * through in the order they came. A limit is reached when the next one does not fit although
 * nothing is under way.
 */
export function createBudget(limits: BudgetLimits): Budget {
  const waiting: { worst: Spending; start: (mayStart: boolean) => void }[] = []
  let spent = nothing
  let held = nothing
  let reached: keyof Spending | undefined

  function startAll(): void {
    for (let [next] = waiting; next !== undefined; [next] = waiting) {
      const passed = limitPassed(limits, add(add(spent, held), next.worst))
      if (passed === undefined) {
        waiting.shift()
        held = add(held, next.worst)
        next.start(true)
        continue
      }
      if (held.calls > 0) return
      reached = passed
      for (const { start } of waiting.splice(0)) start(false)
    }
  }

  return {
    reserve: (worst) => {
      if (reached !== undefined) return Promise.resolve(false)
      return new Promise((resolve) => {
        waiting.push({ worst, start: resolve })
        startAll()
      })
    },
    settle: (worst, actual) => {
      spent = add(spent, actual)
      held = add(held, worst, -1)
      // What is left of fractions when nothing is under way is rounding.
      if (held.calls === 0) held = nothing
      startAll()
    },
    spent: () => spent,
    reached: () => reached,
  }
}

function add(a: Spending, b: Spending, sign: 1 | -1 = 1): Spending {
  return {
    calls: a.calls + sign * b.calls,
    tokens: a.tokens + sign * b.tokens,
    cost: a.cost + sign * b.cost,
  }
}

function limitPassed(limits: BudgetLimits, sum: Spending): keyof Spending | undefined {
  return kinds.find((kind) => sum[kind] > (limits[kind] ?? Number.POSITIVE_INFINITY))
}
