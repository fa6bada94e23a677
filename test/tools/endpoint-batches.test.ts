import { describe, expect, it } from 'vitest'
import type { EndpointOptions } from '../../tools/endpoint/options.ts'
import type { Endpoint } from '../../tools/endpoint/server.ts'
import { gradePrompt, openEndpoint } from '../support/ask-endpoint.ts'

type Batch = {
  id: string
  status: string
  output_file_id: string | null
  error_file_id: string | null
  errors: { data: { code: string; line: number | null }[] } | null
  request_counts: { total: number; completed: number; failed: number }
  metadata: Record<string, string> | null
}
type Line = {
  custom_id: string
  response: { status_code: number; body: { choices: { message: { content: string } }[] } } | null
  error: { code: string } | null
}

const lineOf = (id: string, more: object = {}) =>
  JSON.stringify({
    custom_id: id,
    method: 'POST',
    url: '/v1/chat/completions',
    body: { model: 'm', messages: [{ role: 'user', content: gradePrompt(id) }] },
    ...more,
  })

const linesOf = (count: number) => Array.from({ length: count }, (_, i) => lineOf(`r${i}`))

/** What a client of files and batches does. */
function clientOf({ url }: Endpoint) {
  const call = async (path: string, init?: RequestInit) => {
    const response = await fetch(`${url}${path}`, init)
    const text = await response.text()
    return { status: response.status, text, json: () => JSON.parse(text) }
  }
  const upload = (text: string, purpose = 'batch') => {
    const form = new FormData()
    form.set('purpose', purpose)
    form.set('file', new File([text], 'input.jsonl'))
    return call('/files', { method: 'POST', body: form })
  }
  const create = (fileId: string, more: object = {}) =>
    call('/batches', {
      method: 'POST',
      body: JSON.stringify({
        input_file_id: fileId,
        endpoint: '/v1/chat/completions',
        completion_window: '24h',
        ...more,
      }),
    })
  const look = async (id: string): Promise<Batch> => (await call(`/batches/${id}`)).json()
  const linesIn = async (id: string | null): Promise<Line[]> =>
    id === null
      ? []
      : (await call(`/files/${id}/content`)).text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line))
  return {
    call,
    upload,
    create,
    look,
    linesIn,
    submit: async (lines: readonly string[]): Promise<Batch> =>
      (await create((await upload(`${lines.join('\n')}\n`)).json().id)).json(),
  }
}

async function opened(options: Partial<EndpointOptions> = {}) {
  const endpoint = await openEndpoint(options)
  return { endpoint, ...clientOf(endpoint) }
}

describe('batches of the endpoint', () => {
  it('give each request the reply that it gets alone, in an order of their own', async () => {
    const { submit, look, linesIn, call, endpoint } = await opened()
    const { id } = await submit(linesOf(5))
    const batch = await look(id)
    expect(batch).toMatchObject({
      status: 'completed',
      error_file_id: null,
      request_counts: { total: 5, completed: 5, failed: 0 },
    })
    const lines = await linesIn(batch.output_file_id)
    expect(lines.map((line) => line.custom_id)).toEqual(['r4', 'r3', 'r2', 'r1', 'r0'])
    const body = JSON.stringify(JSON.parse(lineOf('r4')).body)
    const alone = (await call('/chat/completions', { method: 'POST', body })).json()
    expect(lines[0]?.response?.body).toEqual(alone)
    expect(endpoint.counts()).toMatchObject({
      files: 1,
      batches: 1,
      batchedRequests: 5,
      requests: 1,
      completions: 6,
      repeatedCompletions: 1,
    })
  })

  it('come on by and by, as far as the endpoint is told', async () => {
    const { submit, look, endpoint } = await opened({ batchProgress: 0 })
    const { id } = await submit(linesOf(8))
    const seen = []
    for (const batchProgress of [0.05, 0.3, 0.5, 0.95, 1, 0]) {
      endpoint.configure({ batchProgress })
      const { status, request_counts: counts } = await look(id)
      seen.push(`${status} ${counts.completed}`)
    }
    expect(seen).toEqual([
      'validating 0',
      'in_progress 2',
      'in_progress 4',
      'finalizing 8',
      'completed 8',
      'completed 8',
    ])
  })

  it('take the time that they are given', async () => {
    const { submit, look, endpoint } = await opened({ batchMs: 1e9 })
    const { id } = await submit(linesOf(1))
    expect((await look(id)).status).toBe('validating')
    endpoint.configure({ batchMs: 0 })
    expect((await look(id)).status).toBe('completed')
  })

  it('put what fails into an error file', async () => {
    const { submit, look, linesIn } = await opened({ faults: { serverError: 0.5 } })
    const { id } = await submit(linesOf(40))
    const batch = await look(id)
    const errors = await linesIn(batch.error_file_id)
    const good = await linesIn(batch.output_file_id)
    expect(batch.status).toBe('completed')
    expect(errors.length).toBeGreaterThan(5)
    expect(errors.length + good.length).toBe(40)
    expect(new Set(errors.map((line) => line.response?.status_code))).toEqual(new Set([500]))
    expect(batch.request_counts).toEqual({
      total: 40,
      completed: good.length,
      failed: errors.length,
    })
  })

  it('expire where a request hangs, and keep what was done', async () => {
    const { submit, look, linesIn } = await opened({ faults: { hang: 0.5 } })
    const { id } = await submit(linesOf(20))
    const batch = await look(id)
    expect(batch.status).toBe('expired')
    const errors = await linesIn(batch.error_file_id)
    expect(new Set(errors.map((line) => line.error?.code))).toEqual(new Set(['batch_expired']))
    expect((await linesIn(batch.output_file_id)).length + errors.length).toBe(20)
  })

  it('are cancelled with what was done so far, once, and not when they have ended', async () => {
    const { submit, look, linesIn, call } = await opened({ batchProgress: 0.5 })
    const { id } = await submit(linesOf(10))
    const cancel = () => call(`/batches/${id}/cancel`, { method: 'POST' })
    expect((await cancel()).json().status).toBe('cancelling')
    const batch = await look(id)
    expect(batch).toMatchObject({ status: 'cancelled', request_counts: { completed: 5 } })
    expect(await linesIn(batch.output_file_id)).toHaveLength(5)
    expect((await linesIn(batch.error_file_id))[0]?.error?.code).toBe('batch_cancelled')
    expect((await cancel()).status).toBe(409)
  })

  it.each([
    { name: 'nothing', lines: [''], code: 'empty_file', line: null },
    { name: 'a line that is no JSON', lines: ['{'], code: 'invalid_json_line', line: 1 },
    {
      name: 'an id that stands twice',
      lines: [...linesOf(2), lineOf('r0')],
      code: 'duplicate_custom_id',
      line: 3,
    },
    { name: 'another path', lines: [lineOf('a', { url: '/v1/x' })], code: 'url_mismatch', line: 1 },
    {
      name: 'two models',
      lines: [lineOf('a'), lineOf('b', { body: { model: 'n', messages: [] } })],
      code: 'model_mismatch',
      line: 2,
    },
    { name: 'too many requests', lines: linesOf(4), code: 'too_many_tasks', line: null },
  ])('fail for $name', async ({ lines, code, line }) => {
    const { submit, look } = await opened({ batchRequestLimit: 3 })
    const batch = await look((await submit(lines)).id)
    expect(batch).toMatchObject({ status: 'failed', output_file_id: null })
    expect(batch.errors?.data).toEqual([expect.objectContaining({ code, line })])
  })

  it('are listed newest first, in pages, with what was noted on them', async () => {
    const { upload, create, call } = await opened()
    const file = (await upload(linesOf(1).join('\n'))).json().id
    for (const n of ['1', '2', '3']) await create(file, { metadata: { n } })
    const first = (await call('/batches?limit=2')).json()
    expect(first.data.map((batch: Batch) => batch.metadata?.['n'])).toEqual(['3', '2'])
    expect(first.has_more).toBe(true)
    const second = (await call(`/batches?limit=2&after=${first.last_id}`)).json()
    expect(second.data.map((batch: Batch) => batch.metadata?.['n'])).toEqual(['1'])
    expect(second.has_more).toBe(false)
  })

  it('say what they do not take', async () => {
    const { upload, create, call, endpoint } = await opened({ fileLimitBytes: 1000 })
    expect((await upload('x'.repeat(1001))).status).toBe(413)
    expect((await upload('x', 'assistants')).status).toBe(400)
    expect((await create('file-99')).status).toBe(404)
    expect((await call('/files/file-99/content')).status).toBe(404)
    expect((await call('/batches/batch_99')).status).toBe(404)
    expect((await call('/batches/batch_99/cancel', { method: 'POST' })).status).toBe(404)
    const file = (await upload(linesOf(1).join('\n'))).json().id
    expect((await create(file, { endpoint: '/v1/embeddings' })).status).toBe(400)
    expect((await create(file, { completion_window: '1h' })).status).toBe(400)
    expect((await call(`/files/${file}`, { method: 'DELETE' })).json().deleted).toBe(true)
    expect((await call(`/files/${file}`)).status).toBe(404)
    endpoint.configure({ apiKey: 'k' })
    expect((await call('/batches')).status).toBe(401)
    endpoint.configure({ apiKey: null, batches: false })
    expect((await call('/batches')).status).toBe(404)
  })

  it('can be cut off before and after what is asked was done', async () => {
    const { upload, create, call, endpoint } = await opened({ keepsMetadata: false })
    const file = (await upload(linesOf(1).join('\n'))).json().id
    endpoint.configure({ batchCuts: ['createBefore'] })
    await expect(create(file)).rejects.toThrow()
    expect(endpoint.counts().batches).toBe(0)
    endpoint.configure({ batchCuts: ['createAfter'] })
    await expect(create(file, { metadata: { n: '1' } })).rejects.toThrow()
    expect(endpoint.counts().batches).toBe(1)
    endpoint.configure({ batchCuts: [] })
    expect((await call('/batches')).json().data).toEqual([
      expect.objectContaining({ input_file_id: file, metadata: null }),
    ])
  })
})
