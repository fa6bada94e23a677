import { byCodeUnit } from '../../domain/identity.ts'
import {
  isPairJudgment,
  type Judgment,
  judgeModelOf,
  type PairJudgment,
  type SingleJudgment,
} from '../../domain/judgment.ts'
import { isRating } from '../../domain/verdicts/verdict.ts'
import {
  type Ballot,
  ballotKey,
  ballotOf,
  ballotOfJudgment,
  ballotOfVote,
} from '../../domain/votes/ballot.ts'
import { type BallotRow, isVotedRow } from '../../domain/votes/ballot-row.ts'
import { type Cell, createJudgmentTable, type JudgmentTable } from '../results/judgment-table.ts'

/** Ratings that differ by at most this are a tie; the slack is for binary fractions. */
const tieMargin = 0.1 + 1e-9

/** Rows that no ballot was made of, by reason. */
export type BallotLosses = {
  /** Votes and judged pairs whose winner is an error. */
  error: number
  /** Grades without a rating from 1 to 10. */
  unparsed: number
  /** Further votes of one individual on the same answers; judgments of further choices and repeats. */
  repeated: number
  /** Judgments that another row of the same key replaces. */
  superseded: number
}

/** Name under which a judge's grades vote: beside the pairs that it judged, it is another judge. */
export function graderName(judge: string): string {
  return `${judge} (single)`
}

/**
 * Collects votes, judged pairs and grades in file order with `add`; `result` gives them as ballots.
 * The grades of two models on one question and turn become a verdict. Of judgments the last readable
 * row of a key counts, of votes an individual's first on the same answers.
 */
export function createBallotBox() {
  const voted: Ballot[] = []
  const pairs = createJudgmentTable<Ballot | null>('last')
  const grades = createJudgmentTable<number | null>('last')
  let errors = 0
  return {
    add: (row: BallotRow): void => {
      if (isVotedRow(row)) {
        const { winner } = row
        if (winner === 'error') errors++
        else voted.push(ballotOfVote({ ...row, winner }))
      } else if (isPairJudgment(row)) addPair(pairs, row)
      else addGrade(grades, row)
    },
    addBallots: (ballots: readonly Ballot[]): void => {
      voted.push(...ballots)
    },
    result: (): { ballots: Ballot[]; losses: BallotLosses } => {
      const losses: BallotLosses = { error: errors, unparsed: 0, repeated: 0, superseded: 0 }
      const all = [...voted, ...judgedBallots(pairs, losses), ...gradedBallots(grades, losses)]
      return { ballots: firstVotes(all, losses), losses }
    },
  }
}

function addPair(table: JudgmentTable<Ballot | null>, row: PairJudgment): void {
  const ballot = ballotOfJudgment(row)
  const models = [row.model_1, row.model_2].sort(byCodeUnit)
  table.add(JSON.stringify([judgeModelOf(row), ...models]), cellOf(row), {
    value: ballot,
    isReadable: ballot !== null,
    isOwn: row.outcome !== undefined,
  })
}

function addGrade(table: JudgmentTable<number | null>, row: SingleJudgment): void {
  const score = row.score !== null && isRating(row.score) ? row.score : null
  table.add(JSON.stringify([judgeModelOf(row), row.model]), cellOf(row), {
    value: score,
    isReadable: score !== null,
    isOwn: row.outcome !== undefined,
  })
}

function cellOf(row: Judgment): Cell {
  const { question_id: questionId, turn, choice = 0, repeat = 0 } = row
  return { questionId, turn, choice, repeat }
}

/** What counts in a table: the first choice and repeat of each key, counting all that does not. */
function* counted<V>(table: JudgmentTable<V>, losses: BallotLosses) {
  for (const group of table.groups()) {
    for (const { cell, values, superseded } of table.entries(group)) {
      losses.superseded += superseded
      const [value] = values
      if (cell.choice > 0 || cell.repeat > 0) losses.repeated++
      else if (value !== undefined) yield { group, cell, value }
    }
  }
}

function judgedBallots(table: JudgmentTable<Ballot | null>, losses: BallotLosses): Ballot[] {
  const ballots: Ballot[] = []
  for (const { value } of counted(table, losses)) {
    if (value === null) losses.error++
    else ballots.push(value)
  }
  return ballots
}

type Graded = { cell: Cell; judge: string; scores: { model: string; score: number }[] }

function gradedBallots(table: JudgmentTable<number | null>, losses: BallotLosses): Ballot[] {
  const answered = new Map<string, Graded>()
  for (const { group, cell, value } of counted(table, losses)) {
    if (value === null) {
      losses.unparsed++
      continue
    }
    const [judge, model] = JSON.parse(group) as [string, string]
    const key = JSON.stringify([judge, cell.questionId, cell.turn])
    const held = answered.get(key) ?? { cell, judge, scores: [] }
    held.scores.push({ model, score: value })
    answered.set(key, held)
  }
  return [...answered.values()].flatMap(verdictsOf)
}

/** Every pair of models that were graded on one question and turn. */
function verdictsOf({ cell, judge, scores }: Graded): Ballot[] {
  return scores.flatMap((a, index) =>
    scores.slice(index + 1).map((b) => {
      const isTie = Math.abs(a.score - b.score) <= tieMargin
      return ballotOf({
        voter: graderName(judge),
        questionId: cell.questionId,
        turn: cell.turn,
        models: [a.model, b.model],
        winner: isTie ? null : a.score > b.score ? a.model : b.model,
      })
    }),
  )
}

function firstVotes(ballots: readonly Ballot[], losses: BallotLosses): Ballot[] {
  const seen = new Set<string>()
  return ballots.filter((ballot) => {
    const key = JSON.stringify([ballot.voter, ballotKey(ballot)])
    if (seen.has(key)) {
      losses.repeated++
      return false
    }
    seen.add(key)
    return true
  })
}
