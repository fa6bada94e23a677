import { at, type Numbers } from '../numeric/at.ts'

/**
 * Cohen's kappa and Gwet's AC1 of one square table of counts or weights, held row by row: what
 * `cohenKappa` and `gwetAc1` give, without a list made on the way, for bootstraps.
 *
 * Worked example: [20, 5, 10, 15] → [0.4, 0.405941].
 *
 * @returns [kappa, AC1]; NaN for an empty table, or where chance alone would agree always
 */
export function kappaAndAc1(table: Numbers, options: { categories: number }): [number, number] {
  const { categories } = options
  let total = 0
  let agreed = 0
  for (let i = 0; i < categories * categories; i++) total += at(table, i)
  if (!(total > 0)) return [Number.NaN, Number.NaN]
  let byProduct = 0
  let bySpread = 0
  for (let k = 0; k < categories; k++) {
    let row = 0
    let column = 0
    for (let j = 0; j < categories; j++) {
      row += at(table, k * categories + j)
      column += at(table, j * categories + k)
    }
    agreed += at(table, k * categories + k)
    byProduct += (row / total) * (column / total)
    const mean = (row + column) / (2 * total)
    bySpread += (mean * (1 - mean)) / (categories - 1)
  }
  const observed = agreed / total
  return [beyondChance(observed, byProduct), beyondChance(observed, bySpread)]
}

function beyondChance(observed: number, expected: number): number {
  const room = 1 - expected
  return room < 1e-12 ? Number.NaN : (observed - expected) / room
}
