import { describe, expect, it } from 'vitest'
import { type GateSettings, type GateSides, runGate } from '../../../src/scoring/gate/gate.ts'
import type { GateValue } from '../../../src/scoring/gate/gated-difference.ts'
import { minimumDetectableEffect } from '../../../src/stats/comparing/power.ts'

const settings: GateSettings = {
  alpha: 0.05,
  margin: 0.5,
  range: [1, 10],
  floor: undefined,
  limits: {},
  byCategory: false,
  categoryOf: (id) => (Number(id) <= 10 ? 'writing' : 'math'),
}

/** Twenty questions of two turns: ten of writing, ten of math. */
function values(grade: (question: number, turn: number) => number | null): GateValue[] {
  return Array.from({ length: 40 }, (_, index) => {
    const [question, turn] = [Math.floor(index / 2) + 1, (index % 2) + 1]
    return { questionId: question, turn: String(turn), value: grade(question, turn) }
  })
}

const theirs = (question: number, turn: number) => 5 + ((question + turn) % 3)
const sides = (
  grade: (question: number, turn: number) => number | null,
  counts = { unparsed: 0, truncated: 0 },
): GateSides => ({ baseline: values(theirs), candidate: values(grade), counts, judge: null })
const codes = (result: ReturnType<typeof runGate>) =>
  result.findings.map(({ code, outcome }) => `${code} ${outcome}`)

describe('runGate', () => {
  it('passes the same grades', () => {
    const result = runGate(sides(theirs), settings)
    expect(result).toMatchObject({ outcome: 'pass', advice: null })
    expect(result.rows).toMatchObject([
      { category: null, difference: 0, ci: [0, 0], n: 40, questions: 20 },
    ])
  })

  it('finds a loss beyond the margin, and gives the detectable effect at this n', () => {
    const result = runGate(
      sides((q, t) => theirs(q, t) - 1 - (q % 2)),
      settings,
    )
    expect(result.outcome).toBe('regressed')
    const [row] = result.rows
    expect(row.difference).toBe(-1.5)
    // Half of the questions lose 1, half lose 2: sd = sqrt(20 · 0.25 / 19).
    const effect = minimumDetectableEffect({
      clusters: 20,
      alpha: 0.05,
      sides: 1,
      power: 0.8,
      sd: Math.sqrt((20 * 0.25) / 19),
      sdDegrees: 19,
    })
    expect(row.mde).toBeCloseTo(effect, 9)
  })

  it('never passes a run of which half is missing', () => {
    const half = runGate(
      sides((q, t) => (t === 2 ? null : theirs(q, t))),
      settings,
    )
    expect(half.outcome).toBe('inconclusive')
    expect(half.missing).toEqual({ candidate: 20, baseline: 0, turns: 40 })
    const better = runGate(
      sides((q) => (q > 10 ? null : 10)),
      settings,
    )
    expect(better.outcome).not.toBe('pass')
    const few = runGate(
      sides((q, t) => (q > 3 ? null : theirs(q, t))),
      settings,
    )
    expect(few).toMatchObject({ outcome: 'inconclusive', advice: null })
  })

  it('does not call a run regressed that missing judgments could still save', () => {
    const result = runGate(
      sides((q, t) => (q > 14 ? null : theirs(q, t) - 1)),
      settings,
    )
    expect(result.outcome).toBe('inconclusive')
  })

  it('is regressed where one category is and Holm upholds it, though the whole passes', () => {
    const grade = (q: number, t: number) => (q > 10 ? theirs(q, t) - 1 : theirs(q, t) + 2)
    expect(runGate(sides(grade), settings).outcome).toBe('pass')
    const result = runGate(sides(grade), { ...settings, byCategory: true })
    expect(result.outcome).toBe('regressed')
    expect(codes(result)).toEqual(['difference pass', 'category regressed'])
    expect(result.rows.map(({ category, outcome }) => [category, outcome])).toEqual([
      [null, 'pass'],
      ['math', 'regressed'],
      ['writing', 'pass'],
    ])
  })

  it('takes a category’s loss back where Holm does not uphold it', () => {
    // Math loses 1 on six of ten questions and gains 0.5 on four: p is between alpha / 2 and alpha.
    const grade = (q: number, t: number) =>
      theirs(q, t) + (q <= 10 ? 0 : q <= 15 ? -1 : q <= 18 ? 0.5 : -0.25)
    const row = (byCategory: boolean, only: boolean) => {
      const own = only ? (value: GateValue) => Number(value.questionId) > 10 : () => true
      const all = sides(grade)
      const part = {
        ...all,
        baseline: all.baseline.filter(own),
        candidate: all.candidate.filter(own),
      }
      return runGate(part, { ...settings, byCategory, margin: 0.1 })
    }
    const alone = row(true, true).rows[1]
    const among = row(true, false).rows.find(({ category }) => category === 'math')
    expect(alone?.outcome).toBe('regressed')
    expect(alone?.p_holm).toBeLessThan(0.05)
    expect(among?.p_holm).toBeCloseTo(2 * (alone?.p_holm ?? 1), 12)
    expect(among?.p_holm).toBeGreaterThan(0.05)
    expect(among?.outcome).toBe('inconclusive')
  })

  it('is not stopped by a category that is inconclusive', () => {
    const grade = (q: number, t: number) => theirs(q, t) + (q === 11 ? -5 : 0.4)
    const result = runGate(sides(grade), { ...settings, byCategory: true })
    expect(result.rows.find(({ category }) => category === 'math')?.outcome).toBe('inconclusive')
    expect(result.outcome).toBe('pass')
  })

  it('holds the candidate’s own mean against a floor', () => {
    const floor = (value: number) => codes(runGate(sides(theirs), { ...settings, floor: value }))
    // The mean is 5.95 or so, its 90 % interval about ±0.2.
    expect(floor(5)).toEqual(['difference pass', 'floor pass'])
    expect(floor(6.1)).toEqual(['difference pass', 'floor inconclusive'])
    expect(floor(7)).toEqual(['difference pass', 'floor regressed'])
  })

  it('does not fail a floor that the missing judgments could still reach', () => {
    const grade = (q: number, t: number) => (q > 10 ? null : theirs(q, t))
    const result = runGate(sides(grade), { ...settings, floor: 7 })
    expect(codes(result)).toContain('floor inconclusive')
  })

  it.each([
    { limits: { unparsed: 0.05 }, said: ['difference pass', 'limit inconclusive'] },
    { limits: { unparsed: 0.1 }, said: ['difference pass'] },
    { limits: { truncated: 0.04 }, said: ['difference pass', 'limit regressed'] },
    { limits: { truncated: 0.05, missing: 0 }, said: ['difference pass'] },
  ])('holds shares against their limits: $limits', ({ limits, said }) => {
    // 4 of 40 turns are unreadable (10 %), 2 cut (5 %), none missing: a limit that is met holds.
    const result = runGate(sides(theirs, { unparsed: 4, truncated: 2 }), { ...settings, limits })
    expect(codes(result)).toEqual(said)
  })

  it('has no verdict on four questions, and lists what moved most first', () => {
    const few = (value: GateValue) => Number(value.questionId) <= 4
    const all = sides((q, t) => theirs(q, t) - q)
    const part = {
      ...all,
      baseline: all.baseline.filter(few),
      candidate: all.candidate.filter(few),
    }
    const result = runGate(part, settings)
    expect(codes(result)).toEqual(['no-interval inconclusive'])
    expect(result.moved.map(({ questionId }) => questionId)).toEqual([4, 3, 2, 1])
  })
})
