import { at, type Numbers } from './at.ts'
import type { Random } from './random.ts'

/**
 * A distribution over 0 … n − 1, ready to draw from in constant time: column i holds a + s, where s is the
 * share of the column that is i itself, and the rest of it is the number a (its alias).
 */
export type AliasTable = Float64Array

/**
 * Alias table of a distribution (Walker, 1977; built as in Vose, "A Linear Algorithm for Generating
 * Random Numbers with a Given Distribution", 1991). Probabilities are kept to about 2^-52 · n.
 *
 * Worked example: weights 1, 3 → column 0 is half 0 and half 1 (1.5), column 1 is all 1 (1).
 *
 * @throws RangeError for weights that are negative or all 0
 */
export function createAliasTable(weights: Numbers): AliasTable {
  const size = weights.length
  const shares = scaledToMeanOne(weights)
  const table = new Float64Array(size)
  // Columns that are too small stand on the left of this row, the others on the right.
  const waiting = new Int32Array(size)
  let small = 0
  let large = size
  for (let i = 0; i < size; i++) {
    if (at(shares, i) < 1) waiting[small++] = i
    else waiting[--large] = i
  }
  let top = size - 1
  while (small > 0 && top >= large) {
    const less = at(waiting, --small)
    const more = at(waiting, top)
    table[less] = packed(less, more, at(shares, less))
    shares[more] = at(shares, more) + at(shares, less) - 1
    if (at(shares, more) < 1) {
      waiting[small++] = more
      top--
    }
  }
  // What is left misses 1 by rounding only.
  for (let k = 0; k < small; k++) table[at(waiting, k)] = at(waiting, k)
  for (let k = large; k <= top; k++) table[at(waiting, k)] = at(waiting, k)
  return table
}

/** A number drawn from the table's distribution. */
export function drawFromTable(table: AliasTable, random: Random): number {
  const place = random.uniform() * table.length
  const column = Math.floor(place)
  const content = at(table, column)
  const alias = Math.floor(content)
  return place - column < content - alias ? column : alias
}

/** Alias and share in one number; a share that rounds up to 1 is the column itself. */
function packed(column: number, alias: number, share: number): number {
  const content = alias + share
  return Math.floor(content) === alias ? content : column
}

function scaledToMeanOne(weights: Numbers): Float64Array {
  const shares = Float64Array.from(weights)
  const total = shares.reduce((sum, weight) => sum + weight, 0)
  if (!(total > 0) || shares.some((weight) => !(weight >= 0))) {
    throw new RangeError('a distribution needs weights that are not negative, and one above 0')
  }
  return shares.map((weight) => weight * (shares.length / total))
}
