import { type FeatureName, featureNames } from '../../src/judges/features/features.ts'
import { type AgreementRow, agreementOf, type Scored } from './agreement.ts'
import type { Ballot } from './ballots.ts'
import { decide, type Judge, outerFoldOf, outerFolds } from './cross-validate.ts'
import type { Inputs } from './inputs.ts'
import { type Comparison, type FittedModel, fitModel, oddsOf, type Settings } from './model.ts'

/** A vote by an expert beside what the judges say who never saw its question. */
export type Case = {
  ballot: Ballot
  odds: number
  tieBand: number
  /** The longer answer wins: 1, 0.5 where they are equally long, 0. */
  longest: number
  /** GPT-4's vote on the same two answers; undefined where it has none. */
  gpt4: number | undefined
}

export type Group = { group: string; row: AgreementRow }

/** Experts' votes with the verdicts of the outer folds' judges. */
export function casesOf(
  comparisons: readonly Comparison[],
  context: {
    inputs: Inputs
    oddsFor: (comparison: Comparison) => number
    tieBandFor: (comparison: Comparison) => number
  },
): Case[] {
  return comparisons.flatMap((comparison) => {
    const odds = context.oddsFor(comparison)
    const tieBand = context.tieBandFor(comparison)
    const gpt4 = comparison.ballots.find((ballot) => ballot.voter === 'gpt4')?.won
    return comparison.ballots
      .filter((ballot) => ballot.voter === 'expert')
      .map((ballot) => ({
        ballot,
        odds,
        tieBand,
        longest: longerOf(ballot, context.inputs),
        gpt4,
      }))
  })
}

/** Verdicts of the outer folds' judges. */
export function outerCases(
  comparisons: readonly Comparison[],
  context: { inputs: Inputs; judges: readonly Judge[] },
): Case[] {
  const judgeOf = (comparison: Comparison) => {
    const judge = context.judges[outerFoldOf(comparison)]
    if (judge === undefined) throw new RangeError('a fold without a judge')
    return judge
  }
  return casesOf(comparisons, {
    inputs: context.inputs,
    oddsFor: (comparison) => oddsOf(judgeOf(comparison).model, comparison),
    tieBandFor: (comparison) => judgeOf(comparison).tieBand,
  })
}

/** The stronger side, however small the difference: every vote that is no tie counts. */
export function forced(cases: readonly Case[]): AgreementRow {
  return agreementOf(
    decisive(cases).map((c) => ({
      questionId: String(c.ballot.questionId),
      judge: hit(decide(c.odds, 0), c.ballot.won),
      other: hit(c.longest, c.ballot.won),
    })),
  )
}

/** Setup S2: votes and verdicts that are ties are left out. */
export function withoutTies(cases: readonly Case[]): AgreementRow {
  const scored = (verdict: number | undefined, won: number) =>
    verdict === undefined || verdict === 0.5 ? null : hit(verdict, won)
  return agreementOf(
    decisive(cases).map((c) => ({
      questionId: String(c.ballot.questionId),
      judge: scored(decide(c.odds, c.tieBand), c.ballot.won),
      other: scored(c.longest, c.ballot.won),
    })),
  )
}

/** Setup S1: a tie is a third label. */
export function withTies(cases: readonly Case[]): AgreementRow {
  return agreementOf(
    cases.map((c) => ({
      questionId: String(c.ballot.questionId),
      judge: decide(c.odds, c.tieBand) === c.ballot.won ? 1 : 0,
      other: c.longest === c.ballot.won ? 1 : 0,
    })),
  )
}

/** GPT-4 on the same votes, against the longer answer: setups S2 and S1. */
export function gpt4Rows(cases: readonly Case[]): {
  withoutTies: AgreementRow
  withTies: AgreementRow
} {
  const scored = (c: Case, isStrict: boolean): Scored => ({
    questionId: String(c.ballot.questionId),
    judge:
      c.gpt4 === undefined || (isStrict && c.gpt4 === 0.5) ? null : c.gpt4 === c.ballot.won ? 1 : 0,
    other: isStrict ? hit(c.longest, c.ballot.won) : c.longest === c.ballot.won ? 1 : 0,
  })
  return {
    withoutTies: agreementOf(decisive(cases).map((c) => scored(c, true))),
    withTies: agreementOf(cases.map((c) => scored(c, false))),
  }
}

/** The model that stands higher in a known order, whatever it answered, against the longer answer. */
export function byOrder(cases: readonly Case[], ranks: ReadonlyMap<string, number>): AgreementRow {
  const verdict = ({ first, second }: Ballot) => {
    const difference = (ranks.get(second) ?? 0) - (ranks.get(first) ?? 0)
    return difference === 0 ? 0.5 : difference > 0 ? 1 : 0
  }
  return agreementOf(
    decisive(cases).map((c) => ({
      questionId: String(c.ballot.questionId),
      judge: hit(verdict(c.ballot), c.ballot.won),
      other: hit(c.longest, c.ballot.won),
    })),
  )
}

/** Forced agreement by what a label says of a vote, in code-unit order of the labels. */
export function byGroup(cases: readonly Case[], label: (ballot: Ballot) => string): Group[] {
  const labels = [...new Set(cases.map((c) => label(c.ballot)))].sort()
  return labels.map((group) => ({
    group,
    row: forced(cases.filter((c) => label(c.ballot) === group)),
  }))
}

/**
 * Forced agreement on pairs with a model whose answers took no part in the fit, nor did the question:
 * what is known of the judge on models it has not seen.
 */
export function onUnseenModels(
  comparisons: readonly Comparison[],
  context: { inputs: Inputs; judges: readonly Judge[] },
): Group[] {
  const own = (comparison: Comparison) => comparison.ballots[0]
  const isOf = (comparison: Comparison, model: string) =>
    own(comparison)?.first === model || own(comparison)?.second === model
  const models = [...new Set(comparisons.flatMap((c) => [own(c)?.first, own(c)?.second]))]
    .filter((model) => model !== undefined)
    .sort()
  return models.flatMap((model) => {
    const cases = context.judges.flatMap(({ settings }, fold) => {
      const fitted = fitModel(
        comparisons.filter((c) => outerFoldOf(c) !== fold && !isOf(c, model)),
        settings,
      )
      const held = comparisons.filter((c) => outerFoldOf(c) === fold && isOf(c, model))
      return casesBy(held, { inputs: context.inputs, model: fitted })
    })
    const own13 = cases.filter((c) => !c.ballot.isStandIn)
    return own13.length === 0 ? [] : [{ group: model, row: forced(own13) }]
  })
}

/** What leaving one feature out costs: forced agreement in points, by folds with fixed settings. */
export function dropOne(
  comparisons: readonly Comparison[],
  context: { inputs: Inputs; settings: Settings; names: readonly FeatureName[] },
): { full: number; without: ReadonlyMap<FeatureName, number> } {
  const { inputs, settings, names } = context
  const others = featureNames.filter((name) => !names.includes(name))
  const share = (without: readonly FeatureName[]) => {
    const cases = Array.from({ length: outerFolds }, (_, fold) => {
      const seen = comparisons.filter((c) => outerFoldOf(c) !== fold)
      const model = fitModel(seen, settings, without)
      const held = comparisons.filter((c) => outerFoldOf(c) === fold)
      return casesBy(held, { inputs, model })
    }).flat()
    const scored = decisive(cases.filter((c) => !c.ballot.isStandIn))
    return scored.reduce((sum, c) => sum + hit(decide(c.odds, 0), c.ballot.won), 0) / scored.length
  }
  return {
    full: share(others),
    without: new Map(names.map((name) => [name, share([...others, name])])),
  }
}

function casesBy(
  comparisons: readonly Comparison[],
  context: { inputs: Inputs; model: FittedModel },
): Case[] {
  return casesOf(comparisons, {
    inputs: context.inputs,
    oddsFor: (comparison) => oddsOf(context.model, comparison),
    tieBandFor: () => 0,
  })
}

function decisive(cases: readonly Case[]): Case[] {
  return cases.filter((c) => c.ballot.won !== 0.5)
}

/** 1 for the vote's winner, 0.5 for none, 0 for the other. */
function hit(verdict: number, won: number): number {
  return verdict === 0.5 ? 0.5 : verdict === won ? 1 : 0
}

function longerOf(ballot: Ballot, inputs: Inputs): number {
  const length = (model: string) =>
    (inputs.answers.get(model)?.get(ballot.questionId)?.[ballot.turn - 1] ?? '').length
  const [first, second] = [length(ballot.first), length(ballot.second)]
  return first === second ? 0.5 : first > second ? 1 : 0
}
