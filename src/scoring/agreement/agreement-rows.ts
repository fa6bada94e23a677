import { byCodeUnit } from '../../domain/identity.ts'
import type { QuestionId } from '../../domain/question.ts'
import { type Ballot, groupOf } from '../../domain/votes/ballot.ts'
import { type AgreementFigures, agreementFigures, type FigureOptions } from './agreement-figures.ts'
import { majorityPairs, type Setup, type VotePair, votePairs } from './judge-agreement.ts'

/** What a row is about besides its two sides; null: all. */
export type Stratum = {
  category: string | null
  model_1: string | null
  model_2: string | null
  /**
   * Difference of the two models' shares of wins over one another in the votes that are no ties: those
   * of experts where there are any, else all. Only of a pair of models.
   */
  gap: number | null
}

export type AgreementRow = {
  a: string
  b: string
  setup: Setup
  /** A turn's number, or `all`. */
  turn: string
} & Stratum &
  AgreementFigures

export type AgreementOptions = FigureOptions & {
  by: 'category' | 'model-pair' | null
  categoryOf: (questionId: QuestionId) => string | undefined
  /** Group whose majority each group is also held against. */
  majorityOf: string | null
  /** Only rows of this turn and setup, where no others are wanted. */
  only?: { turn: string; setup: Setup }
}

const setups = ['S1', 'S2'] as const

/** The group that stands for "human" in the paper: labelers who are not its authors. */
export const expertGroup = 'expert'

/** Name of the side that is a group’s majority, as the paper’s Human-M. */
export function majorityName(group: string): string {
  return `${group}-M`
}

/** Groups of voters in the tables' order: judges by name, then the paper's authors and experts. */
export function groupsOf(ballots: readonly Ballot[]): string[] {
  const groups = new Set(ballots.map((ballot) => groupOf(ballot.voter)))
  const people = ['author', expertGroup]
  const judges = [...groups].filter((group) => !people.includes(group)).sort(byCodeUnit)
  return [...judges, ...people.filter((group) => groups.has(group))]
}

/** Turns that were voted on, then `all`. */
export function turnsOf(ballots: readonly Ballot[]): string[] {
  const turns = [...new Set(ballots.map((ballot) => ballot.turn))].sort((a, b) => a - b)
  return [...turns.map(String), 'all']
}

/**
 * Agreement of every two groups, and within each, in both setups, by turn and pooled; pairs of groups
 * without a vote in common have no row. The order of the ballots does not matter.
 */
export function agreementRows(
  ballots: readonly Ballot[],
  options: AgreementOptions,
): AgreementRow[] {
  const groups = groupsOf(ballots)
  return strataOf(ballots, options).flatMap(({ stratum, own }) =>
    turnsWanted(ballots, options).flatMap((turn) => {
      const chosen = own.filter((ballot) => turn === 'all' || String(ballot.turn) === turn)
      const gap = stratum.model_1 === null ? null : gapOf(chosen)
      const sides = new Map(groups.map((group): [string, Ballot[]] => [group, []]))
      for (const ballot of chosen) sides.get(groupOf(ballot.voter))?.push(ballot)
      return comparisons(sides, options).flatMap((comparison) =>
        rowsOf(comparison, { stratum: { ...stratum, gap }, turn, options }),
      )
    }),
  )
}

function turnsWanted(ballots: readonly Ballot[], { only }: AgreementOptions): string[] {
  return turnsOf(ballots).filter((turn) => only === undefined || only.turn === turn)
}

type Comparison = {
  a: string
  b: string
  isWithin: boolean
  pairsOf: (setup: Setup) => VotePair[]
}

function comparisons(
  sides: ReadonlyMap<string, Ballot[]>,
  options: { majorityOf: string | null },
): Comparison[] {
  const list = [...sides]
  const direct = list.flatMap(([a, votesA], index) =>
    list.slice(index).map(([b, votesB]): Comparison => {
      const pairs = votePairs(votesA, votesB)
      return { a, b, isWithin: a === b, pairsOf: () => pairs }
    }),
  )
  const { majorityOf } = options
  const majority = majorityOf === null ? undefined : sides.get(majorityOf)
  if (majorityOf === null || majority === undefined) return direct
  const against = list.map(
    ([a, votes]): Comparison => ({
      a,
      b: majorityName(majorityOf),
      isWithin: false,
      pairsOf: (setup) => majorityPairs(votes, majority, setup),
    }),
  )
  return [...direct, ...against]
}

function rowsOf(
  comparison: Comparison,
  context: { stratum: Stratum; turn: string; options: AgreementOptions },
): AgreementRow[] {
  const { a, b, isWithin, pairsOf } = comparison
  const { stratum, turn, options } = context
  if (pairsOf('S1').length === 0) return []
  const { only } = options
  return setups.flatMap((setup) =>
    only !== undefined && only.setup !== setup
      ? []
      : [
          {
            a,
            b,
            setup,
            turn,
            ...stratum,
            ...agreementFigures(pairsOf(setup), { ...options, setup, isWithin }),
          },
        ],
  )
}

function strataOf(
  ballots: readonly Ballot[],
  options: AgreementOptions,
): { stratum: Stratum; own: readonly Ballot[] }[] {
  const none = { category: null, model_1: null, model_2: null, gap: null }
  if (options.by === null) return [{ stratum: none, own: ballots }]
  const strata = new Map<string, { stratum: Stratum; own: Ballot[] }>()
  for (const ballot of ballots) {
    const stratum =
      options.by === 'category'
        ? { ...none, category: options.categoryOf(ballot.questionId) ?? 'unknown' }
        : { ...none, model_1: ballot.first, model_2: ballot.second }
    const key = JSON.stringify([stratum.category, stratum.model_1, stratum.model_2])
    const held = strata.get(key) ?? { stratum, own: [] }
    held.own.push(ballot)
    strata.set(key, held)
  }
  return [...strata].sort(([a], [b]) => byCodeUnit(a, b)).map(([, held]) => held)
}

function gapOf(ballots: readonly Ballot[]): number | null {
  const experts = ballots.filter((ballot) => groupOf(ballot.voter) === expertGroup)
  const decided = (experts.length > 0 ? experts : ballots).filter((b) => b.label !== 'tie')
  if (decided.length === 0) return null
  const first = decided.filter((ballot) => ballot.label === 'first').length
  return Math.abs(2 * first - decided.length) / decided.length
}
