import { APIError } from 'openai'
import { describe, expect, it } from 'vitest'
import {
  type Capabilities,
  guessCapabilities,
  learnFrom,
  mergeCapabilities,
  paramsFor,
} from '../../../src/io/endpoint/capabilities.ts'

const openAi = guessCapabilities('https://api.openai.com/v1')
const other = guessCapabilities('http://127.0.0.1:8000/v1')
const noTokens: Capabilities = {
  tokenField: null,
  refusedTokenFields: ['max_tokens', 'max_completion_tokens'],
  temperature: true,
}

function refusal(error: object, status = 400): unknown {
  return APIError.generate(status, { error }, undefined, new Headers())
}

describe('guessCapabilities', () => {
  it('takes the newer name of the token limit for OpenAI’s own host only', () => {
    expect(openAi.tokenField).toBe('max_completion_tokens')
    expect(other.tokenField).toBe('max_tokens')
    expect(guessCapabilities('https://api.openai.com.example.com/v1').tokenField).toBe('max_tokens')
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
    tokenField: 'max_completion_tokens',
    refusedTokenFields: ['max_tokens'],
    temperature: true,
  }
  it.each<[name: string, a: Capabilities, b: Capabilities, expected: Capabilities]>([
    ['equal things', other, other, other],
    ['one thing each', noTemperature, newer, { ...newer, temperature: false }],
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
