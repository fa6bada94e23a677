import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rateStrength } from '../../src/judges/rating.ts'

const knots = [-3, -1, -1, 0, 1, 2, 3, 4, 5, 6, 9]
const scale = { n: 100, knots, typical: {} }

describe('a rating by place among published answers', () => {
  it.each([
    [-10, 1],
    [-3, 1],
    [0, 1 + 9 * 0.3],
    [0.5, 1 + 9 * 0.35],
    [9, 10],
    [50, 10],
  ])('strength %d is %d', (strength, rating) => {
    expect(rateStrength(strength, scale)).toBeCloseTo(rating, 10)
  })

  it('does not fall when the strength grows', () => {
    const strength = fc.double({ min: -20, max: 20, noNaN: true })
    fc.assert(
      fc.property(strength, strength, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a]
        expect(rateStrength(low, scale)).toBeLessThanOrEqual(rateStrength(high, scale))
      }),
    )
  })
})
