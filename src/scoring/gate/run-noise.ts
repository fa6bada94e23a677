import type { GateMode, NoiseSource } from '../../domain/gate/baseline.ts'
import type { QuestionId } from '../../domain/question.ts'
import { minimumDetectableEffect } from '../../stats/comparing/power.ts'
import { mean, variance } from '../../stats/means/summary.ts'
import { varianceComponents } from '../../stats/means/variance-components.ts'

/** One readable judgment of a run, in its place. */
export type PlacedValue = {
  questionId: QuestionId
  turn: string
  choice: number
  value: number
}

/**
 * How far two runs of one unchanged model lie apart by chance: standard error of the difference of their
 * means, and what it was worked out from.
 */
export type RunNoise = {
  /** Questions that it was worked out from, two or more. */
  questions: number
  standardError: number
  /** Variance that the judge alone gives one judgment; null where no answer is judged twice. */
  judge: number | null
  from: NoiseSource
}

/**
 * The noise between two runs, worked out from one.
 *
 * With several answers to a question (in half of the questions at least) it is that of their means over both
 * turns, which belong to one conversation: with S² their variance within questions and c answers a question,
 * SE² = 2 S² / (c · questions). Without, the spread between turns of a question, else between questions, stands
 * for it: as a rule too large, since turns and questions differ in more than chance.
 * @returns null with fewer than two questions
 */
export function runNoise(values: readonly PlacedValue[]): RunNoise | null {
  const turns = turnsOf(values)
  const questions = new Set(values.map((value) => value.questionId)).size
  if (questions < 2) return null
  const { judge } = varianceComponents(turns.map(({ choices }) => choices))
  const known = { questions, judge }
  const among = amongAnswers(values)
  if (among !== null) {
    const variance = (2 * among.variance * among.meanOfInverse) / questions
    return { ...known, standardError: Math.sqrt(variance), from: 'choices' }
  }
  const within = withinQuestions(turns)
  if (within !== null) {
    const variance = (2 * within) / turns.length
    return { ...known, standardError: Math.sqrt(variance), from: 'turns' }
  }
  const between = variance(turns.map(({ choices }) => mean(choices.map(mean))))
  return { ...known, standardError: Math.sqrt((2 * between) / questions), from: 'questions' }
}

/**
 * Variance of an answer's mean over its turns, within questions; and the mean of 1/answers over the questions.
 * Null where fewer than half of the questions have several answers.
 */
function amongAnswers(
  values: readonly PlacedValue[],
): { variance: number; meanOfInverse: number } | null {
  const questions = [...grouped(values, ({ questionId }) => questionId).values()].map((own) => {
    const answers = [...grouped(own, ({ choice }) => choice).values()].map((same) =>
      [...grouped(same, ({ turn }) => turn).values()].map((turn) =>
        mean(turn.map(({ value }) => value)),
      ),
    )
    // An answer of which a turn is missing would differ by that alone.
    const whole = Math.max(...answers.map((turns) => turns.length))
    return answers.filter((turns) => turns.length === whole).map(mean)
  })
  const several = questions.filter((answers) => answers.length > 1)
  if (2 * several.length < questions.length) return null
  const degrees = several.reduce((sum, answers) => sum + answers.length - 1, 0)
  const squares = several.reduce(
    (sum, answers) => sum + (answers.length - 1) * variance(answers),
    0,
  )
  return {
    variance: squares / degrees,
    meanOfInverse: mean(questions.map((answers) => 1 / answers.length)),
  }
}

/**
 * By how much a turn's value deviates by chance from what it would be on average, as far as turns or questions
 * can stand for that: the material of a self-test. Each is stretched by √(n/(n − 1)), so that its variance is not
 * too small.
 */
export function deviationsOf(values: readonly PlacedValue[]): number[] {
  const own = turnsOf(values).map(meanOfTurn)
  const questions = [...grouped(withoutTurnMeans(own), ({ questionId }) => questionId).values()]
  const within = questions.flatMap((same) => centred(same.map(({ value }) => value)))
  return within.length > 0 ? within : centred(own.map(({ value }) => value))
}

/** By how much the judge alone differs from itself on one answer: nothing where none is judged twice. */
export function judgeDeviationsOf(values: readonly PlacedValue[]): number[] {
  return turnsOf(values).flatMap(({ choices }) => choices.flatMap(centred))
}

/** Deviations from the mean, stretched to the variance that one value has; none of a single value. */
function centred(values: readonly number[]): number[] {
  if (values.length < 2) return []
  const centre = mean(values)
  const stretch = Math.sqrt(values.length / (values.length - 1))
  return values.map((value) => (value - centre) * stretch)
}

/** The least margin, in values of the mode: a tenth of a rating point, or one per cent of points won. */
export const leastMargin: Readonly<Record<GateMode, number>> = {
  single: 0.1,
  'pairwise-baseline': 0.01,
}

/** Power with which an unchanged model passes at the margin that is computed. */
export const passingPower = 0.8

/**
 * The smallest margin at which an unchanged model passes with 80 % power, rounded up to two places and never
 * below `least`: about 2.5 standard errors.
 */
export function marginFor(noise: RunNoise, options: { alpha: number; least: number }): number {
  const { questions, standardError } = noise
  const effect = minimumDetectableEffect({
    clusters: questions,
    alpha: options.alpha,
    sides: 1,
    power: passingPower,
    sd: standardError * Math.sqrt(questions),
  })
  // 1e-9: a margin that is a round number does not become a hundredth larger.
  return Math.max(options.least, Math.ceil(effect * 100 - 1e-9) / 100)
}

type Turn = { questionId: QuestionId; turn: string; choices: number[][] }

/** Judgments by question and turn, then by answer. */
function turnsOf(values: readonly PlacedValue[]): Turn[] {
  const groups = grouped(values, ({ questionId, turn }) => JSON.stringify([questionId, turn]))
  return [...groups.values()].flatMap((own) => {
    const [first] = own
    if (first === undefined) return []
    const choices = [...grouped(own, ({ choice }) => choice).values()]
    const { questionId, turn } = first
    return [{ questionId, turn, choices: choices.map((same) => same.map(({ value }) => value)) }]
  })
}

/**
 * Variance of a turn within its question, after the mean of each turn over the questions is taken off; null
 * where no question has two turns.
 */
function withinQuestions(turns: readonly Turn[]): number | null {
  const own = withoutTurnMeans(turns.map(meanOfTurn))
  const several = [...grouped(own, ({ questionId }) => questionId).values()].filter(
    (same) => same.length > 1,
  )
  const count = new Set(own.map(({ turn }) => turn)).size
  const degrees = several.reduce((n, same) => n + same.length - 1, 0) - (count - 1)
  if (degrees < 1) return null
  const squares = several.map((same) => (same.length - 1) * variance(same.map((v) => v.value)))
  return squares.reduce((sum, square) => sum + square, 0) / degrees
}

function meanOfTurn({ questionId, turn, choices }: Turn) {
  return { questionId, turn, value: mean(choices.map(mean)) }
}

function withoutTurnMeans<V extends { turn: string; value: number }>(values: readonly V[]): V[] {
  const means = new Map(
    [...grouped(values, ({ turn }) => turn)].map(([turn, same]) => [
      turn,
      mean(same.map(({ value }) => value)),
    ]),
  )
  return values.map((own) => ({ ...own, value: own.value - (means.get(own.turn) ?? 0) }))
}

function grouped<V, K>(values: readonly V[], keyOf: (value: V) => K): Map<K, V[]> {
  const groups = new Map<K, V[]>()
  for (const value of values) {
    const key = keyOf(value)
    groups.set(key, [...(groups.get(key) ?? []), value])
  }
  return groups
}
