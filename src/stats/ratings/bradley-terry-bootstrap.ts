import type { ClusterStatistic } from '../means/cluster-bootstrap.ts'
import { at } from '../numeric/at.ts'
import type { Random } from '../numeric/random.ts'
import { createCountResampler } from '../numeric/resample-counts.ts'
import {
  type Battles,
  countBattles,
  type OutcomeCounts,
  scoreMatrix,
  type TieRule,
} from './battles.ts'
import { type BradleyTerryResult, type ComparedPairs, fitBradleyTerry } from './bradley-terry.ts'
import { createRefit } from './bradley-terry-refit.ts'

export type BradleyTerryReplicates = {
  /** One row a model: its log-strength (mean 0 over models) in each resample that has a fit. */
  strengths: Float64Array[]
  /** Resamples in which some model never won or never lost a point, or the models fell apart. */
  undefinedResamples: number
}

/**
 * Bootstrap of Bradley–Terry over single battles, for battles that are independent of one another: the
 * counts of pair and outcome are drawn again from the multinomial distribution, which costs the same for
 * a thousand battles as for a million.
 * Source: Davison and Hinkley, Bootstrap Methods and their Application (1997), 2.3.
 *
 * Worked example: 0 beats 1 in 75 of 100 battles: about 95 % of the differences of the two strengths lie
 * within log 3 ± 1.96 · √(1/75 + 1/25).
 *
 * @throws RangeError where the counts themselves have no fit, or without resamples
 */
export function bootstrapBradleyTerry(
  counts: OutcomeCounts,
  options: { resamples: number; ties: TieRule; random: Random },
): BradleyTerryReplicates {
  const { resamples, random } = options
  if (!(resamples >= 1)) throw new RangeError('a bootstrap needs resamples')
  const matrix = scoreMatrix(counts, options)
  const { pairs, refit } = createRefit(matrix, strengthsOf(fitBradleyTerry(matrix)))
  const cells = cellsOf(counts, pairs, options.ties)
  const resample = createCountResampler(cells, random)
  const drawn = new Float64Array(cells.length)
  const strengths = Array.from({ length: counts.models }, () => new Float64Array(resamples))
  let defined = 0
  for (let b = 0; b < resamples; b++) {
    resample(drawn)
    addUp(drawn, pairs)
    const replicate = refit()
    if (replicate === null) continue
    for (const [i, row] of strengths.entries()) row[defined] = at(replicate, i)
    defined++
  }
  return {
    strengths: strengths.map((row) => row.subarray(0, defined)),
    undefinedResamples: resamples - defined,
  }
}

/**
 * Bradley–Terry log-strengths (mean 0) as a statistic of weighted clusters, for `clusterBootstrap`: for
 * battles that hang together, as all votes on one question. NaN where the weights leave no finite optimum.
 *
 * Worked example: with every weight 1 it gives the strengths of `fitBradleyTerry`.
 *
 * @param cluster the cluster of each battle, in [0, clusters)
 * @throws RangeError where the battles themselves have no fit
 */
export function bradleyTerryOfClusters(
  battles: Battles,
  options: { cluster: Int32Array; ties: TieRule },
): ClusterStatistic {
  const { cluster, ties } = options
  const matrix = scoreMatrix(countBattles(battles), { ties })
  const fitted = strengthsOf(fitBradleyTerry(matrix))
  const { pairs, refit } = createRefit(matrix, fitted)
  const undefinedRow = new Float64Array(battles.models).fill(Number.NaN)
  const points = pointsByCluster(battles, { cluster, ties, pairs })
  return (weights) => {
    pairs.scores.fill(0)
    pairs.played.fill(0)
    for (let row = 0; row < points.cluster.length; row++) {
      const weight = at(weights, at(points.cluster, row))
      if (weight === 0) continue
      const pair = at(points.pair, row)
      pairs.scores[pair] = at(pairs.scores, pair) + weight * at(points.score, row)
      pairs.played[pair] = at(pairs.played, pair) + weight * at(points.played, row)
    }
    return refit() ?? undefinedRow
  }
}

function strengthsOf(fit: BradleyTerryResult): Float64Array {
  if (fit.problem === null) return fit.strengths
  throw new RangeError(`the battles have no finite ratings: their models are ${fit.problem.kind}`)
}

/** Three counts a pair: wins of its first model, of its second, and ties (where they count). */
function cellsOf(counts: OutcomeCounts, pairs: ComparedPairs, ties: TieRule): Float64Array {
  const { models } = counts
  const cells = new Float64Array(3 * pairs.first.length)
  for (let k = 0; k < pairs.first.length; k++) {
    const i = at(pairs.first, k)
    const j = at(pairs.second, k)
    cells[3 * k] = at(counts.wins, i * models + j)
    cells[3 * k + 1] = at(counts.wins, j * models + i)
    cells[3 * k + 2] = ties === 'half' ? at(counts.ties, i * models + j) : 0
  }
  return cells
}

function addUp(cells: Float64Array, pairs: ComparedPairs): void {
  for (let k = 0; k < pairs.first.length; k++) {
    const won = at(cells, 3 * k)
    const tied = at(cells, 3 * k + 2)
    pairs.scores[k] = won + tied / 2
    pairs.played[k] = won + at(cells, 3 * k + 1) + tied
  }
}

/** What each cluster holds of each pair, one row for each battle that counts. */
function pointsByCluster(
  battles: Battles,
  options: { cluster: Int32Array; ties: TieRule; pairs: ComparedPairs },
) {
  const { cluster, ties, pairs } = options
  if (cluster.length !== battles.first.length) throw new RangeError('each battle needs a cluster')
  const { models } = battles
  const place = new Map<number, number>()
  for (let k = 0; k < pairs.first.length; k++) {
    place.set(at(pairs.first, k) * models + at(pairs.second, k), k)
  }
  const sums = new Map<number, { cluster: number; pair: number; score: number; played: number }>()
  for (let row = 0; row < cluster.length; row++) {
    const outcome = at(battles.outcome, row)
    if (outcome === 1 && ties === 'drop') continue
    const i = at(battles.first, row)
    const j = at(battles.second, row)
    const pair = place.get(Math.min(i, j) * models + Math.max(i, j)) ?? 0
    const key = at(cluster, row) * pairs.first.length + pair
    const sum = sums.get(key) ?? { cluster: at(cluster, row), pair, score: 0, played: 0 }
    sum.score += i < j ? outcome / 2 : 1 - outcome / 2
    sum.played += 1
    sums.set(key, sum)
  }
  const rows = [...sums.values()]
  return {
    cluster: Int32Array.from(rows, (row) => row.cluster),
    pair: Int32Array.from(rows, (row) => row.pair),
    score: Float64Array.from(rows, (row) => row.score),
    played: Float64Array.from(rows, (row) => row.played),
  }
}
