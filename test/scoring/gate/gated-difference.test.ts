import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type GateValue, gatedDifference } from '../../../src/scoring/gate/gated-difference.ts'

const options = { range: [1, 10], alpha: 0.05 } as const

/** A turn a question: question 1, 2, … */
const oneTurn = (...values: (number | null)[]): GateValue[] =>
  values.map((value, index) => ({ questionId: index + 1, turn: '1', value }))
const constant = (value: number, count: number) => oneTurn(...Array<number>(count).fill(value))

describe('gatedDifference', () => {
  it('is the paired t interval by question, as R gives it', () => {
    // R 4.2.2: t.test(c(-1, 0, -2, 1, -1, -1, 0, -2), conf.level = 0.9): -1.44334477459 -0.05665522541;
    // with alternative = "less": p = 0.03980100623.
    const candidate = oneTurn(...[-1, 0, -2, 1, -1, -1, 0, -2].map((d) => 5 + d))
    const found = gatedDifference({ baseline: constant(5, 8), candidate }, options)
    expect(found).toMatchObject({ n: 8, questions: 8, difference: -0.75 })
    expect(found.interval?.[0]).toBeCloseTo(-1.44334477459, 10)
    expect(found.interval?.[1]).toBeCloseTo(-0.05665522541, 10)
    expect(found.pNotWorse).toBeCloseTo(0.03980100623, 10)
  })

  it('takes two turns of a question for one unit', () => {
    const twice = (values: GateValue[]) => [
      ...values,
      ...values.map((value) => ({ ...value, turn: '2' })),
    ]
    const candidate = oneTurn(4, 5, 3, 6, 4, 4, 5, 3)
    const once = gatedDifference({ baseline: constant(5, 8), candidate }, options)
    const both = gatedDifference(
      { baseline: twice(constant(5, 8)), candidate: twice(candidate) },
      options,
    )
    expect(both.n).toBe(16)
    expect(both.interval?.[0]).toBeCloseTo(once.interval?.[0] ?? Number.NaN, 12)
  })

  it('puts a missing judgment at its worst into the lower bound, at its best into the upper', () => {
    const candidate = oneTurn(5, 5, 5, 5, 5, null)
    const { interval, difference, missing } = gatedDifference(
      { baseline: constant(5, 6), candidate },
      options,
    )
    const bound = (value: number, side: 0 | 1) =>
      gatedDifference(
        { baseline: constant(5, 6), candidate: oneTurn(5, 5, 5, 5, 5, value) },
        options,
      ).interval?.[side]
    expect(difference).toBe(0)
    expect(interval).toEqual([bound(1, 0), bound(10, 1)])
    expect(missing).toEqual({ candidate: 1, baseline: 0, turns: 6 })
  })

  it('puts a judgment that the baseline lacks at its best and worst too', () => {
    const baseline = oneTurn(5, 5, 5, 5, 5, null)
    const { interval } = gatedDifference({ baseline, candidate: constant(5, 6) }, options)
    const ends = [10, 1].map(
      (value, side) =>
        gatedDifference(
          { baseline: oneTurn(5, 5, 5, 5, 5, value), candidate: constant(5, 6) },
          options,
        ).interval?.[side],
    )
    expect(interval).toEqual(ends)
  })

  it('counts a question that only one side lists as missing on the other', () => {
    const found = gatedDifference({ baseline: constant(5, 7), candidate: constant(5, 6) }, options)
    expect(found.missing).toEqual({ candidate: 1, baseline: 0, turns: 7 })
    expect(found.questions).toBe(6)
    expect(found.interval?.[0]).toBeLessThan(0)
    expect(found.interval?.[1]).toBeGreaterThan(0)
  })

  it('never passes a run of which half is missing, whatever the rest is, with a margin below 2', () => {
    const grade = fc.integer({ min: 1, max: 10 })
    fc.assert(
      fc.property(fc.array(fc.tuple(grade, grade), { minLength: 6, maxLength: 40 }), (grades) => {
        // The best case: all that is judged is a 10 against a 1 would pass; against itself it does not.
        const baseline = oneTurn(...grades.map(([theirs]) => Math.max(5, theirs)))
        const candidate = oneTurn(
          ...grades.map(([theirs], i) => (i % 2 === 0 ? null : Math.max(5, theirs))),
        )
        const { interval } = gatedDifference({ baseline, candidate }, options)
        expect(interval?.[0]).toBeLessThan(-1.9)
      }),
      { numRuns: 50 },
    )
  })

  it('has no interval and no p below five questions', () => {
    const found = gatedDifference({ baseline: constant(5, 4), candidate: constant(4, 4) }, options)
    expect(found).toMatchObject({ difference: -1, interval: null, pNotWorse: null })
  })

  it('refuses to compare nothing', () =>
    expect(() => gatedDifference({ baseline: [], candidate: [] }, options)).toThrow(RangeError))

  it('does not depend on the order of values', () => {
    const candidate = oneTurn(3, 7, null, 5, 9, 2, 6)
    const baseline = oneTurn(4, 7, 5, null, 8, 2, 1)
    const found = gatedDifference({ baseline, candidate }, options)
    const again = gatedDifference(
      { baseline: [...baseline].reverse(), candidate: [...candidate].reverse() },
      options,
    )
    expect(again.interval?.[0]).toBeCloseTo(found.interval?.[0] ?? Number.NaN, 12)
    expect(again.difference).toBeCloseTo(found.difference ?? Number.NaN, 12)
  })
})
