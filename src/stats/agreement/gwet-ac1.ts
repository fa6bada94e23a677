import { at } from '../numeric/at.ts'
import { type ChanceCorrected, chanceCorrected } from './cohen-kappa.ts'
import { type ConfusionTable, tableShares } from './confusion-table.ts'

/**
 * Gwet's AC1 of two judges; chance is Σ π_k (1 − π_k) / (q − 1), π_k the mean share of label k over the
 * two judges, q the number of labels they could give (the size of the table, used or not).
 * Source: Gwet, "Computing Inter-rater Reliability and Its Variance in the Presence of High Agreement"
 * (2008).
 *
 * Worked example: [[20, 5], [10, 15]]: π = 0.55, 0.45; chance 0.495; AC1 = 0.205/0.505 = 0.405941.
 *
 * @throws RangeError for a table that is empty, not square, has a negative count or a single label
 */
export function gwetAc1(table: ConfusionTable): ChanceCorrected {
  if (table.length < 2) throw new RangeError('AC1 needs two labels or more')
  const { observed, rows, columns } = tableShares(table)
  const spread = rows.reduce((sum, share, k) => {
    const mean = (share + at(columns, k)) / 2
    return sum + mean * (1 - mean)
  }, 0)
  return chanceCorrected(observed, spread / (table.length - 1))
}
