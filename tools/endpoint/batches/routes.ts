import { checkKey, sendError } from '../answer-chat.ts'
import { ApiError, invalidRequest } from '../api-error.ts'
import { parseObject } from '../chat-request.ts'
import { type Exchange, send, settle } from '../exchange.ts'
import type { BatchCut } from '../options.ts'
import { readBody, readBytes } from '../read-body.ts'
import { type Batch, epochSeconds, type StoredFile } from './batch-book.ts'
import { checkInput } from './check-input.ts'
import { formatBatch, formatFile } from './format-batch.ts'
import { lookAt, progressOf } from './run-batch.ts'

/** Room for the parts of a form that are not the file, bytes. */
const FORM_BYTES = 64 * 1024
/** Batches of one page of the list, at most. */
const PAGE_LIMIT = 100

export function isBatchPath(path: string): boolean {
  return /^\/v1\/(files|batches)(\/|$)/.test(path)
}

/** Answers one request about files or batches. */
export async function answerBatches(exchange: Exchange): Promise<void> {
  const { state, request, path } = exchange
  try {
    checkKey(request, state.options)
    const [, , what, id, part] = path.split('/')
    const route = ROUTES[`${request.method} ${what}${id ? '/ID' : ''}${part ? `/${part}` : ''}`]
    if (route === undefined) {
      const message = `Unknown request URL: ${request.method} ${path}.`
      throw new ApiError(404, { message, param: null, code: 'unknown_url' })
    }
    if (cut(exchange, route.before)) return
    const body = await route.answer(exchange, id ?? '')
    if (cut(exchange, route.after)) return
    send(exchange, { status: 200, body })
  } catch (error) {
    sendError(exchange, error)
  }
}

type Route = {
  answer: (exchange: Exchange, id: string) => string | Promise<string>
  before?: BatchCut
  after?: BatchCut
}

const ROUTES: Readonly<Record<string, Route>> = {
  'POST files': { answer: upload, before: 'uploadBefore', after: 'uploadAfter' },
  'GET files/ID': { answer: (exchange, id) => formatFile(fileOf(exchange, id)) },
  'GET files/ID/content': {
    answer: (exchange, id) => fileOf(exchange, id).text,
    before: 'content',
  },
  'DELETE files/ID': { answer: remove },
  'POST batches': { answer: create, before: 'createBefore', after: 'createAfter' },
  'GET batches': { answer: list, before: 'list' },
  'GET batches/ID': {
    answer: (exchange, id) => formatBatch(exchange.state, batchOf(exchange, id)),
    before: 'retrieve',
  },
  'POST batches/ID/cancel': { answer: cancel, after: 'cancelAfter' },
}

function cut({ state, request, ...exchange }: Exchange, at: BatchCut | undefined): boolean {
  if (at === undefined || !state.options.batchCuts.includes(at)) return false
  settle({ state, request, ...exchange }, null)
  request.socket.resetAndDestroy()
  return true
}

async function upload({ state, book, request }: Exchange): Promise<string> {
  const bytes = await readBytes(request, state.options.fileLimitBytes + FORM_BYTES)
  const headers = { 'content-type': request.headers['content-type'] ?? '' }
  const form = await new Response(new Uint8Array(bytes), { headers }).formData().catch((cause) => {
    throw invalidRequest('the body of your request is no form', null, cause)
  })
  const [file, purpose] = [form.get('file'), form.get('purpose')]
  if (!(file instanceof File)) throw invalidRequest("'file' is a required property", 'file')
  if (purpose !== 'batch') throw invalidRequest("only the purpose 'batch' is served", 'purpose')
  if (file.size > state.options.fileLimitBytes) {
    const message = `the file is over ${state.options.fileLimitBytes} bytes`
    throw new ApiError(413, { message, param: 'file', code: 'file_too_large' })
  }
  const id = state.batchBook.nextId('file')
  const stored = {
    id,
    name: file.name,
    purpose,
    text: await file.text(),
    created: epochSeconds(),
  }
  state.batchBook.files.set(id, stored)
  book.tally.fileUploaded()
  return formatFile(stored)
}

function remove(exchange: Exchange, id: string): string {
  fileOf(exchange, id)
  exchange.state.batchBook.files.delete(id)
  return JSON.stringify({ id, object: 'file', deleted: true })
}

async function create(exchange: Exchange): Promise<string> {
  const { state, book, request } = exchange
  const fields = parseObject(await readBody(request, FORM_BYTES))
  const { input_file_id: fileId, endpoint, completion_window: window, metadata } = fields
  if (endpoint !== '/v1/chat/completions') throw invalidRequest('unknown endpoint', 'endpoint')
  if (window !== '24h') throw invalidRequest("must be '24h'", 'completion_window')
  const file = fileOf(exchange, String(fileId))
  const input = checkInput(file.text, state.options)
  const id = state.batchBook.nextId('batch')
  const keeps = state.options.keepsMetadata && typeof metadata === 'object' && metadata !== null
  const batch: Batch = {
    id,
    fileId: file.id,
    metadata: keeps ? { ...metadata } : null,
    input,
    book,
    created: epochSeconds(),
    createdMs: state.nowMs(),
    cancelledAt: null,
    end: null,
  }
  state.batchBook.batches.set(id, batch)
  book.tally.batchCreated('requests' in input ? input.requests.length : 0)
  return formatBatch(state, batch)
}

/** The newest first, in pages. */
function list({ state, request }: Exchange): string {
  const query = new URL(request.url ?? '/', 'http://localhost').searchParams
  const after = query.get('after')
  const limit = Math.min(PAGE_LIMIT, Number(query.get('limit') ?? 20))
  const all = [...state.batchBook.batches.values()].toReversed()
  const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1
  const page = all.slice(from, from + limit)
  return JSON.stringify({
    object: 'list',
    data: page.map((batch): unknown => JSON.parse(formatBatch(state, batch))),
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
    has_more: from + limit < all.length,
  })
}

function cancel(exchange: Exchange, id: string): string {
  const { state } = exchange
  const batch = batchOf(exchange, id)
  lookAt(state, batch)
  if (batch.end !== null) {
    throw new ApiError(409, {
      message: `Cannot cancel a batch with status '${batch.end.status}'.`,
      param: null,
      code: null,
    })
  }
  const asSeen = { ...JSON.parse(formatBatch(state, batch)), status: 'cancelling' }
  batch.cancelledAt = progressOf(state, batch)
  return JSON.stringify({ ...asSeen, cancelling_at: epochSeconds() })
}

function fileOf({ state }: Exchange, id: string): StoredFile {
  const file = state.batchBook.files.get(id)
  if (file !== undefined) return file
  const message = `No such File object: ${id}`
  throw new ApiError(404, { message, param: 'id', code: null })
}

function batchOf({ state }: Exchange, id: string): Batch {
  const batch = state.batchBook.batches.get(id)
  if (batch !== undefined) return batch
  const message = `No batch found with id '${id}'.`
  throw new ApiError(404, { message, param: null, code: null })
}
