import { describe, expect, it } from 'vitest'
import { whatWouldBeConclusive } from '../../../src/scoring/gate/conclusive.ts'
import { decide } from '../../../src/scoring/gate/decision.ts'
import { tQuantile } from '../../../src/stats/numeric/student-t.ts'

const found = {
  difference: -0.1,
  standardError: 0.2,
  questions: 80,
  margin: 0.3,
  alpha: 0.05,
  judge: null,
}

/** What the gate would say of the same difference with this variance of a question over n. */
function outcomeWith(variance: number, n: number, difference = found.difference) {
  const half = tQuantile(0.95, n - 1) * Math.sqrt(variance / n)
  return decide([difference - half, difference + half], found.margin)
}

describe('whatWouldBeConclusive', () => {
  it('names the least number of questions that do, and one fewer does not', () => {
    const { towards, moreQuestions } = whatWouldBeConclusive(found)
    expect(towards).toBe('pass')
    const variance = 0.2 ** 2 * 80
    const n = 80 + (moreQuestions ?? 0)
    expect(outcomeWith(variance, n)).toBe('pass')
    expect(outcomeWith(variance, n - 1)).toBe('inconclusive')
  })

  it('names the least number of repeats that do, from the judge’s part of the variance', () => {
    // V = 0.04 · 80 = 3.2 a question; the judge's part 2 · 2.8 / 2 = 2.8, the rest 0.4.
    const judge = { variance: 2.8, repeats: 1, turns: 2 }
    const { repeats } = whatWouldBeConclusive({ ...found, judge })
    const variance = (k: number) => 0.4 + 2.8 / k
    expect(outcomeWith(variance(repeats ?? 0), 80)).toBe('pass')
    expect(outcomeWith(variance((repeats ?? 0) - 1), 80)).toBe('inconclusive')
  })

  it('says that no number of repeats does where the judge is not the noise', () => {
    const judge = { variance: 0.01, repeats: 1, turns: 2 }
    expect(whatWouldBeConclusive({ ...found, judge }).repeats).toBeNull()
    expect(whatWouldBeConclusive(found).repeats).toBeUndefined()
  })

  it.each([
    { difference: -0.31, why: 'lies beyond the margin' },
    { difference: -0.3, why: 'is the margin' },
    { difference: -0.2, why: 'is a loss that shows before it shows to be tolerable' },
  ])('aims at a regression where the difference $why', ({ difference }) => {
    const advice = whatWouldBeConclusive({ ...found, difference })
    expect(advice.towards).toBe('regressed')
    const n = 80 + (advice.moreQuestions ?? Number.NaN)
    expect(outcomeWith(3.2, n, difference)).toBe('regressed')
    expect(outcomeWith(3.2, n - 1, difference)).toBe('inconclusive')
  })

  it('promises no more questions than anyone has', () =>
    expect(whatWouldBeConclusive({ ...found, standardError: 20 }).moreQuestions).toBeNull())

  it('needs nothing more where what is judged would do by itself', () => {
    const advice = whatWouldBeConclusive({ ...found, standardError: 0.1, difference: 0 })
    expect(advice).toMatchObject({ towards: 'pass', moreQuestions: 0 })
  })
})
