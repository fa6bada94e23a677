import { byCodeUnit } from '../../domain/identity.ts'
import type { QuestionId } from '../../domain/question.ts'
import { type Ballot, type BallotLabel, ballotKey } from '../../domain/votes/ballot.ts'

/** How often each label was voted for; `first` and `second` are models in code-unit order. */
export type LabelCounts = Record<BallotLabel, number>

/** A pair of answers on which two sides do not say the same. */
export type Disagreement = {
  question_id: QuestionId
  turn: number
  /** In code-unit order. */
  models: [string, string]
  judge: string
  judge_says: BallotLabel
  /** The other judge, or null where it is the people. */
  other: string | null
  /** What people said, or one vote of the other judge. */
  other_says: LabelCounts
  /** True where one side prefers the one answer and the other side the other. */
  is_opposite: boolean
}

/** What was compared, and on how much. */
export type Disagreements = {
  rows: Disagreement[]
  /** Pairs of answers that both sides have decided on. */
  compared: number
  /** Of these, how many on which people are evenly split, so that nobody disagrees. */
  split: number
}

/**
 * Judges against people: a judge disagrees where its label is not the one that most people of the
 * match gave. Where several labels lead, nobody can disagree.
 * @param isPerson whether a voter is one of the people
 */
export function againstPeople(
  ballots: readonly Ballot[],
  isPerson: (voter: string) => boolean,
): Disagreements {
  const found: Disagreements = { rows: [], compared: 0, split: 0 }
  for (const group of groupsOf(ballots)) {
    const people = countsOf(group.filter((ballot) => isPerson(ballot.voter)))
    const judged = group.filter((ballot) => !isPerson(ballot.voter))
    const leaders = leadersOf(people)
    if (leaders.length === 0) continue
    for (const ballot of judged) {
      found.compared++
      if (leaders.length > 1) found.split++
      else if (!leaders.includes(ballot.label)) {
        found.rows.push(rowOf(ballot, { other: null, says: people, leader: leaders[0] }))
      }
    }
  }
  return found
}

/** Judges against one another: every two of them that decided on the same answers. */
export function betweenJudges(ballots: readonly Ballot[]): Disagreements {
  const found: Disagreements = { rows: [], compared: 0, split: 0 }
  for (const group of groupsOf(ballots)) {
    const sorted = [...group].sort((a, b) => byCodeUnit(a.voter, b.voter))
    for (const [index, a] of sorted.entries()) {
      for (const b of sorted.slice(index + 1)) {
        found.compared++
        if (a.label === b.label) continue
        found.rows.push(rowOf(a, { other: b.voter, says: countsOf([b]), leader: b.label }))
      }
    }
  }
  return found
}

function groupsOf(ballots: readonly Ballot[]): Ballot[][] {
  const groups = new Map<string, Ballot[]>()
  for (const ballot of ballots) {
    const key = ballotKey(ballot)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [ballot])
    else group.push(ballot)
  }
  return [...groups.values()]
}

function countsOf(ballots: readonly Ballot[]): LabelCounts {
  const counts = { first: 0, second: 0, tie: 0 }
  for (const { label } of ballots) counts[label]++
  return counts
}

const labels = ['first', 'second', 'tie'] as const

function leadersOf(counts: LabelCounts): BallotLabel[] {
  const most = Math.max(...labels.map((label) => counts[label]))
  return most === 0 ? [] : labels.filter((label) => counts[label] === most)
}

function rowOf(
  ballot: Ballot,
  against: { other: string | null; says: LabelCounts; leader: BallotLabel | undefined },
): Disagreement {
  return {
    question_id: ballot.questionId,
    turn: ballot.turn,
    models: [ballot.first, ballot.second],
    judge: ballot.voter,
    judge_says: ballot.label,
    other: against.other,
    other_says: against.says,
    is_opposite: ballot.label !== 'tie' && against.leader !== 'tie',
  }
}
