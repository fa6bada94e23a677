import { byCodeUnit } from '../../domain/identity.ts'
import type { Judgment, PairJudgment, SingleJudgment } from '../../domain/judgment.ts'
import { isPairJudgment, judgeModelOf } from '../../domain/judgment-fields.ts'
import { isRating } from '../../domain/verdicts/verdict.ts'
import {
  type Ballot,
  ballotKey,
  ballotOf,
  ballotOfJudgment,
  ballotOfVote,
} from '../../domain/votes/ballot.ts'
import { type BallotRow, isVotedRow } from '../../domain/votes/ballot-row.ts'
import { createKeyIndex, judgeLabels, type KeyIndex, type KeyUse } from '../comparability.ts'
import {
  type Cell,
  createJudgmentTable,
  type JudgmentTable,
  keysOf,
} from '../results/judgment-table.ts'

/** Ratings that differ by at most this are a tie; the slack is for binary fractions. */
export const tieMargin = 0.1 + 1e-9

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

/** A value and the key of the judgment that it comes from. */
type Keyed<V> = { value: V; key: number }

/**
 * Collects votes, judged pairs and grades in file order with `add`; `result` gives them as ballots.
 * The grades of two models on one question and turn become a verdict. Of judgments the last readable
 * row of a key counts, of votes an individual's first on the same answers. Votes carry no key.
 * @param options.isMixed a judge's judgments that are not comparable are those of two voters, named
 * after the parts of the key in which they differ
 */
export function createBallotBox(options: { isMixed?: boolean } = {}) {
  const voted: Ballot[] = []
  const pairs = createJudgmentTable<Keyed<Ballot | null>>('last')
  const grades = createJudgmentTable<Keyed<number | null>>('last')
  const keys = createKeyIndex(undefined)
  let errors = 0
  return {
    add: (row: BallotRow): void => {
      if (isVotedRow(row)) {
        const { winner } = row
        if (winner === 'error') errors++
        else voted.push(ballotOfVote({ ...row, winner }))
      } else {
        const key = keys.indexOf(row.key, row.question_id)
        if (isPairJudgment(row)) addPair(pairs, row, key)
        else addGrade(grades, row, key)
      }
    },
    addBallots: (ballots: readonly Ballot[]): void => {
      voted.push(...ballots)
    },
    result: (): { ballots: Ballot[]; losses: BallotLosses; keyUses: KeyUse[] } => {
      const losses: BallotLosses = { error: errors, unparsed: 0, repeated: 0, superseded: 0 }
      const keyUses = [...usesOf(pairs, keys), ...usesOf(grades, keys)]
      const labelOf = options.isMixed === true ? judgeLabels(keyUses) : () => ''
      const nameOf = (judge: string, key: number) => {
        const label = labelOf(judge, keys.keyAt(key))
        return label === '' ? '' : ` [${label}]`
      }
      const all = [
        ...voted,
        ...judgedBallots(pairs, { losses, nameOf }),
        ...gradedBallots(grades, { losses, nameOf }),
      ]
      return { ballots: firstVotes(all, losses), losses, keyUses }
    },
  }
}

function addPair(table: JudgmentTable<Keyed<Ballot | null>>, row: PairJudgment, key: number): void {
  const ballot = ballotOfJudgment(row)
  const models = [row.model_1, row.model_2].sort(byCodeUnit)
  table.add(JSON.stringify([judgeModelOf(row), ...models]), cellOf(row), {
    value: { value: ballot, key },
    isReadable: ballot !== null,
    isOwn: row.outcome !== undefined,
  })
}

function addGrade(
  table: JudgmentTable<Keyed<number | null>>,
  row: SingleJudgment,
  key: number,
): void {
  const score = row.score !== null && isRating(row.score) ? row.score : null
  table.add(JSON.stringify([judgeModelOf(row), row.model]), cellOf(row), {
    value: { value: score, key },
    isReadable: score !== null,
    isOwn: row.outcome !== undefined,
  })
}

function cellOf(row: Judgment): Cell {
  const { question_id: questionId, turn, choice = 0, repeat = 0 } = row
  return { questionId, turn, choice, repeat }
}

/** Keys of what counts, a judge's with the models that it judged. */
function usesOf<V>(table: JudgmentTable<Keyed<V>>, keys: KeyIndex): KeyUse[] {
  return table.groups().flatMap((group) => {
    const [judge = '', ...models] = JSON.parse(group) as string[]
    return [...keysOf([...table.entries(group)])].map((key) => ({
      judge,
      models,
      key: keys.keyAt(key),
      question: keys.questionAt(key),
    }))
  })
}

/** `nameOf`: what a judge's name ends in where its judgments under several keys are mixed. */
type Counting = { losses: BallotLosses; nameOf: (judge: string, key: number) => string }

/** What counts in a table: the first choice and repeat of each key, counting all that does not. */
function* counted<V>(table: JudgmentTable<Keyed<V>>, losses: BallotLosses) {
  for (const group of table.groups()) {
    for (const { cell, values, superseded } of table.entries(group)) {
      losses.superseded += superseded
      const [counts] = values
      if (cell.choice > 0 || cell.repeat > 0) losses.repeated++
      else if (counts !== undefined) yield { group, cell, ...counts }
    }
  }
}

function judgedBallots(
  table: JudgmentTable<Keyed<Ballot | null>>,
  { losses, nameOf }: Counting,
): Ballot[] {
  const ballots: Ballot[] = []
  for (const { value, key } of counted(table, losses)) {
    if (value === null) losses.error++
    else ballots.push({ ...value, voter: `${value.voter}${nameOf(value.voter, key)}` })
  }
  return ballots
}

type Graded = { cell: Cell; voter: string; scores: { model: string; score: number }[] }

/** Grades become a verdict only beside grades of the same judge under the same key. */
function gradedBallots(
  table: JudgmentTable<Keyed<number | null>>,
  { losses, nameOf }: Counting,
): Ballot[] {
  const answered = new Map<string, Graded>()
  for (const { group, cell, value, key } of counted(table, losses)) {
    if (value === null) {
      losses.unparsed++
      continue
    }
    const [judge, model] = JSON.parse(group) as [string, string]
    const voter = `${graderName(judge)}${nameOf(judge, key)}`
    const place = JSON.stringify([voter, cell.questionId, cell.turn])
    const held = answered.get(place) ?? { cell, voter, scores: [] }
    held.scores.push({ model, score: value })
    answered.set(place, held)
  }
  return [...answered.values()].flatMap(verdictsOf)
}

/** Every pair of models that were graded on one question and turn. */
function verdictsOf({ cell, voter, scores }: Graded): Ballot[] {
  return scores.flatMap((a, index) =>
    scores.slice(index + 1).map((b) => {
      const isTie = Math.abs(a.score - b.score) <= tieMargin
      return ballotOf({
        voter,
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
