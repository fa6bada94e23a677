import type { Numbers } from './at.ts'

/**
 * Ranks from 1, equal values sharing the mean of theirs, and the sizes of the groups of equal values.
 * Worked example: 10, 20, 20, 5 → ranks 2, 3.5, 3.5, 1, tie sizes [2] (R's `rank`).
 */
export function midranks(values: Numbers): { ranks: Float64Array; tieSizes: number[] } {
  const order = Array.from(values, (value, index) => ({ value, index }))
  order.sort((x, y) => x.value - y.value)
  const ranks = new Float64Array(values.length)
  const tieSizes: number[] = []
  for (let start = 0; start < order.length; ) {
    const end = endOfTie(order, start)
    for (const { index } of order.slice(start, end)) ranks[index] = (start + 1 + end) / 2
    if (end - start > 1) tieSizes.push(end - start)
    start = end
  }
  return { ranks, tieSizes }
}

/** Two rows of the same length ≥ 1. @throws RangeError otherwise */
export function checkPaired(first: Numbers, second: Numbers): void {
  if (first.length !== second.length) {
    throw new RangeError(`rows of ${first.length} and ${second.length} values are not pairs`)
  }
  if (first.length === 0) throw new RangeError('no pairs of values')
}

function endOfTie(order: readonly { value: number }[], start: number): number {
  const first = order[start]?.value
  let end = start + 1
  while (end < order.length && order[end]?.value === first) end++
  return end
}
