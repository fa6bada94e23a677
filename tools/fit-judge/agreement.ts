import type { Share } from '../../src/domain/judge-weights.ts'
import { clusterBootstrap } from '../../src/stats/means/cluster-bootstrap.ts'
import { at } from '../../src/stats/numeric/at.ts'
import { createRandom } from '../../src/stats/numeric/random.ts'

export const bootstrap = { resamples: 10_000, confidence: 0.95, seed: 20_230_609 }

/**
 * One vote beside two judges' verdicts: 1 where a judge agrees, 0.5 where it has no opinion between two
 * winners, 0 where it does not; null where the vote does not count for it.
 */
export type Scored = { questionId: string; judge: number | null; other: number | null }

/** Agreement of a judge, of another one, and the difference, each with its interval by question. */
export type AgreementRow = { judge: Share; other: Share; difference: Omit<Share, 'n'> }

/** @throws RangeError without votes */
export function agreementOf(scored: readonly Scored[]): AgreementRow {
  const ids = [...new Set(scored.map((vote) => vote.questionId))]
  const sums = ids.map(() => ({ judge: 0, judgeVotes: 0, other: 0, otherVotes: 0 }))
  const place = new Map(ids.map((id, i) => [id, i]))
  for (const vote of scored) {
    const sum = sums[place.get(vote.questionId) ?? -1]
    if (sum === undefined) continue
    if (vote.judge !== null) {
      sum.judge += vote.judge
      sum.judgeVotes++
    }
    if (vote.other !== null) {
      sum.other += vote.other
      sum.otherVotes++
    }
  }
  const statistic = (weights: Float64Array) => {
    const total = { judge: 0, judgeVotes: 0, other: 0, otherVotes: 0 }
    sums.forEach((sum, g) => {
      const weight = at(weights, g)
      total.judge += weight * sum.judge
      total.judgeVotes += weight * sum.judgeVotes
      total.other += weight * sum.other
      total.otherVotes += weight * sum.otherVotes
    })
    const judge = total.judge / total.judgeVotes
    const other = total.other / total.otherVotes
    return [judge, other, judge - other]
  }
  const { resamples, confidence, seed } = bootstrap
  const [judge, other, difference] = clusterBootstrap(statistic, {
    clusters: ids.length,
    resamples,
    confidence,
    method: 'bca',
    random: createRandom({ seed }),
  }).map(({ estimate, interval }) => ({
    share: estimate ?? Number.NaN,
    interval,
  }))
  if (judge === undefined || other === undefined || difference === undefined) {
    throw new RangeError('three figures were asked for')
  }
  const votes = (count: (vote: Scored) => number | null) =>
    scored.filter((vote) => count(vote) !== null).length
  return {
    judge: { ...judge, n: votes((vote) => vote.judge) },
    other: { ...other, n: votes((vote) => vote.other) },
    difference,
  }
}
