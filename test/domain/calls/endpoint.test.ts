import { describe, expect, it } from 'vitest'
import {
  type Config,
  configSchema,
  parseEndpoint,
  problemWithUrl,
} from '../../../src/domain/calls/endpoint.ts'
import { UserError } from '../../../src/errors.ts'

const config: Config = {
  models: {
    heron: {
      model: 'lab/Heron-8B',
      base_url: 'http://localhost:8000/v1/',
      api_key_env: 'HERON_KEY',
      params: { top_p: 0.9 },
      price: { input: 1, output: 2 },
      rpm: 60,
      tpm: 1000,
      concurrency: 4,
    },
    stork: {},
  },
}

describe('parseEndpoint', () => {
  it.each([
    ['plain', { id: 'plain', model: 'plain', baseUrl: undefined }],
    ['lab/plain', { id: 'lab/plain', model: 'lab/plain', baseUrl: undefined }],
    ['id=model', { id: 'id', model: 'model', baseUrl: undefined }],
    ['m@http://h:1/v1', { id: 'm', model: 'm', baseUrl: 'http://h:1/v1' }],
    ['i=org/M@https://h/v1', { id: 'i', model: 'org/M', baseUrl: 'https://h/v1' }],
    ['i=a=b', { id: 'i', model: 'a=b', baseUrl: undefined }],
    ['i=a@b@http://h/v1', { id: 'i', model: 'a@b', baseUrl: 'http://h/v1' }],
    ['i=a@http://x@https://h/v1', { id: 'i', model: 'a@http://x', baseUrl: 'https://h/v1' }],
    ['m@http://h/v1?k=v', { id: 'm', model: 'm', baseUrl: 'http://h/v1?k=v' }],
    ['m@http://h/v1///', { id: 'm', model: 'm', baseUrl: 'http://h/v1' }],
    ['who@home', { id: 'who@home', model: 'who@home', baseUrl: undefined }],
    ['stork', { id: 'stork', model: 'stork', baseUrl: undefined }],
    ['builtin:length', { id: 'builtin:length', model: 'builtin:length', baseUrl: undefined }],
    ['constructor', { id: 'constructor', model: 'constructor', baseUrl: undefined }],
  ])('reads %s', (word, expected) => {
    expect(parseEndpoint(word, config)).toMatchObject({ ...expected, params: {} })
  })

  it('takes everything from the config for a bare id that stands there', () => {
    expect(parseEndpoint('heron', config)).toEqual({
      id: 'heron',
      model: 'lab/Heron-8B',
      baseUrl: 'http://localhost:8000/v1',
      apiKeyEnv: 'HERON_KEY',
      params: { top_p: 0.9 },
      price: { input: 1, output: 2 },
      rpm: 60,
      tpm: 1000,
      concurrency: 4,
    })
  })

  it('prefers the model and the URL of the word to those of the config', () => {
    const endpoint = parseEndpoint('heron=Other@https://h/v2', config)
    expect(endpoint).toMatchObject({ model: 'Other', baseUrl: 'https://h/v2', rpm: 60 })
  })

  it.each(['', '=m', 'id=', '@http://h/v1', 'id=@http://h/v1'])('refuses %j', (word) => {
    expect(() => parseEndpoint(word, {})).toThrow(UserError)
  })

  it.each([
    'm@http://crane:secret@h/v1',
    'm@http://crane:secret@h:99999/v1',
    '=@http://crane:secret@h/v1',
    'm@https://secret@h/v1',
    'm@https://secret@/v1',
  ])('refuses %s without repeating the secret', (word) => {
    expect(() => parseEndpoint(word, {})).toThrow(UserError)
    expect(() => parseEndpoint(word, {})).not.toThrow(/secret/)
  })
})

describe('problemWithUrl', () => {
  it.each(['http://localhost:8000/v1', 'https://example.org', 'http://[::1]:8000/v1'])(
    'finds none in %s',
    (url) => {
      expect(problemWithUrl(url)).toBeUndefined()
    },
  )

  it.each([
    ['localhost:8000', /no http/],
    ['ftp://example.org', /no http/],
    ['http://', /no http/],
    ['file:///etc/hosts', /no http/],
    ['http://crane@example.org', /user name or password/],
    ['http://:word@example.org', /user name or password/],
  ])('finds one in %s', (url, problem) => {
    expect(problemWithUrl(url)).toMatch(problem)
  })
})

describe('configSchema', () => {
  it('reads an empty config and one with every field', () => {
    expect(configSchema.parse({})).toEqual({})
    expect(configSchema.parse({ $schema: './s.json', ...config })).toEqual({
      $schema: './s.json',
      ...config,
    })
  })

  it.each([
    ['a misspelt field', { models: { a: { base_ur: 'http://h' } } }],
    ['a key in the file', { models: { a: { api_key: 'sk' } } }],
    ['a URL with user info', { models: { a: { base_url: 'http://u:p@h' } } }],
    ['no requests a minute', { models: { a: { rpm: 0 } } }],
    ['half a request at once', { models: { a: { concurrency: 0.5 } } }],
    ['a negative price', { models: { a: { price: { input: -1, output: 0 } } } }],
  ])('refuses %s', (_, wrong) => {
    expect(configSchema.safeParse(wrong).success).toBe(false)
  })
})
