import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/errors.ts'
import { apiKeyFor, baseUrlOf, isLoopback } from '../../../src/io/endpoint/api-key.ts'
import { endpointOf } from '../../support/records.ts'

type Env = Record<string, string>
const keys: Env = { OPENAI_API_KEY: 'openai', MTBENCH_API_KEY: 'mtbench' }

describe('baseUrlOf', () => {
  it.each<[name: string, own: string | undefined, env: Env, expected: string]>([
    ['the endpoint’s own', 'http://h/v1', { OPENAI_BASE_URL: 'http://e/v1' }, 'http://h/v1'],
    ['else OPENAI_BASE_URL', undefined, { OPENAI_BASE_URL: 'http://e/v1' }, 'http://e/v1'],
    ['without slashes at its end', undefined, { OPENAI_BASE_URL: 'http://e/v1//' }, 'http://e/v1'],
    ['else OpenAI’s', undefined, {}, 'https://api.openai.com/v1'],
    [
      'also where the variable is empty',
      undefined,
      { OPENAI_BASE_URL: '' },
      'https://api.openai.com/v1',
    ],
  ])('is %s', (_, baseUrl, env, expected) => {
    expect(baseUrlOf(endpointOf({ baseUrl }), env)).toBe(expected)
  })

  it.each(['https://me:secret@h/v1', 'https://secret@h/v1', 'me:secret@h/v1', 'http://me:secret@'])(
    'refuses OPENAI_BASE_URL=%s without repeating what may be a secret',
    (url) => {
      const asked = () => baseUrlOf(endpointOf(), { OPENAI_BASE_URL: url })
      expect(asked).toThrow(UserError)
      expect(asked).toThrow(/^OPENAI_BASE_URL: /)
      expect(asked).not.toThrow(/secret/)
    },
  )

  it.each(['h/v1', 'localhost:8000/v1', 'ftp://h/v1'])(
    'refuses OPENAI_BASE_URL=%s, which is no http URL',
    (url) => {
      expect(() => baseUrlOf(endpointOf(), { OPENAI_BASE_URL: url })).toThrow(UserError)
      expect(() =>
        apiKeyFor(endpointOf(), { env: { OPENAI_BASE_URL: url }, flag: undefined }),
      ).toThrow(UserError)
    },
  )
})

describe('isLoopback', () => {
  it.each([
    ['http://localhost:8000/v1', true],
    ['http://127.0.0.1/v1', true],
    ['http://127.8.9.1:1/v1', true],
    ['http://[::1]:8000/v1', true],
    ['http://localhost.example.com/v1', false],
    ['http://127.0.0.1.example.com/v1', false],
    ['http://10.0.0.1/v1', false],
    ['http://0.0.0.0/v1', false],
  ])('%s: %s', (url, expected) => {
    expect(isLoopback(url)).toBe(expected)
  })
})

describe('apiKeyFor', () => {
  type Case = { url?: string; named?: string; flag?: string; env?: Env }
  const keyOf = ({ url, named, flag, env = {} }: Case) =>
    apiKeyFor(endpointOf({ baseUrl: url, apiKeyEnv: named }), { env: { ...keys, ...env }, flag })

  it.each<[name: string, how: Case, variable: string | undefined]>([
    ['OPENAI_API_KEY to OpenAI', {}, 'OPENAI_API_KEY'],
    [
      'OPENAI_API_KEY to OpenAI named in full',
      { url: 'https://api.openai.com/v1' },
      'OPENAI_API_KEY',
    ],
    ['OPENAI_API_KEY to this machine', { url: 'http://localhost:8000/v1' }, 'OPENAI_API_KEY'],
    [
      'OPENAI_API_KEY to the host of OPENAI_BASE_URL',
      { url: 'https://mine/other', env: { OPENAI_BASE_URL: 'https://mine/v1' } },
      'OPENAI_API_KEY',
    ],
    [
      'MTBENCH_API_KEY to OpenAI where OPENAI_BASE_URL is another host',
      { url: 'https://api.openai.com/v1', env: { OPENAI_BASE_URL: 'https://mine/v1' } },
      'MTBENCH_API_KEY',
    ],
    ['MTBENCH_API_KEY to any other host', { url: 'https://other/v1' }, 'MTBENCH_API_KEY'],
    [
      'no key to another host',
      { url: 'https://other/v1', env: { MTBENCH_API_KEY: '' } },
      undefined,
    ],
    [
      'no key to another port of the home host',
      {
        url: 'https://mine:444/v1',
        env: { OPENAI_BASE_URL: 'https://mine/v1', MTBENCH_API_KEY: '' },
      },
      undefined,
    ],
    [
      'MTBENCH_API_KEY to OpenAI where its own is empty',
      { env: { OPENAI_API_KEY: '' } },
      'MTBENCH_API_KEY',
    ],
    ['the flag’s variable', { url: 'https://other/v1', flag: 'MINE', env: { MINE: 'k' } }, 'MINE'],
    [
      'the config’s variable before the flag’s',
      { named: 'OWN', flag: 'MINE', env: { OWN: 'k', MINE: 'l' } },
      'OWN',
    ],
  ])('sends %s', (_, how, variable) => {
    expect(keyOf(how)?.variable).toBe(variable)
  })

  it('fails for a variable that is named and not set, naming it and no other', () => {
    expect(() => keyOf({ flag: 'MINE' })).toThrow(/^environment variable MINE, .* is not set$/)
    expect(() => keyOf({ named: 'OWN', env: { OWN: '' } })).toThrow(UserError)
  })

  it('takes a key without the white space around it', () => {
    expect(keyOf({ env: { OPENAI_API_KEY: ' sk-a\r\n' } })?.key).toBe('sk-a')
    const blank = { OPENAI_API_KEY: ' \n', MTBENCH_API_KEY: '' }
    expect(keyOf({ url: 'http://localhost:8000/v1', env: blank })).toBeUndefined()
  })

  it('says what to set where OpenAI would be asked without a key', () => {
    const none = { OPENAI_API_KEY: '', MTBENCH_API_KEY: '' }
    expect(() => keyOf({ env: none })).toThrow('set OPENAI_API_KEY, or name another server')
  })

  it.each(['sk-a\nb', 'sk-a b', 'sk-a\u2026', 'sk-a\u0007b'])(
    'refuses a key that no header can hold (%j), naming its variable and not the key',
    (key) => {
      const asked = () => keyOf({ env: { OPENAI_API_KEY: key } })
      expect(asked).toThrow(UserError)
      expect(asked).toThrow(/OPENAI_API_KEY/)
      expect(asked).not.toThrow(/sk-a/)
    },
  )
})
