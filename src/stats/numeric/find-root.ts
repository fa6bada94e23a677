/**
 * The x in [low, high] where a rising function passes a target, by bisection: to the last bits, or to
 * a tolerance relative to x.
 * `high` is doubled first while the function is still below the target there.
 *
 * Worked example: where x² passes 2, from [0, 1]: 1.414213562373095.
 *
 * @throws RangeError if the function does not reach the target below 1e300
 */
export function findRoot(
  rising: (x: number) => number,
  options: { target: number; low: number; high: number; tolerance?: number },
): number {
  const { target, tolerance = 0 } = options
  let { low, high } = options
  while (rising(high) < target) {
    low = high
    high *= 2
    if (!(high < 1e300)) throw new RangeError(`the function does not reach ${target}`)
  }
  for (let step = 0; step < maxSteps; step++) {
    const middle = (low + high) / 2
    if (middle === low || middle === high || high - low <= tolerance * middle) break
    if (rising(middle) < target) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** More than the bits of a number between 2^-100 and 2^100. */
const maxSteps = 200
