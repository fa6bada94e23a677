import { minClusters } from '../../stats/means/clustered-mean.ts'
import { createRandom, type Random } from '../../stats/numeric/random.ts'
import { tQuantile } from '../../stats/numeric/student-t.ts'
import { decide, type GateOutcome } from './decision.ts'

/** How often the gate says what, for a candidate that is truly worse by `loss`. */
export type SelfTestRow = {
  /** True difference baseline − candidate, in values of the mode; 0: the baseline against itself. */
  loss: number
  trials: number
  pass: number
  regressed: number
  inconclusive: number
}

/**
 * Tries the gate on pairs of runs of one unchanged model (A/A), and on pairs of which one is worse by a known
 * loss. Each side's turn deviates from its true value by one drawn from `deviations`; the true values cancel, so
 * that only deviations and the loss are left.
 *
 * @param options.deviations of one turn's value from its true one (mean about 0), see `deviationsOf`
 * @throws RangeError with fewer than five questions or without deviations
 */
export function selfTest(options: {
  deviations: readonly number[]
  questions: number
  /** Judged turns of a question. */
  turns: number
  losses: readonly number[]
  margin: number
  alpha: number
  trials: number
  seed: number
}): SelfTestRow[] {
  const { deviations, questions, turns, losses, margin, alpha, trials, seed } = options
  if (questions < minClusters) throw new RangeError('a self-test needs five questions or more')
  if (deviations.length === 0) throw new RangeError('a self-test needs judgments')
  const random = createRandom({ seed })
  const t = tQuantile(1 - alpha, questions - 1)
  const rows = losses.map((loss) => ({ loss, trials, pass: 0, regressed: 0, inconclusive: 0 }))
  const differences = new Float64Array(questions)
  for (let trial = 0; trial < trials; trial++) {
    for (let q = 0; q < questions; q++) {
      differences[q] = drawn(deviations, turns, random) - drawn(deviations, turns, random)
    }
    const { mean, standardError } = summary(differences)
    const half = t * standardError
    for (const row of rows) {
      const outcome: GateOutcome = decide([mean - row.loss - half, mean - row.loss + half], margin)
      row[outcome]++
    }
  }
  return rows
}

/**
 * Deviations of turns, stretched so that two runs of so many questions and turns lie apart by this standard
 * error. Where they do not deviate at all, one standard deviation to either side.
 */
export function stretched(
  deviations: readonly number[],
  to: { standardError: number; questions: number; turns: number },
): number[] {
  const sd = to.standardError * Math.sqrt((to.questions * to.turns) / 2)
  const meanSquare =
    deviations.reduce((sum, deviation) => sum + deviation ** 2, 0) / deviations.length
  if (!(meanSquare > 0)) return [-sd, sd]
  return deviations.map((deviation) => (deviation * sd) / Math.sqrt(meanSquare))
}

/** Mean of a number of deviations drawn with replacement. */
function drawn(all: readonly number[], turns: number, random: Random): number {
  let sum = 0
  for (let i = 0; i < turns; i++) sum += all[random.below(all.length)] ?? 0
  return sum / turns
}

function summary(values: Float64Array): { mean: number; standardError: number } {
  const n = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, standardError: Math.sqrt(squares / (n - 1) / n) }
}
