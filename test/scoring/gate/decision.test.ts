import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide, decideFloor, gravest } from '../../../src/scoring/gate/decision.ts'

describe('decide', () => {
  it.each([
    { interval: [-0.2, 0.2], outcome: 'pass', why: 'the lower bound lies above the margin' },
    { interval: [-0.2, -0.1], outcome: 'pass', why: 'worse, but by less than is tolerated' },
    { interval: [0.1, 0.2], outcome: 'pass', why: 'better' },
    { interval: [-0.3, -0.1], outcome: 'regressed', why: 'a bound on the margin is not above it' },
    { interval: [-0.9, -0.4], outcome: 'regressed', why: 'worse than is tolerated' },
    { interval: [-0.9, 0], outcome: 'inconclusive', why: 'an upper bound of 0 is not below it' },
    { interval: [-0.9, 0.9], outcome: 'inconclusive', why: 'too wide' },
  ] as const)('says $outcome of $interval with a margin of 0.3: $why', ({ interval, outcome }) => {
    expect(decide(interval, 0.3)).toBe(outcome)
  })

  it('has no verdict without an interval', () => expect(decide(null, 0.3)).toBe('inconclusive'))

  it('never turns a pass into something worse where the run is better, or the margin larger', () => {
    const bound = fc.double({ min: -9, max: 9, noNaN: true })
    const up = fc.double({ min: 0, max: 9, noNaN: true })
    fc.assert(
      fc.property(bound, bound, up, up, (a, b, gain, wider) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        if (decide([low, high], 0.5) !== 'pass') return
        expect(decide([low + gain, high + gain], 0.5 + wider)).toBe('pass')
      }),
    )
  })
})

describe('decideFloor', () => {
  it.each([
    { mean: 7.6, interval: [7.1, 8.1], outcome: 'pass' },
    { mean: 7.5, interval: [7.1, 7.9], outcome: 'pass' },
    { mean: 7.4, interval: [6.9, 7.9], outcome: 'inconclusive' },
    { mean: 7.4, interval: [7.3, 7.5], outcome: 'inconclusive' },
    { mean: 7.0, interval: [6.6, 7.4], outcome: 'regressed' },
    { mean: null, interval: null, outcome: 'inconclusive' },
    { mean: 9, interval: null, outcome: 'inconclusive' },
  ] as const)('says $outcome of $mean, $interval with a floor of 7.5', ({ outcome, ...figure }) => {
    expect(decideFloor(figure, 7.5)).toBe(outcome)
  })
})

describe('gravest', () => {
  it('is regressed before inconclusive before pass', () => {
    expect(gravest(['pass', 'inconclusive', 'regressed'])).toBe('regressed')
    expect(gravest(['inconclusive', 'pass'])).toBe('inconclusive')
    expect(gravest([])).toBe('pass')
  })
})
