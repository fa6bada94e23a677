import { at, type Numbers } from '../numeric/at.ts'
import type { Random } from '../numeric/random.ts'

export type SignFlipTest = {
  /** Sum of the differences. */
  sum: number
  /** Two-sided. */
  pValue: number
  /** Clusters whose difference is not 0: only these can tell. */
  clusters: number
  /** Sign patterns looked at: all 2^clusters, or as many as were drawn. */
  patterns: number
  method: 'exact' | 'sampled'
}

/** All sign patterns are looked at up to this many clusters. */
export const maxExactClusters = 20

/**
 * Paired sign-flip permutation test: were the two sides of each cluster exchangeable, every sign pattern
 * of the differences would be as likely. p is the share of patterns whose sum lies as far from 0 as the
 * one seen: all 2^n of them up to 20 clusters, else (b + 1)/(m + 1) with m drawn patterns (Phipson and
 * Smyth, "Permutation P-values Should Never Be Zero", 2010).
 * Source: Good, Permutation, Parametric and Bootstrap Tests of Hypotheses (2005), 3.
 *
 * Worked example: differences 1, 2, 3 have the sum 6; of 8 patterns two reach ±6: p = 0.25.
 *
 * @param differences one a cluster: the sum (or mean) of a question's differences
 * @throws RangeError without differences, or without draws where they are needed
 */
export function signFlipTest(
  differences: Numbers,
  options: { draws: number; random: Random },
): SignFlipTest {
  if (differences.length === 0) throw new RangeError('a test needs differences')
  const moved = Array.from(differences).filter((difference) => difference !== 0)
  const sum = moved.reduce((total, difference) => total + difference, 0)
  const size = moved.reduce((total, difference) => total + Math.abs(difference), 0)
  const clusters = moved.length
  const tables = signTables(moved)
  // Sums of the same numbers in another order differ in their last bits.
  const limit = Math.abs(sum) - 1e-12 * size
  if (clusters <= maxExactClusters) {
    const patterns = 2 ** clusters
    return {
      sum,
      pValue: countExact(tables, limit, patterns) / patterns,
      clusters,
      patterns,
      method: 'exact',
    }
  }
  if (!(options.draws >= 1)) throw new RangeError('the test needs draws')
  const patterns = options.draws
  const extreme = countDrawn(tables, limit, options)
  return { sum, pValue: (extreme + 1) / (patterns + 1), clusters, patterns, method: 'sampled' }
}

/** For each eight clusters in a row: their signed sum for each of the 256 patterns. */
function signTables(differences: readonly number[]): Float64Array[] {
  const tables: Float64Array[] = []
  for (let start = 0; start < differences.length; start += 8) {
    const chunk = differences.slice(start, start + 8)
    tables.push(
      Float64Array.from({ length: 256 }, (_, pattern) =>
        chunk.reduce((total, d, i) => total + ((pattern & (1 << i)) === 0 ? d : -d), 0),
      ),
    )
  }
  return tables
}

function countExact(tables: readonly Float64Array[], limit: number, patterns: number): number {
  let extreme = 0
  for (let pattern = 0; pattern < patterns; pattern++) {
    let total = 0
    for (const [i, table] of tables.entries()) total += at(table, (pattern >>> (8 * i)) & 255)
    if (Math.abs(total) >= limit) extreme++
  }
  return extreme
}

function countDrawn(
  tables: readonly Float64Array[],
  limit: number,
  options: { draws: number; random: Random },
): number {
  let extreme = 0
  for (let draw = 0; draw < options.draws; draw++) {
    let total = 0
    let bits = 0
    for (let i = 0; i < tables.length; i++) {
      bits = i % 4 === 0 ? options.random.bits() : bits >>> 8
      const table = tables[i]
      if (table !== undefined) total += at(table, bits & 255)
    }
    if (Math.abs(total) >= limit) extreme++
  }
  return extreme
}
