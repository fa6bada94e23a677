import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMeetings, type Meeting } from '../../../src/scoring/results/win-sums.ts'

const size = { models: 4, questions: 6 }

const meeting: fc.Arbitrary<Meeting> = fc.record({
  question: fc.nat(size.questions - 1),
  model: fc.nat(size.models - 1),
  opponent: fc.nat(size.models - 1),
  halves: fc.nat(2),
})

/** The definition, in plain sums. */
function plainRates(meetings: readonly Meeting[], weights: Float64Array): number[] {
  return Array.from({ length: size.models }, (_, model) => {
    const rates = Array.from({ length: size.models }, (_unused, opponent) => {
      const own = meetings.filter((m) => m.model === model && m.opponent === opponent)
      const sum = (of: (m: Meeting) => number) =>
        own.reduce((total, m) => total + (weights[m.question] ?? 0) * of(m), 0)
      const played = sum(() => 1)
      return played === 0 ? null : sum((m) => m.halves / 2) / played
    }).filter((rate) => rate !== null)
    return rates.length === 0 ? Number.NaN : rates.reduce((a, b) => a + b, 0) / rates.length
  })
}

describe('createMeetings', () => {
  it('law: gives the very numbers of plain sums, for any weights that a bootstrap draws', () => {
    const weights = fc.array(fc.nat(size.questions - 1), { minLength: 6, maxLength: 6 })
    fc.assert(
      fc.property(
        fc.array(meeting, { minLength: 1, maxLength: 200 }),
        fc.array(weights),
        (all, draws) => {
          const meetings = createMeetings(size)
          for (const one of all) meetings.add(one)
          const statistic = meetings.statistic()
          for (const drawn of [[0, 1, 2, 3, 4, 5], ...draws]) {
            const row = new Float64Array(size.questions)
            for (const question of drawn) row[question] = (row[question] ?? 0) + 1
            expect([...statistic(row)]).toEqual(plainRates(all, row))
          }
        },
      ),
    )
  })

  it('holds more matches than one field of a small table would', () => {
    const meetings = createMeetings({ models: 2, questions: 1 })
    for (let i = 0; i < 5000; i++) {
      meetings.add({ question: 0, model: 0, opponent: 1, halves: i % 3 })
      meetings.add({ question: 0, model: 1, opponent: 0, halves: 2 - (i % 3) })
    }
    const [first = 0, second = 0] = meetings.statistic()(new Float64Array([1]))
    // 1,667 losses, 1,667 ties, 1,666 wins.
    expect([first, second]).toEqual([2499.5 / 5000, 2500.5 / 5000])
  })
})
