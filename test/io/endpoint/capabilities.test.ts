import { APIError } from 'openai'
import { describe, expect, it } from 'vitest'
import {
  type Capabilities,
  guessCapabilities,
  learnFrom,
  mergeCapabilities,
  messagesFor,
  paramsFor,
} from '../../../src/io/endpoint/capabilities.ts'

const openAi = guessCapabilities('https://api.openai.com/v1', 'gpt-4o')
const other = guessCapabilities('http://127.0.0.1:8000/v1', 'm')
const noTokens: Capabilities = {
  ...other,
  tokenField: null,
  refusedTokenFields: ['max_tokens', 'max_completion_tokens'],
}

function refusal(error: object, status = 400): unknown {
  return APIError.generate(status, { error }, undefined, new Headers())
}

describe('guessCapabilities', () => {
  it('takes the newer name of the token limit for OpenAI’s own host only', () => {
    expect(openAi.tokenField).toBe('max_completion_tokens')
    expect(other.tokenField).toBe('max_tokens')
    const lookalike = guessCapabilities('https://api.openai.com.example.com/v1', 'gpt-4o')
    expect(lookalike).toMatchObject({ family: 'other', tokenField: 'max_tokens' })
  })

  it.each([
    ['https://api.openai.com/v1', 'o3-mini', 'openai-reasoning', 'max_completion_tokens', 'seed'],
    [
      'https://me.openai.azure.com/openai/v1',
      'o1',
      'openai-reasoning',
      'max_completion_tokens',
      'seed',
    ],
    ['https://me.openai.azure.com/openai/v1', 'gpt-4o', 'azure-openai', 'max_tokens', 'seed'],
    ['https://api.anthropic.com/v1', 'claude', 'anthropic', 'max_tokens', null],
    ['https://api.mistral.ai/v1', 'mistral-large', 'mistral', 'max_tokens', 'random_seed'],
    ['https://api.groq.com/openai/v1', 'llama', 'groq', 'max_completion_tokens', 'seed'],
    [
      'https://generativelanguage.googleapis.com/v1beta/openai',
      'g',
      'gemini',
      'max_tokens',
      'seed',
    ],
    ['http://localhost:11434/v1', 'o1-like', 'other', 'max_tokens', 'seed'],
  ])('knows the ways of %s with %s', (url, model, family, tokenField, seedField) => {
    const temperature = family !== 'openai-reasoning'
    expect(guessCapabilities(url, model)).toEqual({
      family,
      tokenField,
      refusedTokenFields: [],
      temperature,
      seedField,
      systemRole: true,
    })
  })
})

describe('paramsFor', () => {
  const params = { temperature: 0, max_tokens: 9, top_p: 0.5 }
  it.each<[name: string, capabilities: Capabilities, expected: object]>([
    ['as they are', other, params],
    ['under the newer name', openAi, { temperature: 0, max_completion_tokens: 9, top_p: 0.5 }],
    ['without temperature', { ...other, temperature: false }, { max_tokens: 9, top_p: 0.5 }],
    ['without a token limit', noTokens, { temperature: 0, top_p: 0.5 }],
  ])('gives them %s', (_, capabilities, expected) => {
    expect(paramsFor(capabilities, params)).toEqual(expected)
  })

  it('adds nothing that was not asked for', () => {
    expect(paramsFor(other, {})).toEqual({})
  })
})

describe('learnFrom', () => {
  it.each<[name: string, error: object, status: number]>([
    [
      'by the param field',
      {
        message:
          "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        param: 'max_tokens',
        code: 'unsupported_parameter',
      },
      400,
    ],
    ['in the message only', { message: 'max_tokens is not supported by this model' }, 400],
    ['as an unknown field', { message: 'Unrecognized request argument supplied: max_tokens' }, 400],
    [
      'as pydantic says it, with status 422',
      {
        message:
          '[{"type":"extra_forbidden","loc":["body","max_tokens"],"msg":"Extra inputs are not permitted"}]',
      },
      422,
    ],
  ])('sends the other token field where max_tokens is refused %s', (_, error, status) => {
    const learnt = learnFrom(refusal(error, status), other)
    expect(learnt?.capabilities.tokenField).toBe('max_completion_tokens')
    expect(learnt?.notice).toContain('max_completion_tokens is sent instead')
  })

  it('reads which field is refused where the message names the other as well', () => {
    const message = "Unrecognized field 'max_completion_tokens', use 'max_tokens'"
    expect(learnFrom(refusal({ message }), openAi)?.capabilities.tokenField).toBe('max_tokens')
  })

  it('sends no limit where both names are refused', () => {
    const once = learnFrom(
      refusal({ message: 'unsupported: max_tokens', param: 'max_tokens' }),
      other,
    )
    const error = { message: 'unsupported', param: 'max_completion_tokens' }
    const twice = learnFrom(refusal(error), once?.capabilities ?? other)
    expect(twice?.capabilities).toEqual(noTokens)
    expect(twice?.notice).toContain('no token limit is sent')
  })

  it.each<[name: string, error: object]>([
    [
      'by the param field',
      {
        message:
          "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
        param: 'temperature',
        code: 'unsupported_value',
      },
    ],
    ['in the message only', { message: '`temperature` is not supported' }],
  ])('leaves temperature out where it is refused %s', (_, error) => {
    const learnt = learnFrom(refusal(error), other)
    expect(learnt?.capabilities).toEqual({ ...other, temperature: false })
  })

  it.each<[name: string, error: unknown]>([
    [
      'a limit that is too large',
      refusal({
        message:
          'max_tokens is too large: 5000. This model supports at most 4096 completion tokens, whereas you provided 5000.',
        param: 'max_tokens',
        code: 'invalid_value',
      }),
    ],
    [
      'a limit that is too large, without a code',
      refusal({
        message:
          "'max_tokens' or 'max_completion_tokens' is too large: 2048. This model's maximum context length is 4096 tokens and your request has 3000 input tokens.",
        param: 'max_tokens',
      }),
    ],
    [
      'a limit below one',
      refusal({ message: 'max_tokens must be at least 1, got 0.', param: 'max_tokens' }),
    ],
    [
      'a prompt that is too long',
      refusal({
        message:
          "This model's maximum context length is 4096 tokens; reduce max_tokens or the messages",
        code: 'context_length_exceeded',
      }),
    ],
    ['another parameter', refusal({ message: 'Unsupported parameter: top_p', param: 'top_p' })],
    [
      'a token field that was not sent',
      refusal({ message: 'unsupported', param: 'max_completion_tokens' }),
    ],
    ['a temperature that was not sent any more', undefined],
    ['another status', refusal({ message: 'max_tokens is not supported' }, 500)],
    ['another error', new Error('max_tokens is not supported')],
  ])('learns nothing from %s', (_, error) => {
    expect(learnFrom(error, other)).toBeUndefined()
  })

  it('learns nothing twice', () => {
    const error = refusal({ message: 'unsupported', param: 'temperature' })
    expect(learnFrom(error, { ...other, temperature: false })).toBeUndefined()
  })
})

describe('mergeCapabilities', () => {
  const noTemperature: Capabilities = { ...other, temperature: false }
  const newer: Capabilities = {
    ...other,
    tokenField: 'max_completion_tokens',
    refusedTokenFields: ['max_tokens'],
  }
  it.each<[name: string, a: Capabilities, b: Capabilities, expected: Capabilities]>([
    ['equal things', other, other, other],
    ['one thing each', noTemperature, newer, { ...newer, temperature: false }],
    [
      'what else is refused',
      { ...other, seedField: null },
      { ...other, systemRole: false },
      { ...other, seedField: null, systemRole: false },
    ],
    ['more and less', noTokens, newer, noTokens],
  ])('puts together %s, in either order', (_, a, b, expected) => {
    for (const merged of [mergeCapabilities(a, b), mergeCapabilities(b, a)]) {
      expect({ ...merged, refusedTokenFields: [...merged.refusedTokenFields].sort() }).toEqual({
        ...expected,
        refusedTokenFields: [...expected.refusedTokenFields].sort(),
      })
    }
  })
})

describe('a seed', () => {
  const mistral = guessCapabilities('https://api.mistral.ai/v1', 'm')

  it('goes under the name that the endpoint takes, or not at all', () => {
    expect(paramsFor(other, { seed: 7 })).toEqual({ seed: 7 })
    expect(paramsFor(mistral, { seed: 0 })).toEqual({ random_seed: 0 })
    expect(paramsFor({ ...other, seedField: null }, { seed: 7 })).toEqual({})
  })

  it('that is refused is left out', () => {
    const detail = 'seed: Extra inputs are not permitted'
    const learnt = learnFrom(refusal({ message: detail }, 422), other)
    expect(learnt).toEqual({
      capabilities: { ...other, seedField: null },
      notice: 'the endpoint refuses seed: it is left out',
    })
    expect(learnFrom(refusal({ message: detail }, 422), mistral)).toBeUndefined()
  })
})

describe('a system message', () => {
  const messages = [
    { role: 'system', content: 'Be fair.' },
    { role: 'user', content: 'Rate it.' },
    { role: 'assistant', content: '7' },
  ] as const

  it.each([
    {
      message: "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
      param: 'messages[0].role',
    },
    { message: 'System role not supported' },
    { message: 'This model does not support system prompts.' },
  ])('that is refused stands before the first question ($message)', (error) => {
    const learnt = learnFrom(refusal(error), other)
    expect(learnt?.capabilities).toEqual({ ...other, systemRole: false })
    expect(learnt?.notice).toContain('refuses system messages')
  })

  it('stays where it is, or moves, and nothing else changes', () => {
    expect(messagesFor(other, messages)).toBe(messages)
    const without = { ...other, systemRole: false }
    expect(messagesFor(without, messages)).toEqual([
      { role: 'user', content: 'Be fair.\n\nRate it.' },
      messages[2],
    ])
    expect(messagesFor(without, messages.slice(1))).toEqual(messages.slice(1))
    expect(messagesFor(without, messages.slice(0, 1))).toEqual([
      { role: 'user', content: 'Be fair.' },
    ])
  })
})
