import { z } from 'zod'
import { messageOf, UserError } from '../../errors.ts'
import { placeholdersOf } from './template.ts'

/** The forms of verdict that a prompt may ask for. */
export const outputFormatSchema = z.enum(['[[rating]]', '[[A]]', '[[rating_a,rating_b]]'])
export type OutputFormat = z.infer<typeof outputFormatSchema>

/** One judge prompt, in FastChat's form. */
export const judgePromptSchema = z.looseObject({
  name: z.string().min(1),
  type: z.enum(['single', 'pairwise']),
  system_prompt: z.string(),
  prompt_template: z.string().min(1),
  output_format: outputFormatSchema,
  category: z.string().optional(),
  description: z.string().optional(),
})
export type JudgePrompt = z.infer<typeof judgePromptSchema>

/** The prompts of one file by name. */
export type PromptSet = ReadonlyMap<string, JudgePrompt>

const singleTurn1 = ['question', 'answer', 'question_1', 'answer_1', 'ref_answer_1']
const singleTurn2 = [
  'question_1',
  'question_2',
  'answer_1',
  'answer_2',
  'ref_answer_1',
  'ref_answer_2',
]
const pairTurn1 = [
  'question',
  'answer_a',
  'answer_b',
  'question_1',
  'answer_a_1',
  'answer_b_1',
  'ref_answer_1',
]
const pairTurn2 = [
  'question_1',
  'question_2',
  'answer_a_1',
  'answer_a_2',
  'answer_b_1',
  'answer_b_2',
  'ref_answer_1',
  'ref_answer_2',
]

/** True for a prompt that shows both turns and asks about the second. */
export function isMultiTurn(prompt: JudgePrompt): boolean {
  return prompt.name.endsWith('-multi-turn')
}

/** True for a prompt that shows reference answers. */
export function needsReference(prompt: JudgePrompt): boolean {
  return placeholdersOf(prompt.prompt_template).some((name) => name.startsWith('ref_answer_'))
}

/**
 * Checks a prompt before anything is called.
 * @throws UserError naming the prompt and the placeholder that is unknown, or not to be had in a
 * prompt of its kind, or a verdict format that does not fit the type.
 */
export function checkPrompt(prompt: JudgePrompt): JudgePrompt {
  const known =
    prompt.type === 'single'
      ? isMultiTurn(prompt)
        ? singleTurn2
        : singleTurn1
      : isMultiTurn(prompt)
        ? pairTurn2
        : pairTurn1
  for (const name of placeholders(prompt)) {
    if (!known.includes(name)) {
      throw new UserError(
        `prompt ${JSON.stringify(prompt.name)}: unknown placeholder {${name}}; a ${prompt.type} prompt ${isMultiTurn(prompt) ? 'for turn 2' : 'for turn 1'} has ${known.map((n) => `{${n}}`).join(' ')}`,
      )
    }
  }
  if ((prompt.type === 'single') !== (prompt.output_format === '[[rating]]')) {
    throw new UserError(
      `prompt ${JSON.stringify(prompt.name)}: output_format ${prompt.output_format} does not fit type ${prompt.type}`,
    )
  }
  return prompt
}

function placeholders(prompt: JudgePrompt): string[] {
  try {
    return placeholdersOf(prompt.prompt_template)
  } catch (error) {
    throw new UserError(`prompt ${JSON.stringify(prompt.name)}: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

const names = {
  single: { plain: 'single-v1', reference: 'single-math-v1' },
  pair: { plain: 'pair-v2', reference: 'pair-math-v1' },
} as const

/** The name of the prompt for a match, by FastChat's rule. */
export function promptNameFor(options: {
  mode: 'single' | 'pair'
  withReference: boolean
  turn: 1 | 2
}): string {
  const base = names[options.mode][options.withReference ? 'reference' : 'plain']
  return options.turn === 1 ? base : `${base}-multi-turn`
}

/**
 * The prompt with this name.
 * @throws UserError that names the prompts there are.
 */
export function promptNamed(set: PromptSet, name: string): JudgePrompt {
  const prompt = set.get(name)
  if (prompt !== undefined) return prompt
  throw new UserError(
    `no judge prompt named ${JSON.stringify(name)}; there are: ${[...set.keys()].join(', ')}`,
  )
}

/** The text that stands for a prompt set in hashes: its prompts by name, what the judge sees of each. */
export function promptSetText(set: PromptSet): string {
  const prompts = [...set.values()].map((p) => [
    p.name,
    p.type,
    p.system_prompt,
    p.prompt_template,
    p.output_format,
  ])
  return JSON.stringify(prompts.sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)))
}
