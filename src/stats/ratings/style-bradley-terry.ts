import { addAt, at, type Numbers } from '../numeric/at.ts'
import { type Derivatives, minimiseByNewton } from '../numeric/newton.ts'
import { type Battles, checkBattles } from './battles.ts'
import type { Features } from './style-features.ts'

export type StyleFit = {
  /** Natural log-strengths (ln 10 · r), with mean 0. */
  strengths: Float64Array
  /** Log odds per standard deviation of each feature. */
  coefficients: Float64Array
  /** Largest |component of the gradient| divided by the number of battles. */
  maxGradient: number
  steps: number
}

/** FastChat's: half of 0.5, which matches scikit-learn's C = 1 on battles entered twice. */
const halfPenalty = 0.25

/**
 * Bradley–Terry with style control, in FastChat's form: minimises
 * Σ log loss(logit = ln 10 · (r_i − r_j) + x·c) + 0.25 · ‖(r, c)‖², a tie as half a win. The penalty keeps
 * every optimum finite; groups of models that never met are each centred on 0.
 * Source: Li, Angelopoulos and Chiang, "Does Style Matter?" (2024); FastChat's rating_systems.py.
 *
 * Worked example: checked against scipy's minimiser in the test.
 *
 * @param features one row a battle, from `styleFeatures`
 * @param weights how often each battle counts; once each where it is left out
 * @throws RangeError without battles, or for columns of unequal length
 */
export function fitStyleBradleyTerry(
  battles: Battles,
  features: Features,
  weights?: Numbers,
): StyleFit {
  checkBattles(battles)
  const rows = battles.first.length
  if (rows === 0) throw new RangeError('ratings need battles')
  if (features.values.length !== rows * features.width) {
    throw new RangeError('each battle needs a row of features')
  }
  if (weights !== undefined && weights.length !== rows) {
    throw new RangeError('each battle needs a weight')
  }
  const { models } = battles
  const data = { battles, features, weights }
  const minimum = minimiseByNewton(
    (point, into) => styleLoss(data, point, into),
    new Float64Array(models + features.width),
  )
  return {
    strengths: minimum.point.subarray(0, models).map((rating) => rating * Math.LN10),
    coefficients: minimum.point.slice(models),
    maxGradient: minimum.gradient.reduce((most, g) => Math.max(most, Math.abs(g)), 0) / rows,
    steps: minimum.steps,
  }
}

type StyleData = { battles: Battles; features: Features; weights: Numbers | undefined }

/** Loss and derivatives in (r, c): the rows first, by pair of models, then the pairs' share. */
function styleLoss(data: StyleData, point: Float64Array, into: Derivatives): number {
  const { models } = data.battles
  const pairWeights = new Float64Array(models * models)
  const loss = addRows(data, point, { ...into, pairWeights })
  addPairs(pairWeights, models, into)
  return loss + addPenalty(point, into)
}

function addRows(
  data: StyleData,
  point: Float64Array,
  into: Derivatives & { pairWeights: Float64Array },
): number {
  const { first, second, outcome, models } = data.battles
  const { values, width } = data.features
  const { gradient, pairWeights } = into
  const coefficients = point.slice(models)
  const x = new Float64Array(width)
  let loss = 0
  for (let row = 0; row < first.length; row++) {
    const i = at(first, row)
    const j = at(second, row)
    let logit = Math.LN10 * (at(point, i) - at(point, j))
    for (let k = 0; k < width; k++) {
      const value = at(values, row * width + k)
      x[k] = value
      logit += value * at(coefficients, k)
    }
    const weight = data.weights === undefined ? 1 : at(data.weights, row)
    const score = at(outcome, row) / 2
    const fading = Math.exp(-Math.abs(logit))
    const likelier = 1 / (1 + fading)
    const surplus = weight * ((logit >= 0 ? likelier : 1 - likelier) - score)
    const curvature = weight * fading * likelier * likelier
    loss += weight * (Math.max(logit, 0) + Math.log1p(fading) - score * logit)
    addAt(gradient, i, Math.LN10 * surplus)
    addAt(gradient, j, -Math.LN10 * surplus)
    addAt(pairWeights, i * models + j, Math.LN10 * Math.LN10 * curvature)
    addFeatures(x, { i, j, models, surplus, curvature }, into)
  }
  return loss
}

/** One row's part of the gradient in c, and of the Hessian in (c, r) and (c, c). */
function addFeatures(
  x: Float64Array,
  row: { i: number; j: number; models: number; surplus: number; curvature: number },
  { gradient, hessian }: Derivatives,
): void {
  const { i, j, models, surplus, curvature } = row
  const size = gradient.length
  for (let k = 0; k < x.length; k++) {
    const value = at(x, k)
    const start = (models + k) * size
    addAt(gradient, models + k, surplus * value)
    const shared = Math.LN10 * curvature * value
    addAt(hessian, start + i, shared)
    addAt(hessian, start + j, -shared)
    for (let l = 0; l <= k; l++) addAt(hessian, start + models + l, curvature * value * at(x, l))
  }
}

function addPairs(
  pairWeights: Float64Array,
  models: number,
  { gradient, hessian }: Derivatives,
): void {
  const size = gradient.length
  for (let i = 0; i < models; i++) {
    for (let j = 0; j < i; j++) {
      const weight = at(pairWeights, i * models + j) + at(pairWeights, j * models + i)
      addAt(hessian, i * size + i, weight)
      addAt(hessian, j * size + j, weight)
      addAt(hessian, i * size + j, -weight)
    }
  }
}

function addPenalty(point: Float64Array, { gradient, hessian }: Derivatives): number {
  let squares = 0
  for (let k = 0; k < point.length; k++) {
    const value = at(point, k)
    squares += value * value
    addAt(gradient, k, 2 * halfPenalty * value)
    addAt(hessian, k * point.length + k, 2 * halfPenalty)
  }
  return halfPenalty * squares
}
