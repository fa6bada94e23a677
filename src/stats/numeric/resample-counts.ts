import { type AliasTable, createAliasTable, drawFromTable } from './alias-table.ts'
import { addAt, at } from './at.ts'
import type { Random } from './random.ts'

/** Writes counts drawn anew into a row. */
export type CountResampler = (into: Float64Array) => void

/**
 * Bootstrap of counted items: counts drawn from the multinomial distribution with as many items in all
 * and the shares of the counts given. One draw costs the number of cells, not of items.
 *
 * Independent Poisson numbers have, given their total, the multinomial distribution. So every cell draws
 * from a Poisson distribution a little below its count, from a table made once; too many in all, and
 * everything is drawn again; too few, and the missing ones are drawn one by one. The result is exact.
 * Source: Devroye, Non-Uniform Random Variate Generation (1986), 11.1.
 *
 * Worked example: counts 5, 0 → always 5, 0.
 *
 * @throws RangeError unless the counts are whole numbers ≥ 0 and not all 0
 */
export function createCountResampler(counts: Float64Array, random: Random): CountResampler {
  const wrong = counts.find((count) => !Number.isSafeInteger(count) || count < 0)
  if (wrong !== undefined) throw new RangeError(`a count must be a whole number, not ${wrong}`)
  const items = counts.reduce((sum, count) => sum + count, 0)
  const single = createAliasTable(counts)
  // By how many standard deviations to aim below the total: many cells are dear to draw again, few are not.
  const caution = counts.length > 2 * Math.sqrt(items) ? 2 : 0.5
  const tables = poissonTables(counts, Math.max(0, 1 - caution / Math.sqrt(items)))
  const rows = Math.max(1, Math.min(256, Math.floor(2 ** 20 / counts.length)))
  const block = { counts: new Float64Array(rows * counts.length), totals: new Float64Array(rows) }
  let row = rows
  const nextRow = () => {
    if (++row >= rows) {
      drawPoissons(tables, block, random)
      row = 0
    }
    return at(block.totals, row)
  }
  return (into) => {
    let drawn = nextRow()
    while (drawn > items) drawn = nextRow()
    into.set(block.counts.subarray(row * counts.length, (row + 1) * counts.length))
    for (; drawn < items; drawn++) addAt(into, drawFromTable(single, random), 1)
  }
}

/** The alias tables of all cells one behind the other; cells of one count share a table. */
type PoissonTables = {
  columns: AliasTable
  /** Where each cell's table starts, its size, and the number its first column stands for. */
  start: Int32Array
  size: Int32Array
  lowest: Int32Array
}

/** Rows of drawn counts, filled cell by cell while the cell's table is in the processor's cache. */
type Block = { counts: Float64Array; totals: Float64Array }

function drawPoissons(tables: PoissonTables, block: Block, random: Random): void {
  const { columns, start, size, lowest } = tables
  const { counts, totals } = block
  totals.fill(0)
  for (let cell = 0; cell < start.length; cell++) {
    const [first, columnsHere, least] = [at(start, cell), at(size, cell), at(lowest, cell)]
    for (let row = 0; row < totals.length; row++) {
      const place = random.uniform() * columnsHere
      const column = Math.floor(place)
      const content = at(columns, first + column)
      const alias = Math.floor(content)
      const count = least + (place - column < content - alias ? column : alias)
      counts[row * start.length + cell] = count
      addAt(totals, row, count)
    }
  }
}

function poissonTables(counts: Float64Array, thinned: number): PoissonTables {
  let length = 0
  const tables = new Map<number, { table: AliasTable; lowest: number; start: number }>()
  for (const count of counts) {
    if (tables.has(count)) continue
    const { lowest, weights } = poissonWeights(count * thinned)
    tables.set(count, { table: createAliasTable(weights), lowest, start: length })
    length += weights.length
  }
  const columns = new Float64Array(length)
  for (const { table, start } of tables.values()) columns.set(table, start)
  const start = new Int32Array(counts.length)
  const size = new Int32Array(counts.length)
  const lowest = new Int32Array(counts.length)
  for (const [cell, count] of counts.entries()) {
    const known = tables.get(count)
    start[cell] = known?.start ?? 0
    size[cell] = known?.table.length ?? 0
    lowest[cell] = known?.lowest ?? 0
  }
  return { columns, start, size, lowest }
}

/** Probabilities of Poisson(rate), relative to the mode's, as far as they matter. */
function poissonWeights(rate: number): { lowest: number; weights: Float64Array } {
  const mode = Math.floor(rate)
  // P(mode ± k) / P(mode) < exp(−k² / (2 (rate + k))): beyond this it is under 1e-17.
  const reach = Math.ceil(45 + 9 * Math.sqrt(rate))
  const lowest = Math.max(0, mode - reach)
  const weights = new Float64Array(mode + reach - lowest + 1)
  weights[mode - lowest] = 1
  for (let k = mode; k > lowest; k--) weights[k - 1 - lowest] = at(weights, k - lowest) * (k / rate)
  for (let k = mode + 1; k <= mode + reach; k++) {
    weights[k - lowest] = at(weights, k - 1 - lowest) * (rate / k)
  }
  return { lowest, weights }
}
