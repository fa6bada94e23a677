import { type BatchRequestLine, batchUrl } from '../../domain/batches/batch-line.ts'
import type { ChatRequest } from '../../domain/calls/chat.ts'
import { replyKeyText } from '../calls/with-store.ts'
import type { BatchLimits } from './batch-limits.ts'

/** A request under the id by which its reply will be known. */
export type BatchRequest = { id: string; request: ChatRequest }

/** Hex digits of an id that stand for what a request is for, and for what it says. */
const purposeDigits = 16
const contentDigits = 24

/**
 * A request's id in a batch: `mt-<purpose>-<content>`. The same whenever the same is asked for the
 * same, so that a reply finds its place days later, and none where the question, answer, prompt or
 * a parameter has changed since: then only the first half is equal.
 */
export function batchRequestId(
  request: ChatRequest,
  { baseUrl, hash }: { baseUrl: string; hash: (text: string) => string },
): string {
  const content = hash(replyKeyText(request, baseUrl)).slice(0, contentDigits)
  return `${purposeId(request.purpose ?? '', hash)}-${content}`
}

/** The part of an id that stands for what a request is for. */
export function purposeId(purpose: string, hash: (text: string) => string): string {
  return `mt-${hash(purpose).slice(0, purposeDigits)}`
}

/** The part of an id that stands for what the request is for. */
export function purposePartOf(id: string): string {
  return id.slice(0, id.lastIndexOf('-'))
}

/** The requests of one batch as the text of its input file. */
export type BatchChunk = { requests: BatchRequest[]; text: string; bytes: number }

/**
 * Splits requests, in their order, into input files that keep a provider's limits.
 * @param toBody the body that is sent for a request
 * @param byteLength of a text in UTF-8
 * @throws RangeError for a request that is over the limit by itself
 */
export function batchChunks(
  requests: readonly BatchRequest[],
  options: {
    limits: BatchLimits
    toBody: (request: ChatRequest) => Record<string, unknown>
    byteLength: (text: string) => number
  },
): BatchChunk[] {
  const { limits } = options
  const chunks: { requests: BatchRequest[]; lines: string[]; bytes: number }[] = []
  for (const request of requests) {
    const line = `${JSON.stringify(lineOf(request, options.toBody))}\n`
    const bytes = options.byteLength(line)
    if (bytes > limits.bytes) {
      throw new RangeError(`a request of ${bytes} bytes is over the limit of ${limits.bytes}`)
    }
    const last = chunks.at(-1)
    const fits =
      last !== undefined &&
      last.requests.length < limits.requests &&
      last.bytes + bytes <= limits.bytes
    if (fits) {
      last.requests.push(request)
      last.lines.push(line)
      last.bytes += bytes
    } else chunks.push({ requests: [request], lines: [line], bytes })
  }
  return chunks.map(({ lines, ...chunk }) => ({ ...chunk, text: lines.join('') }))
}

function lineOf(
  { id, request }: BatchRequest,
  toBody: (request: ChatRequest) => Record<string, unknown>,
): BatchRequestLine {
  return { custom_id: id, method: 'POST', url: batchUrl, body: toBody(request) }
}
