import { addAt, at, type Numbers } from '../numeric/at.ts'

export type MeasurementLevel = 'nominal' | 'ordinal' | 'interval'

export type KrippendorffAlpha = {
  /** 1 − observed / expected disagreement; null where the values do not vary. */
  alpha: number | null
  /** Values that could be compared: those of units with two or more. */
  values: number
  /** Units with two values or more. */
  units: number
}

/**
 * Krippendorff's alpha: agreement of any number of judges, with gaps. Every pair of values within a unit
 * counts 1/(m − 1), m the unit's values; alpha = 1 − (n − 1) Σ o_ck δ²_ck / Σ n_c n_k δ²_ck. δ² is 0 or 1
 * (nominal), (c − k)² (interval), or (Σ n_g from c to k − (n_c + n_k)/2)² (ordinal).
 * Source: Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011).
 *
 * Worked example: units (1, 1), (1, 2), (2, 2), (2, 2): nominal 1 − 7 · 2/(2 · 3 · 5) = 0.5333.
 *
 * @param units the values that each unit was given; null for a gap
 * @throws RangeError where no unit has two values
 */
export function krippendorffAlpha(
  units: readonly (readonly (number | null)[])[],
  options: { level: MeasurementLevel },
): KrippendorffAlpha {
  const given = units
    .map((unit) => unit.filter((value) => value !== null))
    .filter((unit) => unit.length >= 2)
  if (given.length === 0) throw new RangeError('alpha needs a unit with two values or more')
  const scale = [...new Set(given.flat())].sort((x, y) => x - y)
  const size = scale.length
  const coincidences = coincidencesOf(given, scale)
  const counts = scale.map((_, c) =>
    coincidences.subarray(c * size, (c + 1) * size).reduce((sum, o) => sum + o, 0),
  )
  const values = given.reduce((sum, unit) => sum + unit.length, 0)
  const distance = distanceOf(options.level, { scale, counts })
  let observed = 0
  let expected = 0
  for (let c = 0; c < size; c++) {
    for (let k = 0; k < c; k++) {
      const squared = distance(c, k) ** 2
      observed += at(coincidences, c * size + k) * squared
      expected += at(counts, c) * at(counts, k) * squared
    }
  }
  const alpha = expected === 0 ? null : 1 - ((values - 1) * observed) / expected
  return { alpha, values, units: given.length }
}

/**
 * Nominal alpha of a square matrix of coincidences (row by row), as `nominalCoincidences` makes them:
 * matrices of units add up, so that a resampling of units need not count them again.
 * Worked example: units (1, 1), (1, 2), (2, 2), (2, 2) sum to [2, 1, 1, 4]: 0.5333.
 * @returns NaN where there are no values, or they do not vary
 */
export function nominalAlpha(coincidences: Numbers, options: { categories: number }): number {
  const { categories } = options
  let values = 0
  let agreed = 0
  let squares = 0
  for (let c = 0; c < categories; c++) {
    let count = 0
    for (let k = 0; k < categories; k++) count += at(coincidences, c * categories + k)
    values += count
    squares += count * count
    agreed += at(coincidences, c * categories + c)
  }
  const expected = values * values - squares
  return expected > 1e-9 ? 1 - ((values - 1) * (values - agreed)) / expected : Number.NaN
}

/** Coincidences of one unit's labels, each in [0, categories); zero for a unit of one label. */
export function nominalCoincidences(
  labels: readonly number[],
  options: { categories: number },
): Float64Array {
  const matrix = new Float64Array(options.categories ** 2)
  for (const [i, c] of labels.entries()) {
    for (const [j, k] of labels.entries()) {
      if (i !== j) addAt(matrix, c * options.categories + k, 1 / (labels.length - 1))
    }
  }
  return matrix
}

/** Square matrix: how often two values meet in a unit, each unit's pairs sharing its weight. */
function coincidencesOf(units: readonly number[][], scale: readonly number[]): Float64Array {
  const place = new Map(scale.map((value, index) => [value, index]))
  const matrix = new Float64Array(scale.length ** 2)
  for (const unit of units) {
    const places = unit.map((value) => place.get(value) ?? 0)
    for (const [i, c] of places.entries()) {
      for (const [j, k] of places.entries()) {
        if (i !== j) addAt(matrix, c * scale.length + k, 1 / (unit.length - 1))
      }
    }
  }
  return matrix
}

/** Distance of two places c > k on the scale. */
function distanceOf(
  level: MeasurementLevel,
  data: { scale: readonly number[]; counts: readonly number[] },
): (c: number, k: number) => number {
  const { scale, counts } = data
  if (level === 'nominal') return () => 1
  if (level === 'interval') return (c, k) => at(scale, c) - at(scale, k)
  const below = [0]
  for (const count of counts) below.push(at(below, below.length - 1) + count)
  const middle = (c: number) => at(below, c) + at(counts, c) / 2
  // From the middle of one value's ranks to the middle of the other's.
  return (c, k) => middle(c) - middle(k)
}
