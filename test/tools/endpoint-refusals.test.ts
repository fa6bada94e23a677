import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { ask, chatBody, openEndpoint, originOf, post, readJson } from '../support/ask-endpoint.ts'

describe('refusals', () => {
  it.each([
    ['no JSON', '{', null],
    ['no object', '[]', null],
    ['no model', '{"messages":[{"role":"user","content":"a"}]}', 'model'],
    ['no messages', '{"model":"m"}', 'messages'],
    ['empty messages', chatBody('', { messages: [] }), 'messages'],
    ['a message without a role', chatBody('', { messages: [{ content: 'a' }] }), 'messages[0]'],
    [
      'content of another kind',
      chatBody('', { messages: [{ role: 'user', content: 1 }] }),
      'messages[0].content',
    ],
    ['streaming', chatBody('a', { stream: true }), 'stream'],
    ['two choices', chatBody('a', { n: 2 }), 'n'],
    ['no room for a token', chatBody('a', { max_tokens: 0 }), 'max_tokens'],
    ['a temperature in words', chatBody('a', { temperature: 'hot' }), 'temperature'],
  ])('400 for %s', async (_, body, param) => {
    const endpoint = await openEndpoint()
    const answer = await post(`${endpoint.url}/chat/completions`, body)
    expect(answer).toMatchObject({ status: 400, error: { type: 'invalid_request_error', param } })
    expect(endpoint.counts()).toMatchObject({ requests: 1, completions: 0, byStatus: { 400: 1 } })
  })

  it.each([
    ['temperature', { temperature: 0.5 }, 'temperature', 'unsupported_value'],
    ['max_tokens', { max_tokens: 9 }, 'max_tokens', 'unsupported_parameter'],
    [
      'max_completion_tokens',
      { max_completion_tokens: 9 },
      'max_completion_tokens',
      'unsupported_parameter',
    ],
    [
      'system',
      { messages: [{ role: 'system', content: 'a' }] },
      'messages[0].role',
      'unsupported_value',
    ],
  ] as const)('400 for %s when it is refused', async (feature, fields, param, code) => {
    const endpoint = await openEndpoint({ refuses: [feature] })
    const answer = await ask(endpoint, 'a', fields)
    expect(answer).toMatchObject({ status: 400, error: { param, code } })
    expect(answer.error?.message).toContain(`'${param}'`)
    expect((await ask(endpoint, 'a')).status).toBe(200)
    endpoint.configure({ refuses: [] })
    expect((await ask(endpoint, 'a', fields)).status).toBe(200)
  })

  it('takes the default temperature and null parameters when they are refused', async () => {
    const endpoint = await openEndpoint({ refuses: ['temperature', 'max_tokens'] })
    const { status } = await ask(endpoint, 'a', { temperature: 1, max_tokens: null })
    expect(status).toBe(200)
  })

  it('401 without the key, on chat and on the list of models', async () => {
    const endpoint = await openEndpoint({ apiKey: 'k-1' })
    const wrong = { authorization: 'Bearer k-2' }
    expect(await ask(endpoint, 'a')).toMatchObject({
      status: 401,
      error: { code: 'invalid_api_key' },
    })
    expect((await ask(endpoint, 'a', { headers: wrong })).status).toBe(401)
    expect((await fetch(`${endpoint.url}/models`)).status).toBe(401)
    const right = { authorization: 'Bearer k-1' }
    expect((await ask(endpoint, 'a', { headers: right })).status).toBe(200)
    expect((await fetch(`${endpoint.url}/models`, { headers: right })).status).toBe(200)
    expect(JSON.stringify([endpoint.log(), endpoint.counts()])).not.toContain('k-')
  })

  it('404 model_not_found for a model that is not on the list', async () => {
    const endpoint = await openEndpoint({ models: ['m', 'n'] })
    expect((await ask(endpoint, 'a')).status).toBe(200)
    expect(await ask(endpoint, 'a', { model: 'o' })).toMatchObject({
      status: 404,
      error: { code: 'model_not_found' },
    })
    const list = await readJson(`${endpoint.url}/models`)
    expect(list).toMatchObject({ object: 'list', data: [{ id: 'm' }, { id: 'n' }] })
  })

  it('404 for other paths and methods', async () => {
    const endpoint = await openEndpoint()
    expect((await post(`${endpoint.url}/embeddings`)).status).toBe(404)
    expect((await fetch(`${endpoint.url}/chat/completions`)).status).toBe(404)
    expect((await fetch(`${originOf(endpoint)}/endpoint/keys`)).status).toBe(404)
    expect(endpoint.counts()).toMatchObject({ requests: 0, otherRequests: 2 })
  })

  it('413 for a body over the limit, announced or not, and goes on', async () => {
    const endpoint = await openEndpoint({ bodyLimitBytes: 1000 })
    expect((await ask(endpoint, 'x'.repeat(1000))).status).toBe(413)
    const url = `${endpoint.url}/chat/completions`
    const unannounced = await new Promise<number | undefined>((resolve, reject) => {
      const sending = request(url, { method: 'POST' }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      sending.on('error', reject)
      for (let part = 0; part < 20; part += 1) sending.write('x'.repeat(100))
      sending.end()
    })
    expect(unannounced).toBe(413)
    expect((await ask(endpoint, 'short')).status).toBe(200)
    expect(endpoint.counts().byStatus).toEqual({ 200: 1, 413: 2 })
  })

  it('413 over 64 MB by default, before the body has come', async () => {
    const endpoint = await openEndpoint()
    const headers = { 'content-length': 64 * 1024 * 1024 + 1 }
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sending = request(`${endpoint.url}/chat/completions`, { method: 'POST', headers })
      sending.on('error', reject)
      sending.on('response', (response) => {
        resolve(response.statusCode)
        sending
          .off('error', reject)
          .on('error', () => {})
          .destroy()
      })
      sending.flushHeaders()
    })
    expect(status).toBe(413)
  })
})
