import { describe, expect, it } from 'vitest'
import { type Baseline, baselineSchema, baselineText } from '../../../src/domain/gate/baseline.ts'

const baseline: Baseline = {
  schema: 'mtbench.baseline/1',
  version: '0.1.0',
  bench: 'small',
  mode: 'single',
  model: 'alder',
  judge: 'owl',
  opponent: null,
  key: { judge: 'a1', prompts: 'b2', references: null, suite: 'c3', parser: 'strict/1' },
  hashes: { answers: 'd4', opponent_answers: null },
  noise: { standard_error: 0.12, questions: 2, from: 'turns', judge_variance: null },
  mean: 6.5,
  margin: 0.3,
  margin_from: 'given',
  alpha: 0.05,
  questions: [
    { question_id: 1, category: 'writing', turns: { '1': 7, '2': null } },
    { question_id: 'q2', category: null, turns: { '1': 6 } },
  ],
}

describe('baselineText', () => {
  it('is read back as it was, and says the same again', () => {
    const read = baselineSchema.parse(JSON.parse(baselineText(baseline)))
    expect(read).toEqual(baseline)
    expect(baselineText(read)).toBe(baselineText(baseline))
  })

  it('has one line a question, so that a review shows which ones moved', () => {
    const lines = baselineText(baseline).split('\n')
    expect(lines).toContain('    {"question_id":1,"category":"writing","turns":{"1":7,"2":null}},')
    const moved = {
      ...baseline,
      questions: baseline.questions.map((q, i) => (i === 0 ? { ...q, turns: { '1': 8 } } : q)),
    }
    const others = baselineText(moved).split('\n')
    expect(others.length).toBe(lines.length)
    expect(others.filter((line, i) => line !== lines[i]).length).toBe(1)
  })
})

describe('baselineSchema', () => {
  it.each([
    { field: 'margin', value: 0 },
    { field: 'alpha', value: 0.5 },
    { field: 'questions', value: [] },
    { field: 'schema', value: 'mtbench.baseline/2' },
    { field: 'surplus', value: 1 },
    { field: 'mode', value: 'pairwise-all' },
  ])('refuses $field: $value', ({ field, value }) => {
    const { success, error } = baselineSchema.safeParse({ ...baseline, [field]: value })
    expect(success).toBe(false)
    expect(JSON.stringify(error?.issues)).toContain(field)
  })
})
