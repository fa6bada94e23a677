import { at } from './at.ts'

/**
 * Cholesky factor of a symmetric positive definite matrix, in place: the lower triangle of A becomes L
 * with L Lᵀ = A. Only the lower triangle is read. Source: Golub and Van Loan, Matrix Computations (2013), 4.2.
 *
 * Worked example: [[4, 2], [2, 5]] → L = [[2, ·], [1, 2]].
 *
 * @param matrix square, row by row
 * @throws RangeError where the matrix is not positive definite
 */
export function choleskyFactor(matrix: Float64Array): void {
  const size = sizeOf(matrix)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const value = at(matrix, i * size + j) - rowProduct(matrix, { i, j, size })
      if (i !== j) matrix[i * size + j] = value / at(matrix, j * size + j)
      else if (value > 0) matrix[i * size + i] = Math.sqrt(value)
      else throw new RangeError('the matrix is not positive definite')
    }
  }
}

/** Solves L Lᵀ x = b in place: b becomes x. */
export function choleskySolve(factor: Float64Array, vector: Float64Array): void {
  const size = vector.length
  for (let i = 0; i < size; i++) {
    let value = at(vector, i)
    for (let k = 0; k < i; k++) value -= at(factor, i * size + k) * at(vector, k)
    vector[i] = value / at(factor, i * size + i)
  }
  for (let i = size - 1; i >= 0; i--) {
    const value = at(vector, i) / at(factor, i * size + i)
    vector[i] = value
    for (let k = 0; k < i; k++) vector[k] = at(vector, k) - at(factor, i * size + k) * value
  }
}

/** Σ L_ik L_jk over the columns before j. */
function rowProduct(matrix: Float64Array, place: { i: number; j: number; size: number }): number {
  const row = place.i * place.size
  const other = place.j * place.size
  let total = 0
  for (let k = 0; k < place.j; k++) total += at(matrix, row + k) * at(matrix, other + k)
  return total
}

function sizeOf(matrix: Float64Array): number {
  const size = Math.round(Math.sqrt(matrix.length))
  if (size * size !== matrix.length) throw new RangeError('the matrix is not square')
  return size
}
