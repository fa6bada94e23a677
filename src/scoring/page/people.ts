import type {
  Disagreement,
  PageGrade,
  PageMatch,
  PageVote,
} from '../../domain/page/page-records.ts'
import { type Ballot, ballotKey, groupOf } from '../../domain/votes/ballot.ts'
import type { Places } from './page-places.ts'

/** Ratings that differ by at most this much are a tie, as the judges' verdicts are read. */
const tieMargin = 0.1

/** Groups of voters that are people in the paper's votes. */
const peopleGroups = ['expert', 'author']

/** The ballots of people: experts and authors where there are any, else all. */
export function ballotsOfPeople(ballots: readonly Ballot[]): Ballot[] {
  const people = ballots.filter((ballot) => peopleGroups.includes(groupOf(ballot.voter)))
  return people.length > 0 ? people : [...ballots]
}

/** Votes by pair of answers, counted. */
export function countVotes(ballots: readonly Ballot[], places: Places): PageVote[] {
  const votes = new Map<string, PageVote>()
  for (const ballot of ballots) {
    const question = places.question(ballot.questionId)
    const [a, b] = [places.model(ballot.first), places.model(ballot.second)]
    if (question === undefined || a === undefined || b === undefined) continue
    const key = ballotKey(ballot)
    const vote = votes.get(key) ?? {
      question,
      turn: ballot.turn,
      a,
      b,
      counts: { a: 0, b: 0, tie: 0 },
    }
    votes.set(key, vote)
    vote.counts[ballot.label === 'first' ? 'a' : ballot.label === 'second' ? 'b' : 'tie']++
  }
  return [...votes.values()]
}

/** Where a judge's verdict is not what most people voted; votes without one leader say nothing. */
export function disagreementsOf(
  votes: readonly PageVote[],
  records: { grades: readonly PageGrade[]; matches: readonly PageMatch[] },
): Disagreement[] {
  const grades = firstOf(records.grades)
  const matches = firstOf(records.matches)
  return votes.flatMap((vote) => {
    const people = leaderOf(vote)
    if (people === null) return []
    const verdicts = [...matchVerdicts(vote, matches), ...gradeVerdicts(vote, grades)]
    const { question, turn, a, b } = vote
    return verdicts
      .filter(({ verdict }) => verdict !== people)
      .map((found) => ({ ...found, question, turn, a, b, people }))
  })
}

type Verdict = Pick<Disagreement, 'judge' | 'kind' | 'verdict'>

function matchVerdicts(vote: PageVote, matches: ReadonlyMap<string, PageMatch[]>): Verdict[] {
  const own = matches.get(`${vote.question} ${vote.turn}`) ?? []
  return own.flatMap(({ a, b, judge, winner }): Verdict[] => {
    if (winner === 'error') return []
    if (a === vote.a && b === vote.b) return [{ judge, kind: 'match', verdict: winner }]
    if (a !== vote.b || b !== vote.a) return []
    const turned = { a: 'b', b: 'a', tie: 'tie' } as const
    return [{ judge, kind: 'match', verdict: turned[winner] }]
  })
}

function gradeVerdicts(vote: PageVote, grades: ReadonlyMap<string, PageGrade[]>): Verdict[] {
  const own = grades.get(`${vote.question} ${vote.turn}`) ?? []
  return [...new Set(own.map(({ judge }) => judge))].flatMap((judge): Verdict[] => {
    const scoreOf = (model: number) =>
      own.find((grade) => grade.judge === judge && grade.model === model)?.score ?? null
    const [a, b] = [scoreOf(vote.a), scoreOf(vote.b)]
    if (a === null || b === null) return []
    const verdict = Math.abs(a - b) <= tieMargin ? 'tie' : a > b ? 'a' : 'b'
    return [{ judge, kind: 'grade', verdict }]
  })
}

/** The first choice and repeat of each, by question and turn. */
function firstOf<
  R extends Readonly<{ question: number; turn: number; choice: number; repeat: number }>,
>(records: readonly R[]): Map<string, R[]> {
  const found = new Map<string, R[]>()
  for (const record of records) {
    if (record.choice > 0 || record.repeat > 0) continue
    const key = `${record.question} ${record.turn}`
    const held = found.get(key)
    if (held === undefined) found.set(key, [record])
    else held.push(record)
  }
  return found
}

function leaderOf({ counts }: PageVote): 'a' | 'b' | 'tie' | null {
  const most = Math.max(counts.a, counts.b, counts.tie)
  const leaders = (['a', 'b', 'tie'] as const).filter((label) => counts[label] === most)
  return leaders.length === 1 ? (leaders[0] ?? null) : null
}
