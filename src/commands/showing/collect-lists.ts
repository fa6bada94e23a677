import type { QuestionId } from '../../domain/question.ts'
import { groupOf } from '../../domain/votes/ballot.ts'
import { UserError } from '../../errors.ts'
import type { ReadSummary } from '../../io/files/read-jsonl.ts'
import { loadBallots } from '../../io/votes/load-ballots.ts'
import { loadQuestions } from '../../io/workspace/load-suite.ts'
import { voteFiles } from '../../io/workspace/workspace.ts'
import { plural } from '../../report/plural.ts'
import type { MatchRow } from '../../report/showing/match-list.ts'
import { createBallotBox } from '../../scoring/agreement/ballot-box.ts'
import {
  againstPeople,
  betweenJudges,
  type Disagreement,
  type Disagreements,
} from '../../scoring/matches/disagreements.ts'
import {
  flipOf,
  inOrder,
  type MatchSummary,
  summaryOf,
} from '../../scoring/matches/match-summary.ts'
import { createStoredMatches } from '../../scoring/matches/stored-matches.ts'
import { eachJudgment, suiteOf, unknownOf } from './judgments-at-hand.ts'
import { isWantedPair, type ShowFlags } from './show-flags.ts'

/** A list of matches, what it is, and of how many it is a part. */
export type MatchList = {
  kind: 'flips' | 'unparsed' | 'disagreements'
  title: string
  rows: MatchRow[]
  /** Matches that were looked at. */
  looked_at: number
  notes: string[]
  summaries: ReadSummary[]
}

/** Pairs whose two games name different winners, or judgments in which nothing could be read. */
export async function collectMatches(
  kind: 'flips' | 'unparsed',
  flags: ShowFlags,
): Promise<MatchList> {
  const stored = createStoredMatches(summaryOf)
  const summaries = await eachJudgment(flags, stored.add)
  const all = stored.matches().map(({ value }) => value)
  checkModels(flags, all)
  const own = all
    .filter((match) => isWantedPair(flags, match.models))
    .filter((match) => kind === 'unparsed' || match.winners !== null)
  const isListed = (match: MatchSummary) =>
    kind === 'flips' ? flipOf(match) !== null : match.unreadable !== null
  const listed = inOrder(own.filter(isListed), await questionOrder(flags))
  const what =
    kind === 'flips'
      ? `order flips: ${listed.length} of ${plural(own.length, 'pair')} of answers`
      : `unreadable: ${listed.length} of ${plural(own.length, 'judgment')}`
  return {
    kind,
    title: what,
    rows: listed.map((match) => ({
      judge: match.judge,
      question_id: match.question_id,
      turn: match.turn,
      models: match.models,
      winners: match.winners,
      toward: flipOf(match),
      unreadable: match.unreadable,
    })),
    looked_at: own.length,
    notes: [],
    summaries,
  }
}

function checkModels(flags: ShowFlags, all: readonly MatchSummary[]): void {
  const known = new Set(all.flatMap((match) => match.models))
  const unknown = flags.model?.find((id) => !known.has(id))
  if (unknown !== undefined) throw unknownOf('model', unknown, known)
}

async function questionOrder(flags: ShowFlags): Promise<QuestionId[]> {
  const workspace = suiteOf(flags)
  if (workspace === undefined) return []
  return (await loadQuestions(workspace.questionsFile)).map((question) => question.question_id)
}

/** Judges against people where there are votes, else judges against one another. */
export async function collectDisagreements(flags: ShowFlags): Promise<MatchList> {
  const box = createBallotBox()
  const summaries = await eachJudgment(flags, box.add)
  const judges = new Set(box.result().ballots.map((ballot) => ballot.voter))
  const files = flags.votes ?? voteFiles(flags.dir)
  const voters = await addVotes(box, { files, flags, judges })
  const ballots = box
    .result()
    .ballots.filter(({ first, second }) => isWantedPair(flags, [first, second]))
  const people = voters.size > 0
  if (!people && judges.size < 2) {
    throw new UserError(
      `nobody to disagree with: give people’s votes with --votes, or judge with a second judge (there is ${[...judges].join(', ') || 'none'})`,
    )
  }
  const found = people
    ? againstPeople(ballots, (voter) => voters.has(voter))
    : betweenJudges(ballots)
  return listOf(found, { flags, files: people ? files : [], voters, summaries })
}

/** Adds the votes of people: of experts and authors where there are any, else of all that voted. */
async function addVotes(
  box: ReturnType<typeof createBallotBox>,
  given: { files: readonly string[]; flags: ShowFlags; judges: ReadonlySet<string> },
): Promise<Set<string>> {
  const { files, flags, judges } = given
  const votes = createBallotBox()
  for (const file of files) {
    await loadBallots(file, { onRow: votes.add, skipBadLines: flags.skipBadLines })
  }
  const { ballots } = votes.result()
  const all = new Set(ballots.map((ballot) => ballot.voter))
  const named = [...all].filter((voter) => ['expert', 'author'].includes(groupOf(voter)))
  const people = new Set(named.length > 0 ? named : [...all].filter((voter) => !judges.has(voter)))
  box.addBallots(ballots.filter((ballot) => people.has(ballot.voter)))
  return people
}

async function listOf(
  found: Disagreements,
  of: {
    flags: ShowFlags
    files: readonly string[]
    voters: ReadonlySet<string>
    summaries: ReadSummary[]
  },
): Promise<MatchList> {
  const order = new Map((await questionOrder(of.flags)).map((id, index) => [id, index]))
  const place = (row: Disagreement) => order.get(row.question_id) ?? Number.MAX_SAFE_INTEGER
  const rows = [...found.rows].sort(
    (a, b) =>
      Number(b.is_opposite) - Number(a.is_opposite) || place(a) - place(b) || a.turn - b.turn,
  )
  const opposite = rows.filter((row) => row.is_opposite).length
  const against =
    of.files.length > 0
      ? `judges against ${plural(of.voters.size, 'person', 'people')} (${of.files.join(', ')})`
      : 'judges against one another (no votes given)'
  return {
    kind: 'disagreements',
    title: `disagreements, ${against}: ${rows.length} of ${plural(found.compared, 'verdict')}, ${opposite} opposite`,
    rows: rows.map((row) => ({
      judge: row.judge,
      question_id: row.question_id,
      turn: row.turn,
      models: row.models,
      winners: null,
      toward: null,
      unreadable: null,
      disagreement: row,
    })),
    looked_at: found.compared,
    notes: [
      'opposite verdicts come first; a grade counts as a verdict against the other model’s grade',
      ...(found.split > 0
        ? [
            `${plural(found.split, 'verdict')} stand against votes that are evenly split: nobody disagrees`,
          ]
        : []),
    ],
    summaries: of.summaries,
  }
}
