import { incompleteBeta } from '../numeric/incomplete-beta.ts'

/**
 * McNemar's exact test of two paired yes/no results: of the pairs that differ, are as many decided one
 * way as the other? p = min(1, 2 · P(X ≤ min(b, c))), X binomial(b + c, 1/2). 1 where no pair differs.
 * Source: McNemar, "Note on the Sampling Error of the Difference Between Correlated Proportions" (1947).
 *
 * Worked example: 4 against 14 differing pairs: p = 0.030884 (R's `binom.test(4, 18)`).
 *
 * @throws RangeError unless both counts are whole numbers ≥ 0
 */
export function mcnemarTest(differing: { first: number; second: number }): { pValue: number } {
  const { first, second } = differing
  for (const count of [first, second]) {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new RangeError(`a count of pairs must be a whole number, not ${count}`)
    }
  }
  if (first === second) return { pValue: 1 }
  const fewer = Math.min(first, second)
  const more = Math.max(first, second)
  return { pValue: Math.min(1, 2 * incompleteBeta(0.5, { a: more, b: fewer + 1 })) }
}
