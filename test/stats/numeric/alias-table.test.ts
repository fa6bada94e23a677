import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type AliasTable,
  createAliasTable,
  drawFromTable,
} from '../../../src/stats/numeric/alias-table.ts'
import { createRandom } from '../../../src/stats/numeric/random.ts'

/** The distribution that a table stands for: each column shares 1/n between itself and its alias. */
function distributionOf(table: AliasTable): number[] {
  const shares = new Array<number>(table.length).fill(0)
  for (const [column, content] of table.entries()) {
    const alias = Math.floor(content)
    const own = content - alias
    shares[column] = (shares[column] ?? 0) + own / table.length
    shares[alias] = (shares[alias] ?? 0) + (1 - own) / table.length
  }
  return shares
}

test('the worked example is half column 0, and column 1', () => {
  expect([...createAliasTable([1, 3])]).toEqual([1.5, 1])
})

test('a table holds the distribution that it was made from', () => {
  const weight = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e6, noNaN: true }))
  fc.assert(
    fc.property(fc.array(weight, { minLength: 1, maxLength: 50 }), (weights) => {
      const total = weights.reduce((sum, w) => sum + w, 0)
      fc.pre(total > 1e-100)
      for (const [i, share] of distributionOf(createAliasTable(weights)).entries()) {
        expect(share).toBeCloseTo((weights[i] ?? 0) / total, 11)
      }
    }),
  )
})

test('numbers are drawn as often as they weigh', () => {
  const table = createAliasTable([1, 0, 5, 2])
  const random = createRandom({ seed: 8 })
  const counts = [0, 0, 0, 0]
  for (let i = 0; i < 80_000; i++) {
    const drawn = drawFromTable(table, random)
    counts[drawn] = (counts[drawn] ?? 0) + 1
  }
  expect(counts[1]).toBe(0)
  for (const [i, expected] of [10_000, 0, 50_000, 20_000].entries()) {
    expect(Math.abs((counts[i] ?? 0) - expected)).toBeLessThan(500)
  }
})

test.each([[[]], [[0, 0]], [[1, -1]], [[Number.NaN]]])('%j is no distribution', (weights) => {
  expect(() => createAliasTable(weights)).toThrow(RangeError)
})
