import type { QuestionId } from '../../domain/question.ts'
import { type Ballot, groupOf } from '../../domain/votes/ballot.ts'
import type { AverageOptions } from '../results/average-win-rates.ts'
import { expertGroup, groupsOf, turnsOf } from './agreement-rows.ts'
import { type VoteWinRate, voteWinRates } from './vote-win-rates.ts'

export type NamedRates = { heading: string; rates: VoteWinRate[] }

/** Average win rates by group of voters, of the votes of one turn: all of them, or those that are no ties. */
export type JudgeRates = { turn: string; ties: 'none' | 'drop'; columns: NamedRates[] }

export type RateOptions = Omit<AverageOptions, 'ties'>

/** The paper's Table 7: expert votes, both turns pooled, a column a category in the given order. */
export function categoryRates(
  ballots: readonly Ballot[],
  options: RateOptions & {
    categories: readonly string[]
    categoryOf: (questionId: QuestionId) => string | undefined
  },
): NamedRates[] {
  const experts = ballots.filter((ballot) => groupOf(ballot.voter) === expertGroup)
  return options.categories.map((category) => ({
    heading: category,
    rates: voteWinRates(
      experts.filter((ballot) => options.categoryOf(ballot.questionId) === category),
      { ...options, ties: 'none' },
    ),
  }))
}

/** The paper's Figure 3: average win rates by turn and group of voters, of all votes and without ties. */
export function judgeRates(ballots: readonly Ballot[], options: RateOptions): JudgeRates[] {
  const turns = turnsOf(ballots).filter((turn) => turn !== 'all')
  return turns.flatMap((turn) =>
    (['none', 'drop'] as const).map((ties) => ({
      turn,
      ties,
      columns: groupsOf(ballots).map((group) => ({
        heading: group,
        rates: voteWinRates(
          ballots.filter((b) => String(b.turn) === turn && groupOf(b.voter) === group),
          { ...options, ties },
        ),
      })),
    })),
  )
}
