import type { BudgetLimits, Spending } from '../calls/budget.ts'
import type { BatchRequest } from './batch-requests.ts'

/** What of a list of requests fits under the limits, at its worst case. */
export type Fitting = {
  requests: BatchRequest[]
  /** Taken at their worst, all together. */
  held: Spending
  /** The limit that the first request which was left out would have passed. */
  reached: keyof Spending | undefined
}

const kinds = ['calls', 'tokens', 'cost'] as const

/**
 * The requests, in their order, that can be submitted so that what is spent passes no limit even
 * if each takes all that it may. Requests that make one record (both games of a pair) go together
 * or not at all; nothing comes after the first that does not fit.
 *
 * @param options.spent what this run has spent already
 */
export function fitBudget(
  requests: readonly BatchRequest[],
  options: {
    limits: BudgetLimits
    spent: Spending
    worstOf: (request: BatchRequest) => Spending
  },
): Fitting {
  const { limits, worstOf } = options
  const fitting: BatchRequest[] = []
  let held: Spending = { calls: 0, tokens: 0, cost: 0 }
  for (const group of groupsOf(requests)) {
    const next = group.map(worstOf).reduce(add, held)
    const total = add(options.spent, next)
    const reached = kinds.find((kind) => total[kind] > (limits[kind] ?? Number.POSITIVE_INFINITY))
    if (reached !== undefined) return { requests: fitting, held, reached }
    fitting.push(...group)
    held = next
  }
  return { requests: fitting, held, reached: undefined }
}

/** Requests that make one record together: the games of a pair. */
function groupsOf(requests: readonly BatchRequest[]): BatchRequest[][] {
  const groups = new Map<string, BatchRequest[]>()
  for (const request of requests) {
    const record = (request.request.purpose ?? request.id).replace(/ game [12]$/, '')
    const group = groups.get(record)
    if (group === undefined) groups.set(record, [request])
    else group.push(request)
  }
  return [...groups.values()]
}

function add(a: Spending, b: Spending): Spending {
  return { calls: a.calls + b.calls, tokens: a.tokens + b.tokens, cost: a.cost + b.cost }
}
