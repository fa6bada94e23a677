import { describe, expect, it } from 'vitest'
import { createBatchClient } from '../../../src/io/endpoint/batch-client.ts'
import { defaultTimeouts } from '../../../src/io/endpoint/openai-chat.ts'
import { httpServer, sendJson } from '../../support/http-server.ts'

const key = 'sk-test-0123456789'
const batch = { id: 'b1', status: 'IN_PROGRESS', input_file_id: 'f1' }

async function clientFor(answer: Parameters<typeof httpServer>[0]) {
  const server = await httpServer(answer)
  const client = createBatchClient({
    baseUrl: `${server.url}/v1`,
    apiKey: key,
    timeouts: defaultTimeouts,
    signal: new AbortController().signal,
  })
  return { server, client }
}

describe('the client for files and batches', () => {
  it('uploads a form with purpose, name and text, under our own headers only', async () => {
    const { server, client } = await clientFor((response) => sendJson(response, { id: 'f1' }))
    expect(await client.upload({ name: 'mtbench-1.jsonl', text: '{"ä":1}\n' })).toBe('f1')
    const [sent] = server.received
    expect(sent?.path).toBe('/v1/files')
    expect(sent?.headers.authorization).toBe(`Bearer ${key}`)
    expect(sent?.headers['user-agent']).toBe('mtbench')
    expect(Object.keys(sent?.headers ?? {}).some((name) => name.startsWith('x-stainless'))).toBe(
      false,
    )
    const headers = { 'content-type': sent?.headers['content-type'] ?? '' }
    const form = await new Response(sent?.body, { headers }).formData()
    const file = form.get('file')
    expect(form.get('purpose')).toBe('batch')
    expect(file instanceof File ? [file.name, await file.text()] : file).toEqual([
      'mtbench-1.jsonl',
      '{"ä":1}\n',
    ])
  })

  it('notes the job on the batch, and reads its state in small letters', async () => {
    const { server, client } = await clientFor((response) => sendJson(response, batch))
    expect(await client.create({ fileId: 'f1', jobId: '0000000a' })).toEqual({
      batchId: 'b1',
      status: 'in_progress',
      counts: null,
      outputFileId: null,
      errorFileId: null,
      problems: [],
    })
    expect(JSON.parse(server.received[0]?.body ?? '')).toEqual({
      input_file_id: 'f1',
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
      metadata: { mtbench: '0000000a' },
    })
  })

  it.each([
    { name: 'by what was noted on it', ours: { metadata: { mtbench: '0000000a' } } },
    { name: 'by its file', ours: { metadata: null, input_file_id: 'f9' } },
  ])('finds a batch on a later page, $name', async ({ ours }) => {
    const { client, server } = await clientFor((response, { path }) =>
      path.includes('after=b1')
        ? sendJson(response, { data: [{ ...batch, id: 'b2', ...ours }], has_more: false })
        : sendJson(response, { data: [batch], has_more: true }),
    )
    expect(await client.find({ fileId: 'f9', jobId: '0000000a' })).toMatchObject({ batchId: 'b2' })
    expect(server.received).toHaveLength(2)
    expect(await client.find({ fileId: 'f8', jobId: '0000000b' })).toBeUndefined()
  })

  it('gives the problems of a batch with their lines, without our key', async () => {
    const errors = { data: [{ line: 3, message: `bad\n${key}` }, { code: 'odd' }] }
    const { client } = await clientFor((response) => sendJson(response, { ...batch, errors }))
    expect((await client.look('b1')).problems).toEqual(['line 3: bad [key]', 'odd'])
  })

  it('takes our key out of files', async () => {
    const { client } = await clientFor((response) => {
      response.end(`{"a": "${key}"}`)
    })
    expect(await client.download('f1')).toBe('{"a": "[key]"}')
  })

  it.each([404, 405])('says who answered with %i, and the status', async (status) => {
    const { client, server } = await clientFor((response) =>
      sendJson(response, { detail: 'Not Found' }, { status }),
    )
    await expect(client.upload({ name: 'x', text: 'y' })).rejects.toMatchObject({
      status,
      kind: 'endpoint',
      message: `uploading a file at ${server.host}: ${status} Not Found`,
    })
  })

  it('takes a reply that is no batch for a failure that may pass', async () => {
    const { client } = await clientFor((response) => sendJson(response, { object: 'list' }))
    await expect(client.look('b1')).rejects.toMatchObject({ kind: 'retry' })
    await expect(client.upload({ name: 'x', text: 'y' })).rejects.toMatchObject({ kind: 'retry' })
  })
})
