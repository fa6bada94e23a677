import type { Chat, Subject } from '../domain/calls/chat.ts'
import type { JudgeWeights, Scale } from '../domain/judge-weights.ts'
import { winProbability } from '../stats/numeric/logistic.ts'
import { type FeatureName, featureNames, features } from './features/features.ts'
import { rateStrength, scaleFor } from './rating.ts'
import { ratingReply, subjectOf, verdictReply } from './reply.ts'
import { createStrength, type Strength } from './strength.ts'

/** Features named for each side. */
const namedFeatures = 3

/** A part of the log-odds below this decides nothing worth a word. */
const minPart = 0.05

const caveat = 'It weighs features of the text and does not understand what it reads.'

/**
 * The statistical judge: P(A is better) = 1 / (1 + e^(strength of B − strength of A)), a tie where
 * that is close to a half, and for one answer its place among the published ones as a rating.
 */
export function createFeatureJudge(fitted: JudgeWeights): Chat {
  const strengthOf = createStrength(fitted)
  return async (request) => {
    const subject = subjectOf(request, 'builtin:features')
    if (subject.mode === 'pair') {
      const sides = { a: strengthOf(subject, 0), b: strengthOf(subject, 1) }
      return compare(sides, { subject, fitted })
    }
    const strength = strengthOf(subject, 0)
    const scale = scaleFor(subject, fitted.scale)
    const rating = rateStrength(strength.total, scale)
    const typical = typicalStrength(fitted, scale)
    return ratingReply(gradeWords(strength, { rating, scale, typical }), { rating, subject })
  }
}

function compare(
  sides: { a: Strength; b: Strength },
  context: { subject: Subject; fitted: JudgeWeights },
) {
  const { a, b } = sides
  const forA = winProbability(a.total - b.total)
  const forB = winProbability(b.total - a.total)
  const sure = Math.max(forA, forB)
  const verdict = sure - 0.5 <= context.fitted.tie_band ? 'tie' : forA > forB ? 'A' : 'B'
  const opening =
    verdict === 'tie'
      ? `The two answers are too close to call: the stronger one is better with a probability of only ${percent(sure)}.`
      : `Answer ${verdict} is better with a probability of ${percent(sure)}.`
  const words = [
    opening,
    `For answer A: ${advantages(a, b)}.`,
    `For answer B: ${advantages(b, a)}.`,
    caveat,
  ].join('\n')
  return verdictReply(words, { verdict, subject: context.subject })
}

/** What one answer has over another, the most telling first, in log-odds. */
function advantages(one: Strength, other: Strength): string {
  const gains = [...one.parts].map(
    ([name, part]) => [name, part - (other.parts.get(name) ?? 0)] as const,
  )
  return listed(gains) ?? 'nothing that counts'
}

function gradeWords(
  strength: Strength,
  context: { rating: number; scale: Scale; typical: Strength },
): string {
  const { rating, scale, typical } = context
  return [
    `The answer is stronger than ${percent((rating - 1) / 9)} of the ${scale.n} published answers to questions of this kind.`,
    `Beyond a typical one it has: ${advantages(strength, typical)}.`,
    `A typical one has: ${advantages(typical, strength)}.`,
    caveat,
  ].join('\n')
}

/** The strength of an answer whose every feature is the mean of the published ones. */
function typicalStrength(fitted: JudgeWeights, scale: Scale): Strength {
  const parts = new Map(
    featureNames.map((name) => [name, (fitted.weights[name] ?? 0) * (scale.typical[name] ?? 0)]),
  )
  return { total: [...parts.values()].reduce((sum, part) => sum + part, 0), parts }
}

function listed(parts: readonly (readonly [FeatureName, number])[]): string | undefined {
  const named = parts
    .filter(([, part]) => part >= minPart)
    .sort(([, p], [, q]) => q - p)
    .slice(0, namedFeatures)
    .map(([name, part]) => `${features[name].says} (+${part.toFixed(2)})`)
  return named.length === 0 ? undefined : named.join(', ')
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
