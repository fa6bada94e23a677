import { byCodeUnit } from '../identity.ts'
import type { PairJudgment } from '../judgment.ts'
import { judgeModelOf } from '../judgment-fields.ts'
import type { QuestionId } from '../question.ts'
import type { Vote } from './vote.ts'

/** A vote's content: the first model in code-unit order won, the second, or neither. */
export type BallotLabel = 'first' | 'second' | 'tie'

/**
 * One individual's decision on one pair of answers, with the models in code-unit order: votes on
 * (a, b) and on (b, a) are about the same thing, and a join on raw order would lose a third of them.
 */
export type Ballot = {
  /** The individual: a person or a judge. */
  voter: string
  questionId: QuestionId
  turn: number
  first: string
  second: string
  label: BallotLabel
}

/** What two ballots must share to be about the same answers. */
export function ballotKey(ballot: Ballot): string {
  return JSON.stringify([ballot.questionId, ballot.turn, ballot.first, ballot.second])
}

/** A vote as a ballot; an inconsistent or both-bad tie is a tie. */
export function ballotOfVote(vote: Vote): Ballot {
  const { model_a: a, model_b: b } = vote
  const winner = vote.winner === 'model_a' ? a : vote.winner === 'model_b' ? b : null
  return ballotOf({
    voter: judgeModelOf(vote),
    questionId: vote.question_id,
    turn: vote.turn,
    models: [a, b],
    winner,
  })
}

/** Both games of a pair as one ballot: a win needs both, anything else is a tie; null for an error. */
export function ballotOfJudgment(row: PairJudgment): Ballot | null {
  const { g1_winner: g1, g2_winner: g2, model_1: a, model_2: b } = row
  if (g1 === 'error' || g2 === 'error') return null
  const winner = g1 !== g2 || g1 === 'tie' ? null : g1 === 'model_1' ? a : b
  return ballotOf({
    voter: judgeModelOf(row),
    questionId: row.question_id,
    turn: row.turn,
    models: [a, b],
    winner,
  })
}

/** A ballot from two models in any order and the one that won, or null for a tie. */
export function ballotOf(vote: {
  voter: string
  questionId: QuestionId
  turn: number
  models: readonly [string, string]
  winner: string | null
}): Ballot {
  const { voter, questionId, turn, models, winner } = vote
  const [a, b] = models
  const isInOrder = byCodeUnit(a, b) <= 0
  const [first, second] = isInOrder ? [a, b] : [b, a]
  const label = winner === null ? 'tie' : winner === first ? 'first' : 'second'
  return { voter, questionId, turn, first, second, label }
}

/**
 * The group that a voter belongs to: `expert_17` to `expert` and `author_2` to `author`, as in the
 * paper's votes; any other voter is a group of its own.
 */
export function groupOf(voter: string): string {
  return /^(expert|author)_\d+$/.exec(voter)?.[1] ?? voter
}
