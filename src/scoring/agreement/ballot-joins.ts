import { type Ballot, ballotKey, groupOf } from '../../domain/votes/ballot.ts'
import { groupsOf } from './agreement-rows.ts'

/** How many votes of one group found a vote of another individual in a group, and why others did not. */
export type JoinRow = {
  a: string
  b: string
  /** Votes of a, and those of them with a partner in b. */
  votes: number
  joined: number
  /** b has no vote on the question; on the question but not the turn; on both but not the two models. */
  no_question: number
  no_turn: number
  no_pair: number
  /** b's only vote on the same answers is the individual's own. */
  same_individual: number
}

type Fate = Exclude<keyof JoinRow, 'a' | 'b' | 'votes'>

/** A row for every two groups in each direction, and for each group with itself. */
export function joinRows(ballots: readonly Ballot[]): JoinRow[] {
  const groups = groupsOf(ballots)
  const indexes = new Map(groups.map((group) => [group, indexOf(ballots, group)]))
  return groups.flatMap((a) =>
    groups.map((b): JoinRow => {
      const row = { a, b, votes: 0, joined: 0, ...noLosses }
      const index = indexes.get(b) ?? indexOf([], b)
      for (const ballot of ballots) {
        if (groupOf(ballot.voter) !== a) continue
        row.votes++
        row[fateOf(ballot, index)]++
      }
      return row
    }),
  )
}

/** Votes of a that found no partner in any group, a's own included. */
export function unjoinedVotes(ballots: readonly Ballot[]): number {
  const index = indexOf(ballots, null)
  return ballots.filter((ballot) => fateOf(ballot, index) !== 'joined').length
}

const noLosses = { no_question: 0, no_turn: 0, no_pair: 0, same_individual: 0 }

type Index = { questions: Set<string>; turns: Set<string>; voters: Map<string, Set<string>> }

function indexOf(ballots: readonly Ballot[], group: string | null): Index {
  const index: Index = { questions: new Set(), turns: new Set(), voters: new Map() }
  for (const ballot of ballots) {
    if (group !== null && groupOf(ballot.voter) !== group) continue
    const key = ballotKey(ballot)
    index.questions.add(questionKey(ballot))
    index.turns.add(turnKey(ballot))
    index.voters.set(key, (index.voters.get(key) ?? new Set()).add(ballot.voter))
  }
  return index
}

function fateOf(ballot: Ballot, index: Index): Fate {
  const voters = index.voters.get(ballotKey(ballot))
  if (voters !== undefined) {
    return voters.size === 1 && voters.has(ballot.voter) ? 'same_individual' : 'joined'
  }
  if (!index.questions.has(questionKey(ballot))) return 'no_question'
  return index.turns.has(turnKey(ballot)) ? 'no_pair' : 'no_turn'
}

function questionKey(ballot: Ballot): string {
  return JSON.stringify(ballot.questionId)
}

function turnKey(ballot: Ballot): string {
  return JSON.stringify([ballot.questionId, ballot.turn])
}
