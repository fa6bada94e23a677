import type { QuestionId } from '../../domain/question.ts'
import { type Ballot, groupOf } from '../../domain/votes/ballot.ts'
import { expertGroup, groupsOf, turnsOf } from './agreement-rows.ts'
import { type VoteWinRate, voteWinRates } from './vote-win-rates.ts'

export type NamedRates = { heading: string; rates: VoteWinRate[] }

/** The paper's Table 7: expert votes, both turns pooled, a column a category in the given order. */
export function categoryRates(
  ballots: readonly Ballot[],
  options: {
    categories: readonly string[]
    categoryOf: (questionId: QuestionId) => string | undefined
  },
): NamedRates[] {
  const experts = ballots.filter((ballot) => groupOf(ballot.voter) === expertGroup)
  return options.categories.map((category) => ({
    heading: category,
    rates: voteWinRates(
      experts.filter((ballot) => options.categoryOf(ballot.questionId) === category),
      { ties: 'none' },
    ),
  }))
}

/** The paper's Figure 3: average win rates by turn and group of voters, of all votes and without ties. */
export function judgeRates(ballots: readonly Ballot[]): { title: string; columns: NamedRates[] }[] {
  const turns = turnsOf(ballots).filter((turn) => turn !== 'all')
  return turns.flatMap((turn) =>
    (['none', 'drop'] as const).map((ties) => ({
      title: `Turn ${turn}, ${ties === 'none' ? 'all votes' : 'votes that are no ties'}`,
      columns: groupsOf(ballots).map((group) => ({
        heading: group,
        rates: voteWinRates(
          ballots.filter((b) => String(b.turn) === turn && groupOf(b.voter) === group),
          { ties },
        ),
      })),
    })),
  )
}
