import { addAt, at } from '../numeric/at.ts'
import { type Derivatives, minimiseByNewton } from '../numeric/newton.ts'
import { type OutcomeCounts, scoreMatrix } from './battles.ts'
import { fitBradleyTerry } from './bradley-terry.ts'
import { type ComparisonProblem, findComparisonProblem } from './comparison-graph.ts'
import { isTieSeparated } from './davidson-separation.ts'

export type DavidsonFit = {
  problem: null
  /** Natural log-strengths with mean 0: the log odds of a win against a loss are their difference. */
  strengths: Float64Array
  /** ν: a tie between equals has the probability ν / (2 + ν). */
  tieParameter: number
  /** Largest |points won − points expected| of a model, or |ties − ties expected|, by all battles. */
  maxGradient: number
}

/** A fit, or why there is none; `ties`: wins and ties are parted so sharply that no ν is finite. */
export type DavidsonResult = DavidsonFit | { problem: ComparisonProblem | { kind: 'ties' } }

/**
 * Davidson's tie model by maximum likelihood: with π = exp(strength), wins of i over j, ties and losses are
 * as π_i : ν √(π_i π_j) : π_j. Unlike half wins, its ties do not shrink the strengths. Without ties it is
 * Bradley–Terry with ν = 0.
 * Source: Davidson, "On Extending the Bradley-Terry Model to Accommodate Ties in Paired Comparison
 * Experiments" (1970).
 *
 * Worked example: 6 wins, 3 ties, 2 losses of one pair: log-strengths ±(log 3)/2, ν = 3/√12 = 0.866025.
 *
 * @throws RangeError without models, or for matrices of another size or with a negative number
 */
export function fitDavidson(counts: OutcomeCounts): DavidsonResult {
  const matrix = scoreMatrix(counts, { ties: 'half' })
  if (!counts.ties.some((n) => n > 0)) {
    const fit = fitBradleyTerry(matrix)
    return fit.problem === null ? { ...fit, tieParameter: 0 } : fit
  }
  const problem = findComparisonProblem(matrix)
  if (problem !== null) return { problem }
  if (isTieSeparated(counts)) return { problem: { kind: 'ties' } }
  const pairs = pairsOfCounts(counts)
  const objective = (point: Float64Array, into: Derivatives) => davidsonLoss(pairs, point, into)
  const minimum = minimiseByNewton(objective, new Float64Array(counts.models + 1))
  const battles = pairs.reduce((sum, pair) => sum + pair.wins + pair.ties + pair.losses, 0)
  return {
    problem: null,
    strengths: minimum.point.subarray(0, counts.models),
    tieParameter: Math.exp(at(minimum.point, counts.models)),
    maxGradient: minimum.gradient.reduce((most, g) => Math.max(most, Math.abs(g)), 0) / battles,
  }
}

type CountedPair = { i: number; j: number; wins: number; ties: number; losses: number }

function pairsOfCounts({ models, wins, ties }: OutcomeCounts): CountedPair[] {
  const pairs: CountedPair[] = []
  for (let i = 0; i < models; i++) {
    for (let j = 0; j < i; j++) {
      const cell = i * models + j
      const pair = { wins: at(wins, cell), ties: at(ties, cell), losses: at(wins, j * models + i) }
      if (pair.wins + pair.ties + pair.losses > 0) pairs.push({ i, j, ...pair })
    }
  }
  return pairs
}

/** Negative log-likelihood of (strengths, log ν); (Σ strengths)² keeps their mean at 0. */
function davidsonLoss(
  pairs: readonly CountedPair[],
  point: Float64Array,
  into: Derivatives,
): number {
  const last = point.length - 1
  const tieLevel = at(point, last)
  const sum = point.subarray(0, last).reduce((total, strength) => total + strength, 0)
  for (let i = 0; i < last; i++) {
    addAt(into.gradient, i, sum)
    for (let j = 0; j <= i; j++) addAt(into.hessian, i * point.length + j, 1)
  }
  let loss = (sum * sum) / 2
  for (const pair of pairs) {
    const half = (at(point, pair.i) - at(point, pair.j)) / 2
    loss += addPair(pair, { half, tieLevel }, into)
  }
  return loss
}

/** Adds one pair's part of the derivatives; returns its part of the loss. */
function addPair(
  pair: CountedPair,
  place: { half: number; tieLevel: number },
  { gradient, hessian }: Derivatives,
): number {
  const { i, j, wins, ties, losses } = pair
  const { half, tieLevel } = place
  const size = gradient.length
  const last = size - 1
  const n = wins + ties + losses
  const top = Math.max(half, -half, tieLevel)
  const weights = [half, tieLevel, -half].map((level) => Math.exp(level - top))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const [win = 0, tie = 0, lose = 0] = weights.map((weight) => weight / total)
  const lead = (win - lose) / 2
  const surplus = n * lead - (wins - losses) / 2
  addAt(gradient, i, surplus)
  addAt(gradient, j, -surplus)
  addAt(gradient, last, n * tie - ties)
  const spread = n * ((win + lose) / 4 - lead * lead)
  addAt(hessian, i * size + i, spread)
  addAt(hessian, j * size + j, spread)
  addAt(hessian, i * size + j, -spread)
  addAt(hessian, last * size + i, -n * lead * tie)
  addAt(hessian, last * size + j, n * lead * tie)
  addAt(hessian, last * size + last, n * tie * (1 - tie))
  return n * (top + Math.log(total)) - (wins - losses) * half - ties * tieLevel
}
