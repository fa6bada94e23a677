import { describe, expect, it } from 'vitest'
import { surpriseTest } from '../../../src/stats/comparing/surprise-test.ts'
import { createRandom } from '../../../src/stats/numeric/random.ts'

describe('surprise', () => {
  it('of the rarest outcomes is bounded by their probability', () => {
    const rare = { probabilities: [0.1, 0.9], outcome: 0 }
    expect(surpriseTest([rare]).p).toBeCloseTo(0.1, 6)
    expect(surpriseTest([rare, rare]).p).toBeCloseTo(0.01, 6)
  })

  it('is no surprise where the likeliest happens', () => {
    expect(surpriseTest([{ probabilities: [0.1, 0, 0.9], outcome: 2 }]).p).toBe(1)
  })

  it('is rarely below 5 % where the probabilities are right, and mostly where outcomes are random', () => {
    const random = createRandom({ seed: 5 })
    const share = (pick: (probabilities: number[]) => number) => {
      let alarms = 0
      for (let voter = 0; voter < 400; voter++) {
        const events = Array.from({ length: 60 }, () => {
          const a = 0.5 + 0.45 * random.uniform()
          const probabilities = [(1 - a) * 0.8, 0.2, a * 0.8]
          return { probabilities, outcome: pick(probabilities) }
        })
        if (surpriseTest(events).p < 0.05) alarms++
      }
      return alarms / 400
    }
    const fair = share((p) => {
      const u = random.uniform()
      return u < (p[0] ?? 0) ? 0 : u < (p[0] ?? 0) + (p[1] ?? 0) ? 1 : 2
    })
    expect(fair).toBeLessThan(0.05)
    expect(share(() => random.below(3))).toBeGreaterThan(0.9)
  })

  it('needs events that could happen', () => {
    expect(() => surpriseTest([])).toThrow(RangeError)
    expect(() => surpriseTest([{ probabilities: [0, 1], outcome: 0 }])).toThrow(RangeError)
  })
})
