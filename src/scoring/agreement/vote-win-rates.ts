import { byCodeUnit } from '../../domain/identity.ts'
import type { Ballot } from '../../domain/votes/ballot.ts'

/** A model's share of wins, as the unweighted mean over its opponents. */
export type VoteWinRate = { model: string; rate: number; opponents: number; votes: number }

/**
 * Average win rates of votes: per opponent wins / votes, then the mean over opponents. `none`: ties in
 * the denominator and not in the numerator (the paper's Table 7); `drop`: votes that are no ties only.
 * Sorted by rate, the best first.
 *
 * Worked example: a beats b once and ties with it once, and loses to c: none 0.25, drop 0.5.
 */
export function voteWinRates(
  ballots: readonly Ballot[],
  options: { ties: 'none' | 'drop' },
): VoteWinRate[] {
  const records = new Map<string, Map<string, { wins: number; votes: number }>>()
  for (const { first, second, label } of ballots) {
    if (options.ties === 'drop' && label === 'tie') continue
    for (const [model, opponent, won] of [
      [first, second, label === 'first'],
      [second, first, label === 'second'],
    ] as const) {
      const own = records.get(model) ?? new Map<string, { wins: number; votes: number }>()
      records.set(model, own)
      const { wins, votes } = own.get(opponent) ?? { wins: 0, votes: 0 }
      own.set(opponent, { wins: wins + (won ? 1 : 0), votes: votes + 1 })
    }
  }
  return [...records]
    .map(([model, own]) => {
      // Opponents in one order, so that the order of the votes cannot move the last bit of the sum.
      const list = [...own].sort(([a], [b]) => byCodeUnit(a, b)).map(([, record]) => record)
      const sum = list.reduce((total, { wins, votes }) => total + wins / votes, 0)
      const votes = list.reduce((total, record) => total + record.votes, 0)
      return { model, rate: sum / list.length, opponents: list.length, votes }
    })
    .sort((x, y) => y.rate - x.rate || byCodeUnit(x.model, y.model))
}
