import { at, type Numbers } from '../numeric/at.ts'

/** Numbers by battle and feature, row by row. */
export type Features = { width: number; values: Float64Array }

/**
 * Style differences of two answers as FastChat forms them: (a − b)/(a + b + 1) for each feature, then
 * z-scores over all battles (with the standard deviation of a whole population, 1/n).
 *
 * Worked example: one feature, a = 3, 1 and b = 1, 1: differences 2/5, 0; z-scores 1, −1.
 *
 * @param counts of both answers (length, headers, lists, bold, …), row by row, not negative
 * @throws RangeError without battles, for rows of unequal length, or for a feature that does not vary
 */
export function styleFeatures(
  counts: { first: Numbers; second: Numbers },
  options: { width: number },
): Features {
  const { first, second } = counts
  const { width } = options
  const battles = first.length / width
  if (first.length !== second.length || !Number.isInteger(battles) || battles === 0) {
    throw new RangeError(`${first.length} and ${second.length} values are no rows of ${width}`)
  }
  const values = Float64Array.from({ length: first.length }, (_, cell) => {
    const [a, b] = [at(first, cell), at(second, cell)]
    return (a - b) / (a + b + 1)
  })
  for (let column = 0; column < width; column++) standardise(values, { column, width, battles })
  return { width, values }
}

function standardise(
  values: Float64Array,
  place: { column: number; width: number; battles: number },
): void {
  const { column, width, battles } = place
  let mean = 0
  for (let cell = column; cell < values.length; cell += width) mean += at(values, cell) / battles
  let square = 0
  for (let cell = column; cell < values.length; cell += width) {
    square += (at(values, cell) - mean) ** 2 / battles
  }
  if (!(square > 1e-24)) throw new RangeError(`feature ${column} does not vary`)
  const sd = Math.sqrt(square)
  for (let cell = column; cell < values.length; cell += width) {
    values[cell] = (at(values, cell) - mean) / sd
  }
}
