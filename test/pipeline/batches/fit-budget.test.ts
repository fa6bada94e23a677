import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitBudget } from '../../../src/pipeline/batches/fit-budget.ts'

const requestOf = (purpose: string) => ({
  id: purpose,
  request: { model: 'm', messages: [], params: {}, purpose },
})
const worstOf = () => ({ calls: 1, tokens: 10, cost: 0.5 })
const none = { calls: 0, tokens: 0, cost: 0 }
const grades = ['judgment 1', 'judgment 2', 'judgment 3'].map(requestOf)
const games = [1, 2].flatMap((n) => [
  requestOf(`judgment ${n} game 1`),
  requestOf(`judgment ${n} game 2`),
])

describe('what fits under the limits', () => {
  it('is all of it where there are none', () => {
    expect(fitBudget(grades, { limits: {}, spent: none, worstOf })).toEqual({
      requests: grades,
      held: { calls: 3, tokens: 30, cost: 1.5 },
      reached: undefined,
    })
  })

  it.each([
    { limits: { calls: 2 }, reached: 'calls' },
    { limits: { tokens: 29 }, reached: 'tokens' },
    { limits: { cost: 1 }, reached: 'cost' },
  ])('is what comes before $reached would be passed', ({ limits, reached }) => {
    const fitting = fitBudget(grades, { limits, spent: none, worstOf })
    expect(fitting.requests).toEqual(grades.slice(0, 2))
    expect(fitting.reached).toBe(reached)
  })

  it('is less by what was spent before', () => {
    const spent = { calls: 1, tokens: 0, cost: 0 }
    expect(fitBudget(grades, { limits: { calls: 2 }, spent, worstOf }).requests).toHaveLength(1)
  })

  it('is never one game of a pair without the other', () => {
    const fitting = fitBudget(games, { limits: { calls: 3 }, spent: none, worstOf })
    expect(fitting.requests).toEqual(games.slice(0, 2))
    expect(fitting.held.calls).toBe(2)
  })

  it('passes no limit, and stops only where the next would (law)', () => {
    const costs = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 20 })
    fc.assert(
      fc.property(costs, fc.integer({ min: 0, max: 60 }), (parts, tokens) => {
        const requests = parts.map((part, index) => requestOf(`${index} ${part}`))
        const worst = ({ id }: { id: string }) => ({
          calls: 1,
          tokens: Number(id.split(' ')[1]),
          cost: 0,
        })
        const { requests: fitting, held } = fitBudget(requests, {
          limits: { tokens },
          spent: none,
          worstOf: worst,
        })
        expect(held.tokens).toBeLessThanOrEqual(tokens)
        const next = parts[fitting.length]
        if (next !== undefined) expect(held.tokens + next).toBeGreaterThan(tokens)
      }),
    )
  })
})
