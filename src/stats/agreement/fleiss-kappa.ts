import { at } from '../numeric/at.ts'
import { type ChanceCorrected, chanceCorrected } from './cohen-kappa.ts'

/**
 * Fleiss' kappa of several judges, the same number for each item. Observed: the share of agreeing pairs
 * of judges, averaged over items; chance: Σ p_k², p_k the share of label k among all labels given.
 * Source: Fleiss, "Measuring Nominal Scale Agreement Among Many Raters" (1971).
 *
 * Worked example: items with label counts [3, 0], [2, 1], [0, 3]: observed (1 + 1/3 + 1)/3 = 7/9,
 * chance (25 + 16)/81, kappa = 22/40 = 0.55.
 *
 * @param counts for each item: how many judges gave each label
 * @throws RangeError without items, with fewer than two judges, or where their number differs
 */
export function fleissKappa(counts: readonly (readonly number[])[]): ChanceCorrected {
  const judges = total(counts[0] ?? [])
  if (judges < 2) throw new RangeError('kappa needs an item, and two judges or more')
  const labels = counts[0]?.length ?? 0
  const shares = new Float64Array(labels)
  let agreeing = 0
  for (const item of counts) {
    if (total(item) !== judges || item.length !== labels) {
      throw new RangeError('every item needs the same number of judges, and of labels')
    }
    for (const [k, count] of item.entries()) {
      shares[k] = at(shares, k) + count / (judges * counts.length)
      agreeing += (count * (count - 1)) / (judges * (judges - 1))
    }
  }
  const expected = shares.reduce((sum, share) => sum + share * share, 0)
  return chanceCorrected(agreeing / counts.length, expected)
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
