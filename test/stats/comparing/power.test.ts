import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  minimumDetectableEffect,
  pairedTestPower,
  sdOfClusterMean,
} from '../../../src/stats/comparing/power.ts'

const design = { alpha: 0.05, sides: 2 } as const

// References: R 4.2.2 power.t.test(type = "paired", strict = TRUE).
test.each([
  [10, 1, 1.2, 0.651226586024905],
  [3, 0.5, 1, 0.0841070558965017],
  [2, 2, 1, 0.175707411098663],
])(
  'with %s questions, effect %s and sd %s the power is that of R',
  (clusters, effect, sd, power) => {
    expect(pairedTestPower({ ...design, clusters, effect, sd })).toBeCloseTo(power, 7)
  },
)

test.each([
  [80, 2, 0.596617844575289],
  [10, 2, 1.8739656243777],
  [80, 1, 0.527585065406207],
] as const)(
  'with %s questions and %s sides the detectable effect is that of R',
  (clusters, sides, effect) => {
    const found = minimumDetectableEffect({
      alpha: 0.05,
      sides,
      clusters,
      sd: 1.881489,
      power: 0.8,
    })
    expect(found).toBeCloseTo(effect, 7)
  },
)

// References: R 4.2.2, integrate() over the estimated sd of pt()'s noncentral power.
test.each([
  [80, 0.603008688686],
  [10, 2.06131952049],
])('with %s questions and an estimated sd it is a little larger', (clusters, effect) => {
  const found = minimumDetectableEffect({
    ...design,
    clusters,
    sd: 1.881489,
    power: 0.8,
    sdDegrees: clusters - 1,
  })
  expect(found / effect).toBeCloseTo(1, 6)
})

test('the power at the detectable effect is the one promised', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 3, max: 200 }),
      fc.double({ min: 0.5, max: 0.95, noNaN: true }),
      fc.double({ min: 0.1, max: 5, noNaN: true }),
      (clusters, power, sd) => {
        const effect = minimumDetectableEffect({ ...design, clusters, sd, power })
        expect(pairedTestPower({ ...design, clusters, effect, sd })).toBeCloseTo(power, 8)
      },
    ),
    { numRuns: 20 },
  )
})

test('without an effect the power is the level', () => {
  expect(pairedTestPower({ ...design, clusters: 12, effect: 0, sd: 1 })).toBeCloseTo(0.05, 9)
  expect(pairedTestPower({ alpha: 0.05, sides: 1, clusters: 12, effect: 0, sd: 1 })).toBeCloseTo(
    0.05,
    9,
  )
})

test('a question of two turns has the sd that issue 6 simulates', () => {
  expect(sdOfClusterMean({ between: 1.6, within: 1.4, size: 2 })).toBeCloseTo(1.881489, 6)
})

test('values out of range are refused', () => {
  const test = { ...design, clusters: 10, effect: 1, sd: 1 }
  expect(() => pairedTestPower({ ...test, clusters: 1 })).toThrow(RangeError)
  expect(() => pairedTestPower({ ...test, sd: 0 })).toThrow(RangeError)
  expect(() => pairedTestPower({ ...test, alpha: 1 })).toThrow(RangeError)
  expect(() => minimumDetectableEffect({ ...test, power: 0.05 })).toThrow(RangeError)
  expect(() => minimumDetectableEffect({ ...test, power: 0.8, sd: -1 })).toThrow(RangeError)
  expect(() => sdOfClusterMean({ between: 1, within: 1, size: 0 })).toThrow(RangeError)
})
