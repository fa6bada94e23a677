import { normalQuantile } from '../numeric/normal.ts'

/**
 * Interval of a correlation through Fisher's z: tanh(artanh r ± z · se). Null at r = ±1, where z is
 * infinite.
 * Worked example: r = 0.5, se = 1/√17 at 95 %: [0.0738, 0.7718].
 * @throws RangeError for a confidence outside (0, 1)
 */
export function fisherInterval(
  correlation: number,
  options: { standardError: number; confidence: number },
): [number, number] | null {
  const { standardError, confidence } = options
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`the confidence must lie in (0, 1), not ${confidence}`)
  }
  if (Math.abs(correlation) >= 1) return null
  const half = normalQuantile((1 + confidence) / 2) * standardError
  const centre = Math.atanh(correlation)
  return [Math.tanh(centre - half), Math.tanh(centre + half)]
}
