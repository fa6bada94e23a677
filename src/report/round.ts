/**
 * A number with a fixed count of decimals, rounded as C's printf and Python's format do: the exact
 * binary value, ties to even (66.25 → 66.2, 2.675 → 2.67, 0.5 → 0).
 */
export function fixed(value: number, decimals: number): string {
  const nearest = value.toFixed(decimals)
  if (!Number.isFinite(value) || !isTie(value, decimals)) return nearest
  // toFixed takes the larger of two that are equally near: step back where its last digit is odd.
  const lastDigit = Number(nearest.at(-1))
  if (lastDigit % 2 === 0) return nearest
  const step = 10 ** -decimals
  return (Math.abs(value) - step / 2 < 0 ? 0 : value - (Math.sign(value) * step) / 2).toFixed(
    decimals,
  )
}

/** True where the exact value lies half-way between two numbers of that many decimals. */
function isTie(value: number, decimals: number): boolean {
  const digits = Math.abs(value).toFixed(Math.min(100, decimals + 60))
  const rest = digits.slice(digits.indexOf('.') + 1 + decimals)
  return /^50*$/.test(rest)
}
