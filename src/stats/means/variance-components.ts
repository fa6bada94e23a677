import { at } from '../numeric/at.ts'
import { mean } from './summary.ts'

/** Ratings by question, answer (choice) and repeat of the judgment: `ratings[question][answer][repeat]`. */
export type NestedRatings = readonly (readonly (readonly number[])[])[]

/**
 * Variances of one rating; null where the data cannot tell a source from the next outer one, which then
 * holds both: without repeated judgments the judge's is part of the generation's, with one answer a
 * question the generation's is part of the question's.
 */
export type VarianceComponents = {
  question: number
  generation: number | null
  judge: number | null
  /** Degrees of freedom by source: questions − 1, answers − questions, ratings − answers. */
  degrees: { question: number; generation: number; judge: number }
}

/**
 * Variance components of a nested design, by the method of moments (Henderson's method 1): mean squares
 * within answers, between answers of a question and between questions are set to their expectations,
 * σ²_J, σ²_J + k σ²_G, σ²_J + k' σ²_G + k″ σ²_Q. An estimate below 0 becomes 0 at the end.
 * Source: Searle, Casella and McCulloch, Variance Components (1992), 3.5 and 5.3.
 *
 * Worked example: two questions of two answers judged twice, (1, 3), (2, 2) and (6, 8), (9, 9): mean
 * squares 1, 2 and 72, so judge 1, generation (2 − 1)/2 = 0.5, question (72 − 2)/4 = 17.5.
 *
 * @throws RangeError with fewer than two questions that have ratings
 */
export function varianceComponents(ratings: NestedRatings): VarianceComponents {
  const questions = ratings
    .map((answers) => answers.filter((repeats) => repeats.length > 0))
    .filter((answers) => answers.length > 0)
  if (questions.length < 2) throw new RangeError('variance components need two questions or more')
  const squares = sumsOfSquares(questions)
  const sizes = sizesOf(questions)
  const degrees = {
    question: questions.length - 1,
    generation: sizes.answers - questions.length,
    judge: sizes.ratings - sizes.answers,
  }
  const judge = degrees.judge === 0 ? null : squares.judge / degrees.judge
  const perAnswer = sizes.ratings - sizes.answersInQuestions
  const generation =
    degrees.generation === 0
      ? null
      : (squares.generation - degrees.generation * (judge ?? 0)) / perAnswer
  const inQuestion = (generation ?? 0) * (sizes.answersInQuestions - sizes.answersInAll)
  const rest = squares.question - degrees.question * (judge ?? 0) - inQuestion
  return {
    question: Math.max(0, rest / (sizes.ratings - sizes.questions)),
    generation: generation === null ? null : Math.max(0, generation),
    judge,
    degrees,
  }
}

/**
 * Standard error that a mean of ratings has from judge and generation alone, were the questions fixed:
 * √((σ²_J / (answers · repeats) + σ²_G / answers) / questions). Null where neither is known; where the
 * judge's is part of the generation's, it shrinks with the answers only.
 * Worked example: σ²_J = 1, σ²_G = 0.5, 80 questions, one answer, one judgment: √(1.5/80) = 0.136931.
 * @throws RangeError unless all three numbers are 1 or more
 */
export function noiseOfMean(
  components: { generation: number | null; judge: number | null },
  design: { questions: number; answers: number; repeats: number },
): number | null {
  const { questions, answers, repeats } = design
  if (!(questions >= 1 && answers >= 1 && repeats >= 1)) {
    throw new RangeError('a mean needs questions, answers and judgments')
  }
  const { generation, judge } = components
  if (generation === null && judge === null) return null
  return Math.sqrt(((judge ?? 0) / repeats + (generation ?? 0)) / answers / questions)
}

function sumsOfSquares(questions: NestedRatings) {
  const centre = mean(questions.flat(2))
  const sums = { question: 0, generation: 0, judge: 0 }
  for (const answers of questions) {
    const ratings = answers.flat()
    const questionMean = mean(ratings)
    sums.question += ratings.length * (questionMean - centre) ** 2
    for (const repeats of answers) {
      const answerMean = mean(repeats)
      sums.generation += repeats.length * (answerMean - questionMean) ** 2
      for (const rating of repeats) sums.judge += (rating - answerMean) ** 2
    }
  }
  return sums
}

/** Counts, and the sums of squared counts that weigh the components in unbalanced data. */
function sizesOf(questions: NestedRatings) {
  const perQuestion = questions.map((answers) => answers.flat().length)
  const ratings = perQuestion.reduce((sum, n) => sum + n, 0)
  const squared = (answers: NestedRatings[number]) =>
    answers.reduce((sum, repeats) => sum + repeats.length ** 2, 0)
  return {
    ratings,
    answers: questions.reduce((sum, answers) => sum + answers.length, 0),
    /** Σ n_q² / N. */
    questions: perQuestion.reduce((sum, n) => sum + n * n, 0) / ratings,
    /** Σ_q (Σ_a n_qa²) / n_q. */
    answersInQuestions: questions.reduce((sum, a, q) => sum + squared(a) / at(perQuestion, q), 0),
    /** Σ n_qa² / N. */
    answersInAll: questions.reduce((sum, answers) => sum + squared(answers), 0) / ratings,
  }
}
