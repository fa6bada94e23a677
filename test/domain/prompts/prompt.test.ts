import { describe, expect, it } from 'vitest'
import {
  checkPrompt,
  isMultiTurn,
  type JudgePrompt,
  judgePromptSchema,
  needsReference,
  promptNamed,
  promptNameFor,
  promptSetText,
} from '../../../src/domain/prompts/prompt.ts'
import { UserError } from '../../../src/errors.ts'
import { hasSharedData, sharedRows } from '../../support/shared-data.ts'

function prompt(fields: Partial<JudgePrompt> = {}): JudgePrompt {
  return {
    name: 'single-v1',
    type: 'single',
    system_prompt: 'Be fair.',
    prompt_template: '{question} {answer}',
    output_format: '[[rating]]',
    ...fields,
  }
}

describe('judgePromptSchema', () => {
  it('reads a prompt with the optional fields and unknown ones', () => {
    const record = { ...prompt(), category: 'general', description: 'For all', author: 'me' }
    expect(judgePromptSchema.parse(record)).toEqual(record)
  })

  it.each([
    ['type', { ...prompt(), type: 'triple' }],
    ['output_format', { ...prompt(), output_format: '[[D]]' }],
    ['prompt_template', { ...prompt(), prompt_template: '' }],
    ['name', { ...prompt(), name: '' }],
  ])('names %s where it is wrong', (field, wrong) => {
    const paths = judgePromptSchema.safeParse(wrong).error?.issues.map(({ path }) => path.join('.'))
    expect(paths).toEqual([field])
  })
})

describe('checkPrompt', () => {
  const pair = { type: 'pairwise', output_format: '[[A]]' } as const
  it.each([
    ['a grade of turn 1', {}],
    ['numbered placeholders in turn 1', { prompt_template: '{question_1} {answer_1}' }],
    ['a reference', { prompt_template: '{question} {ref_answer_1} {answer}' }],
    [
      'a grade of turn 2',
      {
        name: 's-multi-turn',
        prompt_template: '{question_1}{answer_1}{question_2}{answer_2}{ref_answer_1}{ref_answer_2}',
      },
    ],
    ['a pair', { ...pair, prompt_template: '{question} {answer_a} {answer_b}' }],
    [
      'two ratings',
      { ...pair, output_format: '[[rating_a,rating_b]]', prompt_template: '{answer_a}' },
    ],
    [
      'a pair of turn 2',
      {
        ...pair,
        name: 'p-multi-turn',
        prompt_template: '{question_1}{question_2}{answer_a_1}{answer_a_2}{answer_b_1}{answer_b_2}',
      },
    ],
    ['doubled braces', { prompt_template: '{{"rating": 1}} {answer}' }],
  ] as [string, Partial<JudgePrompt>][])('takes %s', (_, fields) => {
    const good = prompt(fields)
    expect(checkPrompt(good)).toBe(good)
  })

  it.each([
    ['an unknown placeholder', { prompt_template: '{query}' }, /"single-v1".*\{query\}/],
    ['a pair’s placeholder in a grade', { prompt_template: '{answer_a}' }, /\{answer_a\}/],
    ['turn 2 in a prompt for turn 1', { prompt_template: '{answer_2}' }, /\{answer_2\}/],
    [
      'an ambiguous one in a prompt for turn 2',
      { name: 'x-multi-turn', prompt_template: '{question}' },
      /"x-multi-turn".*\{question\}/,
    ],
    ['a lone brace', { prompt_template: 'set {a, b' }, /"single-v1".*lone/],
    ['letters for a grade', { output_format: '[[A]]' }, /\[\[A\]\] does not fit type single/],
    ['a rating for a pair', { type: 'pairwise', prompt_template: '{answer_a}' }, /does not fit/],
  ] as [string, Partial<JudgePrompt>, RegExp][])('refuses %s', (_, fields, message) => {
    expect(() => checkPrompt(prompt(fields))).toThrow(message)
    expect(() => checkPrompt(prompt(fields))).toThrow(UserError)
  })
})

describe('promptNameFor', () => {
  it.each([
    ['single', false, 1, 'single-v1'],
    ['single', false, 2, 'single-v1-multi-turn'],
    ['single', true, 1, 'single-math-v1'],
    ['single', true, 2, 'single-math-v1-multi-turn'],
    ['pair', false, 1, 'pair-v2'],
    ['pair', false, 2, 'pair-v2-multi-turn'],
    ['pair', true, 1, 'pair-math-v1'],
    ['pair', true, 2, 'pair-math-v1-multi-turn'],
  ] as const)('for %s, reference %s, turn %i is %s', (mode, withReference, turn, name) => {
    expect(promptNameFor({ mode, withReference, turn })).toBe(name)
  })
})

describe('promptNamed', () => {
  it('finds a prompt, or says which there are', () => {
    const set = new Map([['single-v1', prompt()]])
    expect(promptNamed(set, 'single-v1')).toEqual(prompt())
    expect(() => promptNamed(set, 'pair-v2')).toThrow(/"pair-v2"; there are: single-v1/)
  })
})

describe('promptSetText', () => {
  const a = prompt({ name: 'a' })
  const b = prompt({ name: 'b' })
  const textOf = (...prompts: JudgePrompt[]) =>
    promptSetText(new Map(prompts.map((p) => [p.name, p])))

  it('does not depend on the order of the prompts', () => {
    expect(textOf(a, b)).toBe(textOf(b, a))
  })

  it('does not depend on what the judge never sees', () => {
    expect(textOf({ ...a, category: 'x', description: 'y' })).toBe(textOf(a))
  })

  it.each(['system_prompt', 'prompt_template'] as const)('depends on %s', (field) => {
    expect(textOf({ ...a, [field]: 'other' }, b)).not.toBe(textOf(a, b))
  })
})

describe.skipIf(!hasSharedData)('the official judge prompts', () => {
  const prompts = () =>
    sharedRows('data', 'judge_prompts.jsonl').map((row) => judgePromptSchema.parse(row))

  it('pass the schema unchanged, and the check', () => {
    const rows = sharedRows('data', 'judge_prompts.jsonl')
    expect(rows).toHaveLength(8)
    for (const row of rows) expect(checkPrompt(judgePromptSchema.parse(row))).toEqual(row)
  })

  it('are the ones that promptNameFor asks for', () => {
    const names = (['single', 'pair'] as const).flatMap((mode) =>
      [false, true].flatMap((withReference) =>
        ([1, 2] as const).map((turn) => promptNameFor({ mode, withReference, turn })),
      ),
    )
    expect(new Set(prompts().map(({ name }) => name))).toEqual(new Set(names))
  })

  it('say by their names which show references and which turn 2', () => {
    for (const p of prompts()) {
      expect(needsReference(p)).toBe(p.name.includes('math'))
      expect(isMultiTurn(p)).toBe(p.prompt_template.includes('{question_2}'))
    }
  })
})
