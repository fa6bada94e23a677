import type { JudgeWeights, Scale, Share } from '../../src/domain/judge-weights.ts'
import type { QuestionId } from '../../src/domain/question.ts'
import { type FeatureName, featureNames } from '../../src/judges/features/features.ts'
import { quantile } from '../../src/stats/means/summary.ts'
import { at } from '../../src/stats/numeric/at.ts'
import { type AgreementRow, bootstrap } from './agreement.ts'
import { type Ballot, ballotsOf } from './ballots.ts'
import {
  chooseJudge,
  foldOf,
  fullGrid,
  type Grid,
  innerFolds,
  type Judge,
  outerFolds,
  outerJudges,
} from './cross-validate.ts'
import * as evaluate from './evaluate.ts'
import { type Figures, measureAnswers } from './figures.ts'
import type { Inputs } from './inputs.ts'
import { type KnownOrder, knownRanks, rankModels } from './known-order.ts'
import { compareAnswers, type Settings, strengthOf } from './model.ts'

/** A share with its interval and n, for a judge, the longer answer, and the difference. */
export type Row = { features: Share; longest: Share; difference: Omit<Share, 'n'> }
export type Rows = Readonly<Record<string, Row>>

/** What the fit writes: the judge's numbers, where they come from, and how good they are. */
export type FitDocument = JudgeWeights & {
  inputs: Readonly<Record<string, string>>
  method: Readonly<Record<string, unknown>>
  settings: StoredSettings
  /** What was chosen without the questions of each outer fold. */
  fold_settings: (StoredSettings & { tie_band: number })[]
  standardised_weights: Readonly<Record<string, number>>
  cost_of_leaving_out: Readonly<Record<string, number>>
  cross_validated: {
    all: Rows
    with_stand_ins: Rows
    by_turn: Rows
    by_category: Rows
    by_pair: Rows
    on_unseen_models: Rows
    gpt4: { s2: Share; s1: Share }
    /** The model of the higher known rank wins, two of one rank are half right: no answer is read. */
    known_order_alone: Share
  }
  known_order: KnownOrder
}

export type StoredSettings = {
  ridge: number
  gpt4_weight: number
  features_kept: number
  first_turn_share: number
}

type Measure = ReturnType<typeof measureAnswers>

/** Fits, cross-validates and describes; the same inputs give the same document. */
export function fitDocument(inputs: Inputs, grid: Grid = fullGrid): FitDocument {
  const measure = measureAnswers(inputs)
  const comparisons = compareAnswers(ballotsOf(inputs), measure)
  const judges = outerJudges(comparisons, grid)
  const final = chooseJudge(comparisons, grid)
  const names = [...final.model.standardised.keys()]
  const cases = evaluate.outerCases(comparisons, { inputs, judges })
  const own = cases.filter((c) => !c.ballot.isStandIn)
  const forced = evaluate.forced(own)
  const cost = evaluate.dropOne(comparisons, { inputs, settings: final.settings, names })
  const gpt4 = evaluate.gpt4Rows(own)
  const { settings } = final
  return {
    weights: Object.fromEntries(
      names.map((name) => [name, round(at(final.model.weights, featureNames.indexOf(name)))]),
    ),
    first_turn_share: settings.firstTurnShare,
    tie_band: final.tieBand,
    scale: scalesOf(inputs, { measure, judge: final, names }),
    agreement: { features: roundShare(forced.judge), longest: roundShare(forced.other) },
    inputs: inputs.hashes,
    method: { ...method, grid },
    settings: storedSettings(settings),
    fold_settings: judges.map((judge) => ({
      ...storedSettings(judge.settings),
      tie_band: judge.tieBand,
    })),
    standardised_weights: Object.fromEntries(
      [...final.model.standardised].map(([name, weight]) => [name, round(weight)]),
    ),
    cost_of_leaving_out: Object.fromEntries(
      [...cost.without].map(([name, share]) => [name, round(cost.full - share)]),
    ),
    cross_validated: {
      all: rowsOf({
        forced,
        s2: evaluate.withoutTies(own),
        s1: evaluate.withTies(own),
      }),
      with_stand_ins: rowsOf({
        forced: evaluate.forced(cases),
        s2: evaluate.withoutTies(cases),
        s1: evaluate.withTies(cases),
      }),
      by_turn: grouped(own, (ballot) => `turn ${ballot.turn}`),
      by_category: grouped(own, (ballot) => ballot.category),
      by_pair: grouped(own, (ballot) => `${ballot.first} / ${ballot.second}`),
      on_unseen_models: groupRows(evaluate.onUnseenModels(comparisons, { inputs, judges })),
      gpt4: {
        s2: roundShare(gpt4.withoutTies.judge),
        s1: roundShare(gpt4.withTies.judge),
      },
      known_order_alone: roundShare(evaluate.byOrder(own, knownRanks).judge),
    },
    known_order: orderOf(inputs, { measure, judges }),
  }
}

function storedSettings(settings: Settings): StoredSettings {
  return {
    ridge: settings.ridge,
    gpt4_weight: settings.gpt4Weight,
    features_kept: settings.kept,
    first_turn_share: settings.firstTurnShare,
  }
}

const method = {
  model:
    'Bradley–Terry: log-odds = difference of strengths; strength = weights · features + first_turn_share · weights · features of turn 1; ridge, weights not negative',
  signal:
    'votes of experts 1, of authors 0.5, of GPT-4 gpt4_weight; ties half a win; half of that for votes on vicuna-13b-v1.2, whose answers stand in from v1.3',
  evaluation: `votes of experts on questions of a held-out fold; ${outerFolds} folds by SHA-256 of the question's id; settings, features and tie band chosen within the others by ${innerFolds} folds`,
  forced: 'every expert vote that is no tie counts; the judge says the stronger side',
  s2: 'votes and verdicts that are ties are left out',
  s1: 'a tie is a third label',
  interval: `${bootstrap.resamples} resamples of questions, BCa from 20 questions, else percentile, seed ${bootstrap.seed}`,
}

/** Strengths of all published answers by kind of question and turn, as the judge will see them. */
function scalesOf(
  inputs: Inputs,
  context: { measure: Measure; judge: Judge; names: readonly FeatureName[] },
): JudgeWeights['scale'] {
  const { model } = context.judge
  const scale = (turn: 1 | 2, hasReference: boolean): Scale => {
    const seen = [...inputs.answers].flatMap(([name, answers]) =>
      [...answers.keys()]
        .filter((id) => isJudgedWithReference(inputs, id) === hasReference)
        .map((id) => context.measure(name, id, turn)),
    )
    const strengths = seen.map((figures) => strengthOf(model, figures))
    const figure = ({ own, before }: Figures, i: number) =>
      at(own, i) + model.firstTurnShare * at(before, i)
    return {
      n: seen.length,
      knots: Array.from({ length: 11 }, (_, i) => round(quantile(strengths, i / 10))),
      typical: Object.fromEntries(
        context.names.map((name) => {
          const i = featureNames.indexOf(name)
          return [name, round(seen.reduce((sum, f) => sum + figure(f, i), 0) / seen.length)]
        }),
      ),
    }
  }
  return {
    turn_1: scale(1, false),
    turn_2: scale(2, false),
    turn_1_with_reference: scale(1, true),
    turn_2_with_reference: scale(2, true),
  }
}

function isJudgedWithReference(inputs: Inputs, id: QuestionId): boolean {
  return (
    inputs.references.has(id) &&
    ['math', 'reasoning', 'coding'].includes(inputs.questions.get(id)?.category ?? '')
  )
}

function orderOf(
  inputs: Inputs,
  context: { measure: Measure; judges: readonly Judge[] },
): KnownOrder {
  const judgeOf = (questionId: QuestionId) => {
    const judge = context.judges[foldOf(questionId, { folds: outerFolds, salt: 'outer' })]
    if (judge === undefined) throw new RangeError('a fold without a judge')
    return judge
  }
  const found = rankModels({
    questions: [...inputs.questions.keys()],
    models: [...knownRanks.keys()].filter((model) => inputs.answers.has(model)),
    strengthOf: ({ model, questionId, turn }) =>
      strengthOf(judgeOf(questionId).model, context.measure(model, questionId, turn)),
    tieBandOf: (questionId) => judgeOf(questionId).tieBand,
  })
  return {
    ...found,
    order: found.order.map((row) => ({ ...row, strength: round(row.strength) })),
    tau: found.tau === null ? null : round(found.tau),
    interval: roundInterval(found.interval),
  }
}

function grouped(cases: readonly evaluate.Case[], label: (ballot: Ballot) => string): Rows {
  return groupRows(evaluate.byGroup(cases, label))
}

function groupRows(groups: readonly evaluate.Group[]): Rows {
  return rowsOf(Object.fromEntries(groups.map(({ group, row }) => [group, row])))
}

function rowsOf(rows: Readonly<Record<string, AgreementRow>>): Rows {
  return Object.fromEntries(
    Object.entries(rows).map(([name, { judge, other, difference }]) => [
      name,
      {
        features: roundShare(judge),
        longest: roundShare(other),
        difference: {
          share: round(difference.share),
          interval: roundInterval(difference.interval),
        },
      },
    ]),
  )
}

function roundShare({ share, interval, n }: Share): Share {
  return { share: round(share), interval: roundInterval(interval), n }
}

function roundInterval(interval: [number, number] | null): [number, number] | null {
  return interval === null ? null : [round(interval[0]), round(interval[1])]
}

/** Four decimals: the last bits of logarithms differ between machines. */
function round(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
