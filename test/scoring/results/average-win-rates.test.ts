import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  averageWinRates,
  cyclesOf,
  separabilityOf,
  tieRules,
} from '../../../src/scoring/results/average-win-rates.ts'
import { createPairwiseScores } from '../../../src/scoring/results/pairwise-scores.ts'
import { pairRow } from '../../support/judgment-rows.ts'

const options = { ties: 'half', confidence: 0.95, resamples: 500, seed: 1 } as const

/** Matches of question, first model, second model; the first one wins, or neither. */
function matchesOf(list: readonly [number, string, string, 'win' | 'tie'][]) {
  const scores = createPairwiseScores({
    source: 'stored',
    duplicates: 'last',
    confidence: 0.95,
    categoryOf: () => undefined,
    by: 'turn',
    baseline: undefined,
  })
  for (const [question_id, model_1, model_2, outcome] of list) {
    const g2_winner = outcome === 'win' ? ('model_1' as const) : ('tie' as const)
    scores.add(pairRow({ question_id, model_1, model_2, g2_winner }))
  }
  return scores.matchPoints()
}

type ListedMatch = [number, string, string, 'win' | 'tie']
const list: ListedMatch[] = [1, 2, 3, 4, 5, 6].flatMap((q) => [
  [q, 'alder', 'birch', q % 2 === 0 ? 'tie' : 'win'],
  [q, 'alder', 'cedar', 'win'],
  ...(q === 1 ? [[q, 'birch', 'cedar', 'win'] as [number, string, string, 'win']] : []),
])

describe('averageWinRates', () => {
  it.each([
    ['half', (0.75 + 1) / 2, (0.25 + 1) / 2],
    ['none', (0.5 + 1) / 2, (0 + 1) / 2],
    ['drop', (1 + 1) / 2, (0 + 1) / 2],
  ] as const)('weighs every opponent alike, with ties as %s', (ties, alder, birch) => {
    const rates = averageWinRates(matchesOf(list), { ...options, ties })
    expect(rates.map((row) => [row.model, row.rate])).toEqual([
      ['alder', alder],
      ['birch', birch],
      ['cedar', 0],
    ])
  })

  it('does not depend on the order of the matches', () => {
    expect(averageWinRates(matchesOf([...list].reverse()), options)).toEqual(
      averageWinRates(matchesOf(list), options),
    )
  })

  it('does not depend on what models are called, nor on how often the whole is played', () => {
    const outcome = fc.constantFrom('win' as const, 'tie' as const)
    const question = fc.integer({ min: 1, max: 8 })
    const pair = fc.constantFrom<[string, string]>(
      ['m1', 'm2'],
      ['m2', 'm1'],
      ['m3', 'm1'],
      ['m2', 'm3'],
    )
    const matches = fc.uniqueArray(fc.tuple(question, pair, outcome), {
      selector: ([q, names]) => JSON.stringify([q, [...names].sort()]),
      minLength: 5,
    })
    const few = { ...options, resamples: 20 }
    fc.assert(
      fc.property(matches, fc.constantFrom(...tieRules), (drawn, ties) => {
        const list = drawn.map(([q, [a, b], won]): ListedMatch => [q, a, b, won])
        const name = (model: string) => `z${9 - Number(model.slice(1))}`
        const rates = averageWinRates(matchesOf(list), { ...few, ties })
        const renamed = averageWinRates(
          matchesOf(list.map(([q, a, b, won]) => [q, name(a), name(b), won])),
          { ...few, ties },
        )
        const twice = averageWinRates(
          matchesOf([...list, ...list.map(([q, a, b, won]): ListedMatch => [q + 50, a, b, won])]),
          { ...few, ties },
        )
        for (const { model, rate, ci } of rates) {
          const other = renamed.find((row) => row.model === name(model))
          expect(other?.rate ?? -1).toBeCloseTo(rate ?? -1, 12)
          expect(other?.ci?.[0] ?? -1).toBeCloseTo(ci?.[0] ?? -1, 12)
          expect(twice.find((row) => row.model === model)?.rate ?? -1).toBeCloseTo(rate ?? -1, 12)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('tells which models are kept apart, and which go round in a circle', () => {
    const matches = matchesOf(list)
    expect(cyclesOf(matches)).toEqual({ share: 0, cyclic: 0, triples: 1 })
    expect(separabilityOf(averageWinRates(matches, options))?.pairs).toBe(3)
    const circle = matchesOf([
      [1, 'alder', 'birch', 'win'],
      [1, 'birch', 'cedar', 'win'],
      [1, 'cedar', 'alder', 'win'],
    ])
    expect(cyclesOf(circle).cyclic).toBe(1)
    expect(separabilityOf(averageWinRates(circle, options))).toBeNull()
  })
})
