import { describe, expect, it } from 'vitest'
import { marginFor } from '../../../src/scoring/gate/run-noise.ts'
import { type SelfTestRow, selfTest, stretched } from '../../../src/scoring/gate/self-test.ts'
import { createRandom } from '../../../src/stats/numeric/random.ts'

const random = createRandom({ seed: 7 })
const noise = { questions: 80, standardError: 0.15, judge: null, from: 'turns' } as const
const margin = marginFor(noise, { alpha: 0.05, least: 0.1 })
const run = { questions: 80, turns: 2, margin, alpha: 0.05, trials: 4000, seed: 3 }
const normal = stretched(
  Array.from({ length: 2000 }, () => random.normal()),
  { standardError: 0.15, questions: 80, turns: 2 },
)
/** What a judge that mostly agrees with itself does: seldom, but then far off, and downwards. */
const skewed = stretched(
  Array.from({ length: 100 }, (_, i) => (i < 90 ? 0.2 : i < 97 ? -1 : -4)).map(
    (d, _, all) => d - all.reduce((a, b) => a + b, 0) / all.length,
  ),
  { standardError: 0.15, questions: 80, turns: 2 },
)
const share = (row: SelfTestRow | undefined, outcome: 'pass' | 'regressed' | 'inconclusive') =>
  (row?.[outcome] ?? Number.NaN) / (row?.trials ?? 1)

describe('selfTest', () => {
  // 4,000 trials: a standard error of 0.34 % at 5 %, of 0.63 % at 80 %.
  it.each([
    { name: 'normal', deviations: normal },
    { name: 'skewed', deviations: skewed },
  ])('finds the promised levels at the stored margin, with $name noise', ({ deviations }) => {
    const [unchanged, worse] = selfTest({ ...run, deviations, losses: [0, margin] })
    expect(share(unchanged, 'pass')).toBeGreaterThan(0.77)
    expect(share(unchanged, 'pass')).toBeLessThan(0.85)
    expect(share(unchanged, 'regressed')).toBeLessThan(0.06)
    expect(share(worse, 'pass')).toBeLessThan(0.06)
    expect(share(worse, 'regressed')).toBeGreaterThan(0.75)
  })

  it('finds larger losses more often, and counts every trial once', () => {
    const rows = selfTest({
      ...run,
      trials: 500,
      deviations: normal,
      losses: [0, 0.1, 0.2, 0.4, 0.8],
    })
    const found = rows.map((row) => row.regressed)
    expect(found).toEqual([...found].sort((a, b) => a - b))
    expect(rows.at(-1)?.regressed).toBe(500)
    for (const row of rows) expect(row.pass + row.inconclusive + row.regressed).toBe(500)
  })

  it('says the same of the same seed', () => {
    const options = { ...run, trials: 100, deviations: normal, losses: [0.2] }
    expect(selfTest(options)).toEqual(selfTest(options))
    expect(selfTest({ ...options, seed: 4 })).not.toEqual(selfTest(options))
  })

  it('refuses four questions, and no deviations', () => {
    expect(() => selfTest({ ...run, deviations: [1, -1], losses: [0], questions: 4 })).toThrow(
      RangeError,
    )
    expect(() => selfTest({ ...run, deviations: [], losses: [0] })).toThrow(RangeError)
  })
})

describe('stretched', () => {
  it('gives two runs of so many turns this standard error', () => {
    const square = normal.reduce((sum, d) => sum + d * d, 0) / normal.length
    expect(Math.sqrt((2 * square) / 160)).toBeCloseTo(0.15, 12)
  })

  it('takes one standard deviation to either side where nothing deviates', () => {
    const sd = 0.1 * Math.sqrt(40)
    expect(stretched([0, 0], { standardError: 0.1, questions: 40, turns: 2 })).toEqual([-sd, sd])
  })
})
