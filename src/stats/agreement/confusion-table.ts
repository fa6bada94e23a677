import { at, type Numbers } from '../numeric/at.ts'
import { checkPaired } from '../numeric/ranks.ts'

/** Counts (or weights) of items by first label (rows) and second label (columns); square. */
export type ConfusionTable = readonly (readonly number[])[]

/**
 * Table of paired labels, each a whole number in [0, categories).
 * Worked example: labels 0, 1, 1 against 0, 1, 0 in two categories → [[1, 0], [1, 1]].
 * @throws RangeError without pairs, for rows of unequal length, or for a label out of range
 */
export function confusionTable(
  first: Numbers,
  second: Numbers,
  options: { categories: number },
): number[][] {
  checkPaired(first, second)
  const { categories } = options
  const table = Array.from({ length: categories }, () => new Array<number>(categories).fill(0))
  for (let i = 0; i < first.length; i++) {
    const row = table[at(first, i)]
    const column = at(second, i)
    if (row?.[column] === undefined) throw new RangeError(`pair ${i} has a label out of range`)
    row[column] += 1
  }
  return table
}

/** What chance correction needs: shares of the diagonal and of each side's labels. */
export type TableShares = { total: number; observed: number; rows: number[]; columns: number[] }

/** @throws RangeError for a table that is empty, not square, or has a negative count */
export function tableShares(table: ConfusionTable): TableShares {
  const size = table.length
  if (table.some((row) => row.length !== size)) throw new RangeError('the table is not square')
  if (table.some((row) => row.some((count) => !(count >= 0)))) {
    throw new RangeError('a count must not be negative')
  }
  const rows = table.map((row) => row.reduce((sum, count) => sum + count, 0))
  const total = rows.reduce((sum, count) => sum + count, 0)
  if (total === 0) throw new RangeError('the table holds no items')
  const columns = table.map((_, k) => table.reduce((sum, row) => sum + at(row, k), 0))
  const agreed = table.reduce((sum, row, k) => sum + at(row, k), 0)
  const share = (count: number) => count / total
  return { total, observed: agreed / total, rows: rows.map(share), columns: columns.map(share) }
}
