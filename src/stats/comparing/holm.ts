/**
 * Holm's adjustment of p-values for several tests: in ascending order, the i-th of n is multiplied by
 * n − i + 1, and none falls below the one before. Controls the chance of any false alarm.
 * Source: Holm, "A Simple Sequentially Rejective Multiple Test Procedure" (1979).
 *
 * Worked example: R's `p.adjust(c(0.01, 0.04, 0.03), "holm")` = 0.03, 0.06, 0.06.
 *
 * @returns the adjusted p-values in the order given
 * @throws RangeError without p-values, or for one outside [0, 1]
 */
export function holm(pValues: readonly number[]): number[] {
  if (pValues.length === 0) throw new RangeError('no p-values to adjust')
  const wrong = pValues.find((p) => !(p >= 0 && p <= 1))
  if (wrong !== undefined) throw new RangeError(`a p-value must lie in [0, 1], not ${wrong}`)
  const ascending = pValues.map((p, index) => ({ p, index })).sort((x, y) => x.p - y.p)
  const adjusted = [...pValues]
  let floor = 0
  for (const [place, { p, index }] of ascending.entries()) {
    floor = Math.max(floor, Math.min(1, p * (pValues.length - place)))
    adjusted[index] = floor
  }
  return adjusted
}
