import { type Ballot, groupOf } from '../../domain/votes/ballot.ts'
import {
  type AverageOptions,
  type AverageWinRate,
  averageWinRates,
} from '../results/average-win-rates.ts'
import type { MatchPoints } from '../results/pairwise-scores.ts'

/** A model's share of wins, as the unweighted mean over its opponents, and the votes it is made of. */
export type VoteWinRate = AverageWinRate & { votes: number }

/**
 * Average win rates of votes: per opponent wins / votes, then the mean over opponents, with intervals by
 * question. `none`: ties in the denominator and not in the numerator (the paper's Table 7); `drop`: votes
 * that are no ties only. Sorted by rate, the best first.
 *
 * Worked example: a beats b once and ties with it once, and loses to c: none 0.25, drop 0.5.
 */
export function voteWinRates(ballots: readonly Ballot[], options: AverageOptions): VoteWinRate[] {
  const counted = ballots.filter(({ label }) => options.ties !== 'drop' || label !== 'tie')
  const votes = new Map<string, number>()
  for (const model of counted.flatMap(({ first, second }) => [first, second])) {
    votes.set(model, (votes.get(model) ?? 0) + 1)
  }
  return averageWinRates(counted.flatMap(matchesOf), options)
    .map((row) => ({ ...row, votes: votes.get(row.model) ?? 0 }))
    .sort((x, y) => (y.rate ?? -1) - (x.rate ?? -1) || (x.model < y.model ? -1 : 1))
}

/** A vote as the match that it decides, seen from both models. */
function matchesOf({ voter, questionId, turn, first, second, label }: Ballot): MatchPoints[] {
  const points = label === 'tie' ? 0.5 : label === 'first' ? 1 : 0
  const place = { judge: groupOf(voter), questionId, turn, choice: 0 }
  return [
    { ...place, model: first, opponent: second, points },
    { ...place, model: second, opponent: first, points: 1 - points },
  ]
}
