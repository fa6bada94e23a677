import { at, type Numbers } from '../numeric/at.ts'
import { normalDistribution, normalQuantile } from '../numeric/normal.ts'
import { mean, quantileOfSorted } from './summary.ts'

/**
 * Percentile bootstrap interval: the (1 − c)/2 and (1 + c)/2 quantiles (type 7) of the replicates.
 *
 * Worked example: of the replicates 0, 1, …, 1000 at 95 %: [25, 975].
 *
 * @throws RangeError without replicates, or for a confidence outside (0, 1)
 */
export function percentileInterval(
  replicates: Numbers,
  options: { confidence: number },
): [number, number] {
  const tail = (1 - checkedConfidence(options.confidence)) / 2
  const sorted = Float64Array.from(replicates).sort()
  return [quantileOfSorted(sorted, tail), quantileOfSorted(sorted, 1 - tail)]
}

/**
 * Bias-corrected and accelerated bootstrap interval (Efron, "Better Bootstrap Confidence Intervals",
 * 1987): the quantiles at Φ(z₀ + (z₀ + z) / (1 − a(z₀ + z))), z = ±Φ⁻¹((1 + c)/2).
 *
 * z₀ = Φ⁻¹ of the share of replicates below the estimate, those equal to it counted half;
 * a = Σ d³ / (6 (Σ d²)^1.5), d = mean − value of the jackknife, which leaves out one cluster at a time.
 *
 * Worked example: scipy's `stats.bootstrap(…, method="BCa")` on given replicates; see the test.
 *
 * @returns null where the correction leaves (0, 1): the estimate lies outside its replicates, or the
 * acceleration is too large
 * @throws RangeError without replicates or jackknife values, or for a confidence outside (0, 1)
 */
export function bcaInterval(
  replicates: Numbers,
  options: { estimate: number; jackknife: Numbers; confidence: number },
): [number, number] | null {
  const { estimate, jackknife, confidence } = options
  const z = normalQuantile((1 + checkedConfidence(confidence)) / 2)
  const sorted = Float64Array.from(replicates).sort()
  const below = shareBelow(sorted, estimate)
  if (!(below > 0 && below < 1)) return null
  const bias = normalQuantile(below)
  const acceleration = accelerationOf(jackknife)
  const shifted = (score: number) => {
    const room = 1 - acceleration * (bias + score)
    return room > 0 ? normalDistribution(bias + (bias + score) / room) : Number.NaN
  }
  const [low, high] = [shifted(-z), shifted(z)]
  if (Number.isNaN(low) || Number.isNaN(high)) return null
  return [quantileOfSorted(sorted, low), quantileOfSorted(sorted, high)]
}

/** Efron's acceleration from jackknife values; 0 where they do not differ. */
function accelerationOf(jackknife: Numbers): number {
  const centre = mean(jackknife)
  let squares = 0
  let cubes = 0
  for (let i = 0; i < jackknife.length; i++) {
    const distance = centre - at(jackknife, i)
    squares += distance ** 2
    cubes += distance ** 3
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5)
}

function shareBelow(sorted: Float64Array, value: number): number {
  let below = 0
  let equal = 0
  for (const replicate of sorted) {
    if (replicate < value) below++
    else if (replicate === value) equal++
    else break
  }
  return (below + equal / 2) / sorted.length
}

function checkedConfidence(confidence: number): number {
  if (confidence > 0 && confidence < 1) return confidence
  throw new RangeError(`the confidence must lie in (0, 1), not ${confidence}`)
}
