import { expect, test } from 'vitest'
import { at } from '../../../src/stats/numeric/at.ts'
import { minimiseByNewton, type Objective } from '../../../src/stats/numeric/newton.ts'

const exponential: Objective = (point, { gradient, hessian }) => {
  const x = at(point, 0)
  gradient[0] = Math.exp(x) - 2
  hessian[0] = Math.exp(x)
  return Math.exp(x) - 2 * x
}

test('the minimum of e^x − 2x is log 2', () => {
  const minimum = minimiseByNewton(exponential, Float64Array.of(0))
  expect(minimum.point[0]).toBeCloseTo(Math.LN2, 14)
  expect(Math.abs(at(minimum.gradient, 0))).toBeLessThan(1e-14)
})

test('a start from which a whole step overshoots is halved back', () => {
  // √(1 + x²): from 3 a whole Newton step leads to −27 and away.
  const root: Objective = (point, { gradient, hessian }) => {
    const x = at(point, 0)
    const y = Math.sqrt(1 + x * x)
    gradient[0] = x / y
    hessian[0] = 1 / y ** 3
    return y
  }
  expect(minimiseByNewton(root, Float64Array.of(3)).point[0]).toBeCloseTo(0, 10)
})

test('a function without curvature, or without a minimum, is refused', () => {
  expect(() => minimiseByNewton((point) => at(point, 0), Float64Array.of(0))).toThrow(RangeError)
  const falling: Objective = (point, { gradient, hessian }) => {
    gradient[0] = -Math.exp(-at(point, 0))
    hessian[0] = Math.exp(-at(point, 0))
    return Math.exp(-at(point, 0))
  }
  expect(() => minimiseByNewton(falling, Float64Array.of(0))).toThrow(RangeError)
})
