import type { Subject } from '../domain/calls/chat.ts'
import type { JudgeWeights } from '../domain/judge-weights.ts'
import { UserError } from '../errors.ts'
import { type FeatureName, featureNames, features, seenOf } from './features/features.ts'

/** The part of the fitted numbers that strengths depend on. */
export type StrengthWeights = Pick<JudgeWeights, 'weights' | 'first_turn_share'>

/** What speaks for an answer: its strength in log-odds and each feature's part in it. */
export type Strength = { total: number; parts: ReadonlyMap<FeatureName, number> }

/** Measures the strength of the answer on one side of a subject. */
export type MeasureStrength = (subject: Subject, side: number) => Strength

/** Answers whose features are kept: a comparison in both orders, and with every other model, asks again. */
const maxKept = 2000

/**
 * A measure of strength: Σ weight × feature of the turn that is judged, plus the share of the same
 * sum of the first turn. It looks at one answer at a time, so that a difference of two strengths
 * changes its sign, and nothing else, when the answers change places.
 * @throws UserError for a weight of an unknown feature
 */
export function createStrength(fitted: StrengthWeights): MeasureStrength {
  const weights = checkedWeights(fitted.weights)
  const share = fitted.first_turn_share
  const kept = new Map<string, Strength>()
  return (subject, side) => {
    const key = JSON.stringify([
      subject.turn,
      subject.questions,
      subject.answers[side],
      subject.reference,
    ])
    const known = kept.get(key)
    if (known !== undefined) return known
    const strength = measure(subject, { side, weights, share })
    if (kept.size >= maxKept) kept.clear()
    kept.set(key, strength)
    return strength
  }
}

type Weights = ReadonlyMap<FeatureName, number>

function measure(
  subject: Subject,
  options: { side: number; weights: Weights; share: number },
): Strength {
  const { side, weights, share } = options
  const seen = seenOf(subject, { side, turn: subject.turn })
  const before = subject.turn === 2 && share > 0 ? seenOf(subject, { side, turn: 1 }) : undefined
  const parts = new Map<FeatureName, number>()
  let total = 0
  for (const [name, weight] of weights) {
    const { measure: figure } = features[name]
    const part = weight * (figure(seen) + (before === undefined ? 0 : share * figure(before)))
    parts.set(name, part)
    total += part
  }
  return { total, parts }
}

function checkedWeights(weights: Readonly<Record<string, number>>): Weights {
  const unknown = Object.keys(weights).find((name) => !Object.hasOwn(features, name))
  if (unknown !== undefined) {
    throw new UserError(`the judge's weights name an unknown feature ${JSON.stringify(unknown)}`)
  }
  return new Map(
    featureNames.flatMap((name) => {
      const weight = weights[name]
      return weight === undefined ? [] : [[name, weight] as const]
    }),
  )
}
