/**
 * A number with a fixed count of decimals, rounded as C's printf and Python's format do: the exact
 * binary value, ties to even (66.25 → 66.2, 2.675 → 2.67, 0.5 → 0, -0.5 → -0).
 */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  const text = lowerOfTie(size, decimals) ?? size.toFixed(decimals)
  return value < 0 ? `-${text}` : text
}

/**
 * The smaller of the two numbers that are equally near, where there are two and its last digit is
 * even; `toFixed` takes the larger.
 */
function lowerOfTie(size: number, decimals: number): string | undefined {
  // All digits: a value that lies half-way has just one more than `decimals`.
  const digits = size.toFixed(Math.min(100, decimals + 60))
  const point = digits.indexOf('.')
  const lower = digits.slice(0, decimals === 0 ? point : point + 1 + decimals)
  const isTie = /^50*$/.test(digits.slice(point + 1 + decimals))
  return isTie && Number(lower.at(-1)) % 2 === 0 ? lower : undefined
}
