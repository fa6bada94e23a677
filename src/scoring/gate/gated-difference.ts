import type { QuestionId } from '../../domain/question.ts'
import { type ClusteredMean, clusteredMean } from '../../stats/means/clustered-mean.ts'
import { tDistribution } from '../../stats/numeric/student-t.ts'

/** One judged turn of a question; null where there is no readable judgment of today's answer. */
export type GateValue = { questionId: QuestionId; turn: string; value: number | null }

/** The difference candidate − baseline, and what its unjudged turns could make of it. */
export type GatedDifference = {
  /** Turns that both sides have, and the questions they belong to. */
  n: number
  questions: number
  /** Mean over those; null where there is none. */
  difference: number | null
  standardError: number | null
  /**
   * Two-sided interval by question, of 1 − 2·alpha: its lower bound with every missing judgment at its
   * worst for the candidate, its upper bound with each at its best. Null with fewer than five questions.
   */
  interval: [number, number] | null
  /**
   * p of the t test that the candidate is not worse, with every missing judgment at its best; null without
   * an interval.
   */
  pNotWorse: number | null
  /** Turns without a value, by side, and the number of turns that are asked for. */
  missing: { candidate: number; baseline: number; turns: number }
  /** Each question's mean difference over the turns that both sides have. */
  byQuestion: { questionId: QuestionId; n: number; difference: number }[]
}

type Pair = { candidate: number | null; baseline: number | null }

/**
 * Compares two runs turn by turn, the unit being the question. A turn that only one side lists counts as
 * missing on the other.
 * @param options.range lowest and highest value of a turn
 * @throws RangeError where neither side lists a turn
 */
export function gatedDifference(
  sides: { baseline: readonly GateValue[]; candidate: readonly GateValue[] },
  options: { range: readonly [number, number]; alpha: number },
): GatedDifference {
  const questions = pairsByQuestion(sides)
  const pairs = [...questions.values()].flatMap((turns) => [...turns.values()])
  if (pairs.length === 0) throw new RangeError('there is nothing to compare')
  const confidence = 1 - 2 * options.alpha
  const [low, high] = options.range
  const meanWith = (candidate: number | null, baseline: number | null) =>
    meanOf(questions, { candidate, baseline, confidence })
  const observed = meanWith(null, null)
  const lower = meanWith(low, high)?.interval?.[0]
  const best = meanWith(high, low)
  const upper = best?.interval?.[1]
  return {
    n: observed?.n ?? 0,
    questions: observed?.clusters ?? 0,
    difference: observed?.mean ?? null,
    standardError: observed?.standardError ?? null,
    interval: lower === undefined || upper === undefined ? null : [lower, upper],
    pNotWorse: best?.interval == null ? null : pBelowZero(best),
    missing: {
      candidate: pairs.filter((pair) => pair.candidate === null).length,
      baseline: pairs.filter((pair) => pair.baseline === null).length,
      turns: pairs.length,
    },
    byQuestion: [...questions].flatMap(([questionId, turns]) => {
      const own = differencesOf(turns, { candidate: null, baseline: null })
      if (own.length === 0) return []
      return [{ questionId, n: own.length, difference: sum(own) / own.length }]
    }),
  }
}

/** One-sided p of a mean that is below 0. */
function pBelowZero({ mean, standardError, clusters }: ClusteredMean): number {
  if (standardError === null || standardError === 0) return mean < 0 ? 0 : 1
  return tDistribution(mean / standardError, clusters - 1)
}

type Questions = Map<QuestionId, Map<string, Pair>>

function pairsByQuestion(sides: {
  baseline: readonly GateValue[]
  candidate: readonly GateValue[]
}): Questions {
  const questions: Questions = new Map()
  for (const side of ['baseline', 'candidate'] as const) {
    for (const { questionId, turn, value } of sides[side]) {
      const turns = questions.get(questionId) ?? new Map<string, Pair>()
      questions.set(questionId, turns)
      const pair = turns.get(turn) ?? { candidate: null, baseline: null }
      turns.set(turn, { ...pair, [side]: value })
    }
  }
  return questions
}

/** The mean difference with missing values put in; null leaves a turn without a value out. */
function meanOf(questions: Questions, fill: Pair & { confidence: number }) {
  const clusters = [...questions.values()].flatMap((turns) => {
    const own = differencesOf(turns, fill)
    return own.length === 0 ? [] : [{ sum: sum(own), n: own.length }]
  })
  return clusters.length === 0 ? undefined : clusteredMean(clusters, fill)
}

function differencesOf(turns: ReadonlyMap<string, Pair>, fill: Pair): number[] {
  return [...turns.values()].flatMap((pair) => {
    const candidate = pair.candidate ?? fill.candidate
    const baseline = pair.baseline ?? fill.baseline
    return candidate === null || baseline === null ? [] : [candidate - baseline]
  })
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
