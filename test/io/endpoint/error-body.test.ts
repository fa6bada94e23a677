import { describe, expect, it } from 'vitest'
import { readableError } from '../../../src/io/endpoint/error-body.ts'

describe('readableError', () => {
  it.each<[name: string, body: unknown, error: unknown]>([
    ['OpenAI’s', { error: { message: 'no', param: 'x' } }, { message: 'no', param: 'x' }],
    ['a bare text as', { error: 'no' }, 'no'],
    [
      'vLLM’s',
      { object: 'error', message: 'no', param: null, code: 404 },
      { object: 'error', message: 'no', param: null, code: 404 },
    ],
    ['FastAPI’s', { detail: 'no' }, { detail: 'no', message: 'no' }],
    ['Gemini’s', [{ error: { message: 'no' } }], { message: 'no' }],
    ['an unknown', { reason: 'no' }, { reason: 'no', message: '{"reason":"no"}' }],
  ])('puts %s form into OpenAI’s', (_, body, error) => {
    expect(JSON.parse(readableError(JSON.stringify(body)))).toEqual({ error })
  })

  it.each(['', 'no', '<html>no</html>', 'null', '"no"', '[]', '3', '{"message": "n'])(
    'leaves %j as it is',
    (text) => {
      expect(readableError(text)).toBe(text)
    },
  )
})
