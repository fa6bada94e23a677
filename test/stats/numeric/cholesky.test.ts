import fc from 'fast-check'
import { expect, test } from 'vitest'
import { at } from '../../../src/stats/numeric/at.ts'
import { choleskyFactor, choleskySolve } from '../../../src/stats/numeric/cholesky.ts'

test('the worked example has the factor 2, 1, 2', () => {
  const matrix = Float64Array.of(4, 2, 2, 5)
  choleskyFactor(matrix)
  expect([at(matrix, 0), at(matrix, 2), at(matrix, 3)]).toEqual([2, 1, 2])
})

test('a system is solved whatever its size', () => {
  const size = fc.integer({ min: 1, max: 8 })
  fc.assert(
    fc.property(
      size,
      fc.infiniteStream(fc.double({ min: -3, max: 3, noNaN: true })),
      (n, numbers) => {
        const root = Float64Array.from(numbers.take(n * n))
        const matrix = Float64Array.from({ length: n * n }, (_, cell) => {
          const [i, j] = [Math.floor(cell / n), cell % n]
          let product = i === j ? 1 : 0
          for (let k = 0; k < n; k++) product += at(root, i * n + k) * at(root, j * n + k)
          return product
        })
        const wanted = Float64Array.from({ length: n }, (_, i) => i - 1)
        const vector = wanted.map((_, i) =>
          wanted.reduce((sum, value, j) => sum + at(matrix, i * n + j) * value, 0),
        )
        choleskyFactor(matrix)
        choleskySolve(matrix, vector)
        for (const [i, value] of wanted.entries()) expect(at(vector, i)).toBeCloseTo(value, 6)
      },
    ),
  )
})

test('a matrix that is not positive definite, or not square, is refused', () => {
  expect(() => choleskyFactor(Float64Array.of(1, 2, 2, 1))).toThrow(RangeError)
  expect(() => choleskyFactor(Float64Array.of(1, 2))).toThrow(RangeError)
})
