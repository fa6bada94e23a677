import { mean } from '../means/summary.ts'
import { at, type Numbers } from '../numeric/at.ts'
import { checkPaired } from '../numeric/ranks.ts'

/**
 * Pearson's correlation of paired values; null where a side does not vary.
 * Worked example: R's `cor(c(1, 2, 4), c(1, 3, 4))` = 0.9285714.
 * @throws RangeError without pairs, or for rows of unequal length
 */
export function correlation(first: Numbers, second: Numbers): number | null {
  checkPaired(first, second)
  if (isConstant(first) || isConstant(second)) return null
  const [meanFirst, meanSecond] = [mean(first), mean(second)]
  let [product, squareFirst, squareSecond] = [0, 0, 0]
  for (let i = 0; i < first.length; i++) {
    const x = at(first, i) - meanFirst
    const y = at(second, i) - meanSecond
    product += x * y
    squareFirst += x * x
    squareSecond += y * y
  }
  return Math.max(-1, Math.min(1, product / Math.sqrt(squareFirst * squareSecond)))
}

function isConstant(values: Numbers): boolean {
  return Array.from(values).every((value) => value === values[0])
}
