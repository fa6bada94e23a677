import { addAt, at, type Numbers } from './at.ts'

/** Observations of a logistic model: a row of figures, how often it won (a share) and its weight. */
export type Outcomes = {
  /** Figures, row by row; every row as long as the coefficients. */
  figures: Float64Array
  columns: number
  /** Share of wins in [0, 1]; a tie is 0.5. */
  won: Numbers
  weights: Numbers
}

/**
 * Logistic regression without intercept whose coefficients are not negative, with a ridge:
 * minimises Σ w · (log(1 + e^z) − y·z) + ridge/2 · ‖β‖², z = x·β, β ≥ 0.
 *
 * Newton steps (IRLS) whose quadratic part is minimised by coordinate descent within the bound, each
 * step halved until the loss falls. The loss is strictly convex for ridge > 0, so that there is one
 * minimum and it does not depend on the start. Without intercept a row and its negative with the
 * opposite outcome say the same: a model of differences of two answers does not know which came first.
 * Sources: Hastie, Tibshirani and Friedman, The Elements of Statistical Learning (2009), 4.4.1;
 * Friedman, Hastie and Tibshirani, "Regularization Paths for Generalized Linear Models via Coordinate
 * Descent" (2010).
 *
 * Worked example: one column, x = 1 won 3 of 4, ridge → 0: β = log 3 = 1.098612.
 *
 * @throws RangeError without rows, for rows of unequal length, a ridge that is not positive, or where
 * 200 steps do not reach the minimum
 */
export function fitNonNegativeLogistic(
  outcomes: Outcomes,
  options: { ridge: number },
): Float64Array {
  const { ridge } = options
  checkOutcomes(outcomes, ridge)
  let point: Float64Array = new Float64Array(outcomes.columns)
  let here = expand(outcomes, { point, ridge })
  for (let step = 0; step < maxSteps; step++) {
    const target = minimiseQuadratic(here, point)
    const next = halfway(outcomes, { from: point, to: target, loss: here.loss, ridge })
    const moved = point.reduce((most, value, i) => Math.max(most, Math.abs(at(next, i) - value)), 0)
    point = next
    if (moved <= tolerance) return point
    here = expand(outcomes, { point, ridge })
  }
  throw new RangeError(`no minimum of ${outcomes.columns} coefficients within ${maxSteps} steps`)
}

/** Probability of a win at this difference of strengths: 1 / (1 + e^−z). */
export function winProbability(difference: number): number {
  return 1 / (1 + Math.exp(-difference))
}

const maxSteps = 200
const tolerance = 1e-9
const maxSweeps = 1000

type Expansion = { loss: number; gradient: Float64Array; hessian: Float64Array }

/** Loss, gradient and Hessian at a point. */
function expand(outcomes: Outcomes, options: { point: Float64Array; ridge: number }): Expansion {
  const { figures, columns, won, weights } = outcomes
  const { point, ridge } = options
  const gradient = point.map((value) => ridge * value)
  const hessian = new Float64Array(columns * columns)
  for (let i = 0; i < columns; i++) hessian[i * columns + i] = ridge
  for (let row = 0; row < won.length; row++) {
    const start = row * columns
    const p = winProbability(product(figures, { start, point }))
    const slope = at(weights, row) * (p - at(won, row))
    const bend = at(weights, row) * p * (1 - p)
    for (let i = 0; i < columns; i++) {
      const x = at(figures, start + i)
      if (x === 0) continue
      addAt(gradient, i, slope * x)
      for (let j = 0; j <= i; j++)
        addAt(hessian, i * columns + j, bend * x * at(figures, start + j))
    }
  }
  return { loss: lossAt(outcomes, options), gradient, hessian }
}

function lossAt(outcomes: Outcomes, options: { point: Float64Array; ridge: number }): number {
  const { figures, columns, won, weights } = outcomes
  const { point, ridge } = options
  let loss = (ridge / 2) * point.reduce((total, value) => total + value * value, 0)
  for (let row = 0; row < won.length; row++) {
    const z = product(figures, { start: row * columns, point })
    const softplus = Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)))
    loss += at(weights, row) * (softplus - at(won, row) * z)
  }
  return loss
}

/** Minimum within β ≥ 0 of the quadratic that has this gradient and Hessian at the point. */
function minimiseQuadratic({ gradient, hessian }: Expansion, point: Float64Array): Float64Array {
  const size = point.length
  const target = Float64Array.from(point)
  const slope = Float64Array.from(gradient)
  const bend = (i: number, j: number) => at(hessian, i >= j ? i * size + j : j * size + i)
  for (let sweep = 0; sweep < maxSweeps; sweep++) {
    let most = 0
    for (let i = 0; i < size; i++) {
      const value = Math.max(0, at(target, i) - at(slope, i) / bend(i, i))
      const change = value - at(target, i)
      if (change === 0) continue
      target[i] = value
      most = Math.max(most, Math.abs(change))
      for (let j = 0; j < size; j++) addAt(slope, j, change * bend(i, j))
    }
    if (most <= tolerance / 10) break
  }
  return target
}

/** The target, or the first point halfway, a quarter of the way, … to it where the loss is not higher. */
function halfway(
  outcomes: Outcomes,
  options: { from: Float64Array; to: Float64Array; loss: number; ridge: number },
): Float64Array {
  const { from, to, ridge } = options
  const limit = options.loss + 1e-12 * Math.abs(options.loss)
  let part = 1
  for (let halvings = 0; halvings < 60; halvings++) {
    const point = from.map((value, i) => value + part * (at(to, i) - value))
    if (lossAt(outcomes, { point, ridge }) <= limit) return point
    part /= 2
  }
  return from
}

function product(figures: Float64Array, options: { start: number; point: Float64Array }): number {
  const { start, point } = options
  let total = 0
  for (let i = 0; i < point.length; i++) total += at(figures, start + i) * at(point, i)
  return total
}

function checkOutcomes({ figures, columns, won, weights }: Outcomes, ridge: number): void {
  if (won.length === 0) throw new RangeError('a regression needs rows')
  if (weights.length !== won.length || figures.length !== won.length * columns) {
    throw new RangeError('figures, wins and weights have unequal lengths')
  }
  if (!(ridge > 0)) throw new RangeError(`the ridge must be positive, not ${ridge}`)
}
