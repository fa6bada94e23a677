import type { Disagreement, PageVote } from '../../domain/page/page-records.ts'
import type { QuestionId } from '../../domain/question.ts'
import {
  type Ballot,
  type BallotLabel,
  ballotKey,
  ballotOf,
  groupOf,
} from '../../domain/votes/ballot.ts'
import { graderName, tieMargin } from '../agreement/ballot-box.ts'
import { againstPeople, type LabelCounts } from '../matches/disagreements.ts'
import type { Places } from './page-places.ts'
import type { GradeRow, MatchRow } from './page-rows.ts'

/** Groups of voters that are people in the paper's votes. */
const peopleGroups = ['expert', 'author']

/** The ballots of people: experts and authors where there are any, else all that are no judge's. */
export function ballotsOfPeople(ballots: readonly Ballot[], judges: ReadonlySet<string>): Ballot[] {
  const named = ballots.filter((ballot) => peopleGroups.includes(groupOf(ballot.voter)))
  return named.length > 0 ? named : ballots.filter((ballot) => !judges.has(ballot.voter))
}

/** Votes by pair of answers, counted. */
export function countVotes(ballots: readonly Ballot[], places: Places): PageVote[] {
  const votes = new Map<string, PageVote>()
  for (const ballot of ballots) {
    const place = placeOf(ballot, places)
    if (place === undefined) continue
    const key = ballotKey(ballot)
    const vote = votes.get(key) ?? { ...place, counts: { a: 0, b: 0, tie: 0 } }
    votes.set(key, vote)
    vote.counts[sides[ballot.label]]++
  }
  return [...votes.values()]
}

/** Where a judge's verdict, as the page reads it, is not what most people voted. */
export function disagreementsOf(
  people: readonly Ballot[],
  rows: { grades: readonly GradeRow[]; matches: readonly MatchRow[] },
  places: Places,
): Disagreement[] {
  const voters = new Set(people.map((ballot) => ballot.voter))
  const judged = [...matchBallots(rows.matches), ...gradeBallots(rows.grades, people)]
  const judges = new Map(
    rows.matches.map((row): [string, Voter] => [row.judge, { name: row.judge, kind: 'match' }]),
  )
  for (const { judge } of rows.grades) {
    judges.set(graderName(judge), { name: judge, kind: 'grade' })
  }
  const found = againstPeople([...people, ...judged], (voter) => voters.has(voter))
  return found.rows.flatMap(({ judge: voter, question_id, turn, models, ...says }) => {
    const [first, second] = models
    const place = placeOf({ questionId: question_id, turn, first, second }, places)
    const own = judges.get(voter)
    const judge = own === undefined ? undefined : places.judge(own.name)
    if (place === undefined || own === undefined || judge === undefined) return []
    const verdict = sides[says.judge_says]
    return [{ ...place, judge, kind: own.kind, verdict, people: sides[leaderOf(says.other_says)] }]
  })
}

type Voter = { name: string; kind: Disagreement['kind'] }

/** The page's `a` is the model that comes first in code-unit order, as in ballots. */
const sides = { first: 'a', second: 'b', tie: 'tie' } as const

function placeOf(
  { questionId, turn, first, second }: Pick<Ballot, 'questionId' | 'turn' | 'first' | 'second'>,
  places: Places,
) {
  const question = places.question(questionId)
  const [a, b] = [places.model(first), places.model(second)]
  return question === undefined || a === undefined || b === undefined
    ? undefined
    : { question, turn, a, b }
}

function matchBallots(matches: readonly MatchRow[]): Ballot[] {
  return matches.filter(isFirst).flatMap((match) => {
    const { judge: voter, question: questionId, turn, a, b, winner } = match
    if (winner === 'error') return []
    const won = winner === 'tie' ? null : match[winner]
    return [ballotOf({ voter, questionId, turn, models: [a, b], winner: won })]
  })
}

/** Verdicts of grades on the pairs that people voted on. */
function gradeBallots(grades: readonly GradeRow[], people: readonly Ballot[]): Ballot[] {
  const scores = new Map<string, number | null>()
  const keyOf = (judge: string, question: QuestionId, turn: number, model: string) =>
    JSON.stringify([judge, question, turn, model])
  for (const { judge, question, turn, model, score } of grades.filter(isFirst)) {
    scores.set(keyOf(judge, question, turn, model), score)
  }
  const judges = [...new Set(grades.map((grade) => grade.judge))]
  const voted = new Map(people.map((ballot) => [ballotKey(ballot), ballot]))
  return [...voted.values()].flatMap(({ questionId, turn, first, second }) =>
    judges.flatMap((judge) => {
      const scoreOf = (model: string) => scores.get(keyOf(judge, questionId, turn, model)) ?? null
      const [a, b] = [scoreOf(first), scoreOf(second)]
      if (a === null || b === null) return []
      const winner = Math.abs(a - b) <= tieMargin ? null : a > b ? first : second
      const voter = graderName(judge)
      return [ballotOf({ voter, questionId, turn, models: [first, second], winner })]
    }),
  )
}

function isFirst({ choice, repeat }: { choice: number; repeat: number }): boolean {
  return choice === 0 && repeat === 0
}

/** The label of most votes; there is one wherever people can be disagreed with. */
function leaderOf(counts: LabelCounts): BallotLabel {
  const labels = ['first', 'second', 'tie'] as const
  return labels.reduce((most, label) => (counts[label] > counts[most] ? label : most))
}
