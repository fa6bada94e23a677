import { describe, expect, it } from 'vitest'
import { readJobResults } from '../../../src/io/batches/read-results.ts'
import { jobOf } from '../../support/batch-jobs.ts'
import { completion } from '../../support/http-server.ts'
import { jsonl, smallWorkspace } from '../../support/small-workspace.ts'

const job = jobOf({ stage: 'downloaded', status: 'completed' })

const requests = (...ids: string[]) =>
  jsonl(ids.map((id) => ({ custom_id: id, body: { model: 'm', messages: [], max_tokens: 9 } })))
const line = (id: string, status: number, body: unknown) => ({
  custom_id: id,
  response: { status_code: status, body },
  error: null,
})

async function read(files: { input: string; output?: string; errors?: string }, of = job) {
  const workspace = smallWorkspace()
  for (const [name, text] of Object.entries(files)) {
    workspace.write(`batches/${job.id}.${name}.jsonl`, text)
  }
  return readJobResults(workspace.dir, of)
}

describe('what a batch brought', () => {
  it('is read as a live reply is, with the parameters that were sent and no latency', async () => {
    const results = await read({
      input: requests('a'),
      output: jsonl([line('a', 200, completion('hello'))]),
    })
    expect(results.replies.get('a')).toEqual({
      text: 'hello',
      finishReason: 'stop',
      usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 },
      latencyMs: null,
      systemFingerprint: 'fp1',
      sentParams: { max_tokens: 9 },
    })
    expect(results).toMatchObject({ calls: 1, billed: [{ total_tokens: 8 }] })
  })

  it.each([
    {
      name: 'an error status',
      found: line('a', 500, { error: { message: 'overloaded' } }),
      say: '500 overloaded',
      counts: { calls: 1, billed: [] },
    },
    {
      name: 'an expired request',
      found: { custom_id: 'a', response: null, error: { code: 'batch_expired', message: 'late' } },
      say: 'late',
      counts: { calls: 0, billed: [] },
    },
    {
      name: 'no completion, which may have been billed',
      found: line('a', 200, { choices: [], usage: { total_tokens: 7 } }),
      say: 'the reply is no chat completion',
      counts: { calls: 1, billed: [{ total_tokens: 7 }] },
    },
    {
      name: 'an empty reply',
      found: line('a', 200, completion('')),
      say: 'the reply is empty',
      counts: { calls: 1 },
    },
    {
      name: 'an error that is no object',
      found: line('a', 502, 'bad gateway'),
      say: 'bad gateway',
      counts: { calls: 1, billed: [] },
    },
  ])('$name is a failure in words', async ({ found, say, counts }) => {
    const results = await read({ input: requests('a'), errors: jsonl([found]) })
    expect(results.replies.size).toBe(0)
    expect(results.failures.get('a')?.message).toContain(say)
    expect(results.failures.get('a')?.message).toContain('vendor/j in batch 0000000a')
    expect(results).toMatchObject(counts)
  })

  it('says why there is nothing at all: the batch’s own problem, or its end', async () => {
    const silent = await read({ input: requests('a') })
    expect(silent.failures.get('a')?.message).toContain('ended (completed) without a result')
    const failed = await read({ input: requests('a') }, { ...job, problems: ['line 1: bad'] })
    expect(failed.failures.get('a')?.message).toContain('the batch failed: line 1: bad')
  })

  it('teaches what the endpoint refuses', async () => {
    const refusal = { error: { message: 'no', param: 'temperature', code: 'unsupported_value' } }
    const results = await read({ input: requests('a'), errors: jsonl([line('a', 400, refusal)]) })
    expect(results.capabilities.temperature).toBe(false)
    expect(results.notices).toEqual([
      'the endpoint refuses temperature: it is left out, its default applies',
    ])
  })

  it('leaves out lines that nobody asked for', async () => {
    const output = jsonl([line('x', 200, completion('hello'))])
    const results = await read({ input: requests('a'), output })
    expect(results.replies.size).toBe(0)
    expect(results.calls).toBe(0)
  })

  it('names file, line and field of a line that is none', async () => {
    await expect(read({ input: requests('a'), output: '{"custom_id": 3}\n' })).rejects.toThrow(
      /0000000a\.output\.jsonl:1: custom_id: /,
    )
  })
})
