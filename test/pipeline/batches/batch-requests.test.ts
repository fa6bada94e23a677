import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChatRequest } from '../../../src/domain/calls/chat.ts'
import { defaultBatchLimits } from '../../../src/pipeline/batches/batch-limits.ts'
import {
  batchChunks,
  batchRequestId,
  purposeId,
  purposePartOf,
} from '../../../src/pipeline/batches/batch-requests.ts'

const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const baseUrl = 'http://127.0.0.1/v1'

const requestOf = (more: Partial<ChatRequest> = {}): ChatRequest => ({
  model: 'm',
  messages: [{ role: 'user', content: 'q' }],
  params: { temperature: 0, max_tokens: 9 },
  purpose: 'answer 1',
  ...more,
})
const idOf = (more: Partial<ChatRequest> = {}, url = baseUrl) =>
  batchRequestId(requestOf(more), { baseUrl: url, hash })

describe('the id of a request in a batch', () => {
  it('is the same for the same, whatever the order of its parameters', () => {
    expect(idOf({ params: { max_tokens: 9, temperature: 0 } })).toBe(idOf())
    expect(idOf()).toMatch(/^mt-[0-9a-f]{16}-[0-9a-f]{24}$/)
  })

  it.each([
    ['another text', idOf({ messages: [{ role: 'user', content: 'r' }] })],
    ['another model', idOf({ model: 'n' })],
    ['another parameter', idOf({ params: { temperature: 0, max_tokens: 18 } })],
    ['another address', idOf({}, 'http://127.0.0.2/v1')],
  ])('differs for %s in its second part only', (_, other) => {
    expect(other).not.toBe(idOf())
    expect(purposePartOf(other)).toBe(purposePartOf(idOf()))
  })

  it('differs for another purpose in its first part only', () => {
    const other = idOf({ purpose: 'answer 2' })
    expect(purposePartOf(other)).toBe(purposeId('answer 2', hash))
    expect(purposePartOf(other)).not.toBe(purposePartOf(idOf()))
    expect(other.split('-').at(-1)).toBe(idOf().split('-').at(-1))
  })
})

const byteLength = (text: string) => Buffer.byteLength(text)
const toBody = ({ model, messages, params }: ChatRequest) => ({ ...params, model, messages })
const listOf = (contents: readonly string[]) =>
  contents.map((content, index) => ({
    id: `r${index}`,
    request: requestOf({ messages: [{ role: 'user', content }] }),
  }))

describe('input files', () => {
  it('hold a request a line, in the form of OpenAI’s batches', () => {
    const [chunk] = batchChunks(listOf(['é']), { limits: defaultBatchLimits, toBody, byteLength })
    expect(chunk?.text.endsWith('\n')).toBe(true)
    expect(chunk?.bytes).toBe(byteLength(chunk?.text ?? ''))
    expect(JSON.parse(chunk?.text ?? '')).toEqual({
      custom_id: 'r0',
      method: 'POST',
      url: '/v1/chat/completions',
      body: {
        model: 'm',
        messages: [{ role: 'user', content: 'é' }],
        temperature: 0,
        max_tokens: 9,
      },
    })
  })

  it('are split at 50,000 requests', () => {
    const requests = listOf(Array.from({ length: 50_001 }, () => 'q'))
    const chunks = batchChunks(requests, { limits: defaultBatchLimits, toBody, byteLength })
    expect(chunks.map((chunk) => chunk.requests.length)).toEqual([50_000, 1])
  })

  it('are split at 200 MB', () => {
    const requests = listOf(Array.from({ length: 5 }, () => 'x'.repeat(50_000_000)))
    const chunks = batchChunks(requests, { limits: defaultBatchLimits, toBody, byteLength })
    expect(chunks.map((chunk) => chunk.requests.length)).toEqual([3, 2])
  })

  it('hold all requests once, in order, and keep both limits (law)', () => {
    const contents = fc.array(fc.string({ maxLength: 60, unit: 'binary' }), { maxLength: 40 })
    fc.assert(
      fc.property(contents, fc.integer({ min: 1, max: 9 }), (texts, requests) => {
        const limits = { requests, bytes: 900 }
        const chunks = batchChunks(listOf(texts), { limits, toBody, byteLength })
        expect(chunks.flatMap((chunk) => chunk.requests.map(({ id }) => id))).toEqual(
          texts.map((_, index) => `r${index}`),
        )
        for (const chunk of chunks) {
          expect(chunk.requests.length).toBeLessThanOrEqual(requests)
          expect(byteLength(chunk.text)).toBe(chunk.bytes)
          expect(chunk.bytes).toBeLessThanOrEqual(900)
          expect(chunk.text.trimEnd().split('\n')).toHaveLength(chunk.requests.length)
        }
      }),
    )
  })

  it('refuse a request that is over the limit by itself', () => {
    const limits = { requests: 9, bytes: 100 }
    expect(() => batchChunks(listOf(['q']), { limits, toBody, byteLength })).toThrow(RangeError)
  })
})
