import type { QuestionId } from '../../domain/question.ts'
import { type Ballot, type BallotLabel, ballotKey } from '../../domain/votes/ballot.ts'

/** S1 counts ties as a label of their own; S2 keeps only pairs of votes where neither is a tie. */
export type Setup = 'S1' | 'S2'

export const chanceOf: Readonly<Record<Setup, number>> = { S1: 1 / 3, S2: 1 / 2 }

/** A pair of votes by two different individuals on the same answers, with its weight. */
export type VotePair = {
  questionId: QuestionId
  a: BallotLabel
  b: BallotLabel
  /** 1, or the share of a split majority. */
  weight: number
}

/**
 * All pairs of votes by two different individuals, one of each side, on the same question, turn
 * and pair of models. With one side twice each pair of individuals counts once. An individual's
 * second vote on the same answers is left out.
 *
 * Source: Zheng et al. 2023 (arXiv 2306.05685), section 4.2.
 */
export function votePairs(sideA: readonly Ballot[], sideB: readonly Ballot[]): VotePair[] {
  const isWithin = sideA === sideB
  const votesB = byKey(sideB)
  const pairs: VotePair[] = []
  for (const [key, own] of byKey(sideA)) {
    const others = votesB.get(key) ?? []
    own.forEach((a, index) => {
      for (const b of isWithin ? others.slice(index + 1) : others) {
        if (a.voter === b.voter) continue
        pairs.push({ questionId: a.questionId, a: a.label, b: b.label, weight: 1 })
      }
    })
  }
  return pairs
}

/** Agreement over pairs of votes. */
export function agreementOf(
  pairs: readonly VotePair[],
  setup: Setup,
): { agree: number; total: number } {
  // Majorities split two or three ways: counted in sixths, the sums are exact.
  let agree = 0
  let total = 0
  for (const { a, b, weight } of pairs) {
    if (setup === 'S2' && (a === 'tie' || b === 'tie')) continue
    const sixths = Math.round(weight * 6)
    total += sixths
    if (a === b) agree += sixths
  }
  return { agree: agree / 6, total: total / 6 }
}

/**
 * Each vote of one side against the majority of the other: the most frequent label among all its
 * votes on those answers, split evenly where several lead. In S2 a leading "tie" is dropped
 * afterwards, and answers without a leader left are skipped. Within one side only answers with at
 * least two votes (S2: two that are no ties) count.
 */
export function majorityPairs(
  side: readonly Ballot[],
  majority: readonly Ballot[],
  setup: Setup,
): VotePair[] {
  const isWithin = side === majority
  const votes = byKey(majority)
  const pairs: VotePair[] = []
  const counts = (label: BallotLabel) => setup === 'S1' || label !== 'tie'
  for (const [key, own] of byKey(side)) {
    const all = votes.get(key) ?? []
    if (isWithin && all.filter((vote) => counts(vote.label)).length < 2) continue
    const leaders = leadersOf(all).filter(counts)
    const voters = own.filter((vote) => counts(vote.label))
    pairs.push(...voters.flatMap((vote) => withLeaders(vote, leaders)))
  }
  return pairs
}

function withLeaders(vote: Ballot, leaders: readonly BallotLabel[]): VotePair[] {
  const { questionId, label } = vote
  return leaders.map((leader) => ({ questionId, a: label, b: leader, weight: 1 / leaders.length }))
}

function leadersOf(votes: readonly Ballot[]): BallotLabel[] {
  const counts = new Map<BallotLabel, number>()
  for (const { label } of votes) counts.set(label, (counts.get(label) ?? 0) + 1)
  const most = Math.max(...counts.values())
  return [...counts].filter(([, count]) => count === most).map(([label]) => label)
}

/** Votes by key, an individual's first vote on a key only. */
function byKey(ballots: readonly Ballot[]): Map<string, Ballot[]> {
  const keys = new Map<string, Ballot[]>()
  for (const ballot of ballots) {
    const key = ballotKey(ballot)
    const votes = keys.get(key)
    if (votes === undefined) keys.set(key, [ballot])
    else if (!votes.some((vote) => vote.voter === ballot.voter)) votes.push(ballot)
  }
  return keys
}
