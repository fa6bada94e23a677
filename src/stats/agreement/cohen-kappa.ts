import { at } from '../numeric/at.ts'
import { type ConfusionTable, tableShares } from './confusion-table.ts'

/** Agreement beyond chance of two judges. */
export type ChanceCorrected = {
  /** (observed − expected) / (1 − expected); null where chance alone would agree always. */
  coefficient: number | null
  /** Share of items on which the two agree. */
  observed: number
  /** Share expected by chance. */
  expected: number
}

/**
 * Cohen's kappa of two judges; chance is Σ p_k · q_k, the product of their shares of each label.
 * Source: Cohen, "A Coefficient of Agreement for Nominal Scales" (1960).
 *
 * Worked example: [[20, 5], [10, 15]]: observed 0.7, expected 0.5, kappa 0.4.
 *
 * @throws RangeError for a table that is empty, not square, or has a negative count
 */
export function cohenKappa(table: ConfusionTable): ChanceCorrected {
  const { observed, rows, columns } = tableShares(table)
  const expected = rows.reduce((sum, share, k) => sum + share * at(columns, k), 0)
  return chanceCorrected(observed, expected)
}

/** Chance that misses 1 only by rounding counts as 1. */
export function chanceCorrected(observed: number, expected: number): ChanceCorrected {
  const room = 1 - expected
  return { coefficient: room < 1e-12 ? null : (observed - expected) / room, observed, expected }
}
