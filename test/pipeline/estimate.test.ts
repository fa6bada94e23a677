import { describe, expect, it } from 'vitest'
import { costOf, tokensOf } from '../../src/domain/calls/price.ts'
import {
  createKnownInputs,
  createKnownOutputs,
  estimateAnswers,
  priced,
} from '../../src/pipeline/estimate.ts'

const count = (text: string) => text.length

describe('an estimate', () => {
  it('sends each turn with the turns and answers before it', () => {
    const question = { question_id: 1, category: 'x', turns: ['aa', 'bbb'] }
    const endpoint = { id: 'm', model: 'm', params: {} }
    const task = { question, endpoint, params: {}, missing: [0, 1], kept: [] }
    const estimate = estimateAnswers([task] as never, {
      systemPrompt: 'sys',
      answerTokens: 10,
      count,
    })
    // Turn 1: 3 + (3 + 4) + (2 + 4); turn 2: that, the answer of 10 + 4, and 3 + 4; twice each.
    expect(estimate).toEqual({ calls: 4, input: 2 * (16 + 16 + 14 + 7), output: 40 })
  })

  it('takes the mean of what servers reported before texts that are counted', () => {
    const outputs = createKnownOutputs()
    expect(outputs.mean(count)).toBeUndefined()
    outputs.add({ tokens: undefined, text: 'abcd' })
    expect(outputs.mean(count)).toBe(4)
    outputs.add({ tokens: 10, text: '' })
    outputs.add({ tokens: 20, text: '' })
    expect(outputs.mean(count)).toBe(15)
  })

  it('is scaled by what the judge’s server reported for prompts that are stored', () => {
    const inputs = createKnownInputs()
    const systemOf = (name: string) => (name === 'p' ? 'sys' : undefined)
    expect(inputs.factor(count, systemOf)).toBe(1)
    inputs.add({ name: 'other', text: 'x', reported: 1000 })
    // 3 + (3 + 4) + (10 + 4) of ours.
    for (let i = 0; i < 1000; i++) inputs.add({ name: 'p', text: 'abcdefghij', reported: 30 })
    expect(inputs.factor(count, systemOf)).toBeCloseTo(30 / 24, 12)
  })

  it('costs what its tokens cost a million, and nobody knows what without a price', () => {
    expect(costOf({ input: 1000, output: 100 }, { input: 2.5, output: 10 })).toBeCloseTo(0.0035, 12)
    expect(priced({ calls: 1, input: 1.4, output: 2 }, null)).toEqual({
      calls: 1,
      input: 1,
      output: 2,
      cost: null,
    })
    expect(tokensOf({ total_tokens: 7, completion_tokens: 3 })).toEqual({ input: 4, output: 3 })
    expect(tokensOf({})).toBeUndefined()
  })
})
