import { addAt, at } from '../numeric/at.ts'
import { type Derivatives, minimiseByNewton } from '../numeric/newton.ts'
import type { ScoreMatrix } from './battles.ts'
import { type ComparisonProblem, findComparisonProblem } from './comparison-graph.ts'

export type BradleyTerryFit = {
  problem: null
  /** Natural log-strengths with mean 0: P(i beats j) = 1 / (1 + exp(s_j − s_i)). */
  strengths: Float64Array
  /** Largest |points won − points expected| of a model, divided by its battles. */
  maxGradient: number
  /** Newton steps. */
  steps: number
}

/** A fit, or why there is none. */
export type BradleyTerryResult = BradleyTerryFit | { problem: ComparisonProblem }

/**
 * Bradley–Terry strengths by maximum likelihood, to convergence: the log-strengths at which every model
 * won as many points as expected, Σ_j (s_ij − n_ij / (1 + exp(θ_j − θ_i))) = 0, by Newton on the
 * matrix of points. Ties that count half a win shrink the strengths a little: Davidson's model does not.
 * Sources: Bradley and Terry, "Rank Analysis of Incomplete Block Designs" (1952); Hunter, "MM Algorithms
 * for Generalized Bradley-Terry Models" (2004).
 *
 * Worked example: 0 beats 1 three times and loses once: strengths ±(log 3)/2 = ±0.549306.
 *
 * @throws RangeError without models, or for a matrix of another size or with a negative number
 */
export function fitBradleyTerry(matrix: ScoreMatrix): BradleyTerryResult {
  checkMatrix(matrix)
  const problem = findComparisonProblem(matrix)
  if (problem !== null) return { problem }
  const pairs = pairsOf(matrix)
  const start = new Float64Array(matrix.models)
  const minimum = minimiseByNewton((point, into) => pairLoss(pairs, point, into), start)
  const battles = battlesOf(pairs)
  const maxGradient = minimum.gradient.reduce(
    (most, slope, i) => Math.max(most, at(battles, i) === 0 ? 0 : Math.abs(slope) / at(battles, i)),
    0,
  )
  return { problem: null, strengths: minimum.point, maxGradient, steps: minimum.steps }
}

/** Pairs of models that met: what the first won, and what was won in all. */
export type ComparedPairs = {
  models: number
  first: Int32Array
  second: Int32Array
  scores: Float64Array
  played: Float64Array
}

/** The pairs of a matrix that met, the lower number first. */
export function pairsOf(matrix: ScoreMatrix): ComparedPairs {
  const { models, scores } = matrix
  const cells: { i: number; j: number }[] = []
  const won = (i: number, j: number) => at(scores, i * models + j)
  for (let i = 0; i < models; i++) {
    for (let j = i + 1; j < models; j++) {
      if (won(i, j) + won(j, i) > 0) cells.push({ i, j })
    }
  }
  return {
    models,
    first: Int32Array.from(cells, ({ i }) => i),
    second: Int32Array.from(cells, ({ j }) => j),
    scores: Float64Array.from(cells, ({ i, j }) => won(i, j)),
    played: Float64Array.from(cells, ({ i, j }) => won(i, j) + won(j, i)),
  }
}

/**
 * Negative log-likelihood of log-strengths with its derivatives. (Σ θ)² is added, times half the mean
 * number of battles: it is 0 at the optimum, and makes the mean 0 part of it.
 */
export function pairLoss(pairs: ComparedPairs, point: Float64Array, into: Derivatives): number {
  const { models, first, second, scores, played } = pairs
  const { gradient, hessian } = into
  const sum = point.reduce((total, strength) => total + strength, 0)
  const tightness = (played.reduce((total, n) => total + n, 0) || 1) / (models * models)
  for (let i = 0; i < models; i++) {
    addAt(gradient, i, tightness * sum)
    for (let j = 0; j <= i; j++) addAt(hessian, i * models + j, tightness)
  }
  let loss = (tightness * sum * sum) / 2
  for (let k = 0; k < first.length; k++) {
    const i = at(first, k)
    const j = at(second, k)
    const gap = at(point, i) - at(point, j)
    const n = at(played, k)
    const fading = Math.exp(-Math.abs(gap))
    const expected = gap >= 0 ? 1 / (1 + fading) : fading / (1 + fading)
    const surplus = n * expected - at(scores, k)
    const weight = (n * fading) / ((1 + fading) * (1 + fading))
    loss += n * (Math.max(gap, 0) + Math.log1p(fading)) - at(scores, k) * gap
    addAt(gradient, i, surplus)
    addAt(gradient, j, -surplus)
    addAt(hessian, i * models + i, weight)
    addAt(hessian, j * models + j, weight)
    addAt(hessian, j * models + i, -weight)
  }
  return loss
}

/** Battles of each model. */
function battlesOf(pairs: ComparedPairs): Float64Array {
  const battles = new Float64Array(pairs.models)
  for (const [k, n] of pairs.played.entries()) {
    addAt(battles, at(pairs.first, k), n)
    addAt(battles, at(pairs.second, k), n)
  }
  return battles
}

function checkMatrix({ models, scores }: ScoreMatrix): void {
  if (!(models >= 1)) throw new RangeError('ratings need models')
  if (scores.length !== models * models) {
    throw new RangeError(`${scores.length} cells are no matrix of ${models} models`)
  }
  const wrong = scores.findIndex((score, cell) =>
    cell % (models + 1) === 0 ? score !== 0 : !(score >= 0 && score < Infinity),
  )
  if (wrong !== -1) throw new RangeError(`cell ${wrong} of the matrix must not be ${scores[wrong]}`)
}
