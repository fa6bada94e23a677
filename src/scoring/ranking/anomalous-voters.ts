import { UserError } from '../../errors.ts'
import { holm } from '../../stats/comparing/holm.ts'
import { type Event, surpriseTest } from '../../stats/comparing/surprise-test.ts'
import { at } from '../../stats/numeric/at.ts'
import { type OutcomeCounts, scoreMatrix } from '../../stats/ratings/battles.ts'
import { fitDavidson } from '../../stats/ratings/davidson.ts'
import type { BattleSet } from './battle-table.ts'
import { countsAmong, findRankable, rowsAmong } from './rankable.ts'

export type AnomalousVoter = {
  voter: string
  votes: number
  /** Mean −log(probability) of the voter's votes, and what the ratings expect it to be. */
  surprise: number
  expected: number
  p: number
  p_holm: number
}

/**
 * Voters whose votes are less likely than the ratings say: of each vote, Davidson's model of all battles
 * gives the chances of win, tie and loss; the sum of −log(chance) is tested by Chernoff's bound, with
 * Holm's correction over voters. The ratings are taken as known, and tastes that differ between people
 * are surprise too: a voter listed here is one to look at, not one proven false.
 * @returns voters whose corrected p is below alpha, the least likely first, and how many were tested
 * @throws UserError where votes name no voter, or the model has no fit
 */
export function findAnomalousVoters(
  set: BattleSet,
  options: { alpha: number },
): { tested: number; voters: AnomalousVoter[] } {
  const matrix = scoreMatrix(set.counts, { ties: 'half' })
  const { models: chosen } = findRankable(matrix, { names: set.models, needsFinite: true })
  if (set.rows === null || set.rows.voters.length === 0) {
    throw new UserError('--anomalous needs the field judge, which says who voted')
  }
  const rows = rowsAmong(set.rows, { chosen, withTies: true })
  const chances = chancesOf(countsAmong(set.counts, chosen))
  const events = new Map<string, Event[]>()
  for (const [row, number] of rows.voter.entries()) {
    const voter = rows.voters[number]
    if (voter === undefined) continue
    const pair = at(rows.battles.first, row) * chosen.length + at(rows.battles.second, row)
    const own = events.get(voter) ?? []
    own.push({ probabilities: chances[pair] ?? [], outcome: at(rows.battles.outcome, row) })
    events.set(voter, own)
  }
  const tests = [...events].map(([voter, own]) => ({
    voter,
    votes: own.length,
    ...surpriseTest(own),
  }))
  const corrected = tests.length === 0 ? [] : holm(tests.map((test) => test.p))
  const voters = tests.map(({ voter, votes, mean, expected, p }, index) => ({
    voter,
    votes,
    surprise: mean,
    expected,
    p,
    p_holm: at(corrected, index),
  }))
  return {
    tested: tests.length,
    voters: voters
      .filter((voter) => voter.p_holm < options.alpha)
      .sort((a, b) => a.p - b.p || (a.voter < b.voter ? -1 : 1)),
  }
}

/** Chances of loss, tie and win of each ordered pair. */
function chancesOf(counts: OutcomeCounts): number[][] {
  const fit = fitDavidson(counts)
  if (fit.problem !== null) {
    throw new UserError('--anomalous: wins and ties are too sharply parted for a model of ties')
  }
  const { strengths, tieParameter } = fit
  return Array.from({ length: counts.models ** 2 }, (_, cell) => {
    const [i, j] = [Math.floor(cell / counts.models), cell % counts.models]
    const half = (at(strengths, i) - at(strengths, j)) / 2
    const weights = [Math.exp(-half), tieParameter, Math.exp(half)]
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return weights.map((weight) => weight / sum)
  })
}
