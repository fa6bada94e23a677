import { ApiError } from '../api-error.ts'
import { checkChatRequest, parseChatRequest } from '../chat-request.ts'
import { digest } from '../draws.ts'
import type { Book, EndpointState } from '../exchange.ts'
import { drawFault, type FaultKind } from '../faults.ts'
import type { EndpointOptions } from '../options.ts'
import { complete, formatReply } from '../send-reply.ts'
import { readKind } from '../verdicts.ts'
import { type Batch, type BatchEnd, type BatchRequest, epochSeconds } from './batch-book.ts'

/** Share of its time in which a batch is validated, and from which on it is finalized. */
const VALIDATED_AT = 0.1
const FINALIZED_FROM = 0.9

/** The share of its time that has gone for a batch. */
export function progressOf({ options, nowMs }: EndpointState, batch: Batch): number {
  if (options.batchProgress !== null) return options.batchProgress
  return options.batchMs === 0 ? 1 : Math.min(1, (nowMs() - batch.createdMs) / options.batchMs)
}

/** How far a batch is: its status and the requests done. Its end is made when it is first seen. */
export function lookAt(state: EndpointState, batch: Batch): { status: string; done: number } {
  const progress = batch.cancelledAt ?? progressOf(state, batch)
  const requests = 'requests' in batch.input ? batch.input.requests : []
  const worked = (progress - VALIDATED_AT) / (FINALIZED_FROM - VALIDATED_AT)
  // A hair is added: shares that are written as decimals may come out just short of a whole.
  const done = Math.floor(Math.min(1, Math.max(0, worked)) * requests.length + 1e-9)
  if (batch.end === null) {
    if ('errors' in batch.input && progress >= VALIDATED_AT) batch.end = failedEnd
    else if (batch.cancelledAt !== null || progress === 1) {
      batch.end = ended(state, { batch, requests, done })
    }
  }
  if (batch.end !== null) return { status: batch.end.status, done: batch.end.completed }
  return { status: statusAt(progress), done }
}

function statusAt(progress: number): string {
  if (progress < VALIDATED_AT) return 'validating'
  return progress < FINALIZED_FROM ? 'in_progress' : 'finalizing'
}

const failedEnd: BatchEnd = {
  status: 'failed',
  completed: 0,
  failed: 0,
  outputFileId: null,
  errorFileId: null,
}

/** Runs the requests that were done in time; the others are lines of the error file. */
function ended(
  state: EndpointState,
  run: { batch: Batch; requests: readonly BatchRequest[]; done: number },
): BatchEnd {
  const { batch, requests, done } = run
  const isCancelled = batch.cancelledAt !== null
  const lines = requests.map((request, index) =>
    index < done
      ? runLine(request, { book: batch.book, options: state.options })
      : notRun(request, 'batch_cancelled'),
  )
  const outputs = lines.filter((line) => line.isOutput)
  const errors = lines.filter((line) => !line.isOutput)
  const isExpired = lines.some((line) => line.isExpired)
  return {
    status: isCancelled ? 'cancelled' : isExpired ? 'expired' : 'completed',
    completed: outputs.length,
    failed: errors.length,
    outputFileId: store(state, { batch, name: 'output', lines: outputs }),
    errorFileId: store(state, { batch, name: 'error', lines: errors }),
  }
}

type Line = { readonly text: string; readonly isOutput: boolean; readonly isExpired: boolean }

function store(
  state: EndpointState,
  file: { batch: Batch; name: string; lines: readonly Line[] },
): string | null {
  if (file.lines.length === 0) return null
  const id = state.batchBook.nextId('file')
  state.batchBook.files.set(id, {
    id,
    name: `${file.batch.id}_${file.name}.jsonl`,
    purpose: 'batch_output',
    // As providers send them: in an order of their own.
    text: `${file.lines
      .map(({ text }) => text)
      .toReversed()
      .join('\n')}\n`,
    created: epochSeconds(),
  })
  return id
}

function runLine(
  request: BatchRequest,
  { book, options }: { book: Book; options: EndpointOptions },
): Line {
  try {
    const chat = parseChatRequest(JSON.stringify(request.body))
    const kind = readKind(chat)
    book.tally.requestRead({ model: chat.model, kind })
    checkChatRequest(chat, options)
    const attempt = book.tally.attemptBegan(chat.hash)
    const fault = drawFault(options.faults, { seed: options.seed, hash: chat.hash, attempt })
    if (fault !== null) book.tally.faultDrawn(fault)
    if (fault === 'hang') return notRun(request, 'batch_expired')
    const status = fault === null ? undefined : FAULT_STATUSES[fault]
    if (status !== undefined) throw new ApiError(status, FAULT_DETAILS)
    const spoilt = fault === null ? undefined : SPOILT_BODIES[fault]
    const admitted = { chat, kind, options }
    const body = spoilt === undefined ? complete({ book }, admitted) : formatReply(admitted, spoilt)
    return lineOf(request, { status: 200, body, isOutput: true })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return lineOf(request, { status: error.status, body: error.toBody(), isOutput: false })
  }
}

const FAULT_STATUSES: Readonly<Partial<Record<FaultKind, number>>> = {
  tooManyRequests: 429,
  tooManyRequestsBare: 429,
  serverError: 500,
  unavailable: 503,
  timeoutStatus: 408,
}

const FAULT_DETAILS = {
  message: 'The server had an error while processing your request.',
  type: 'server_error',
  param: null,
  code: null,
}

const SPOILT_BODIES: Readonly<
  Partial<Record<FaultKind, { content?: string; hasChoices?: boolean }>>
> = {
  emptyContent: { content: '' },
  emptyChoices: { hasChoices: false },
}

function lineOf(
  { customId }: BatchRequest,
  line: { status: number; body: string; isOutput: boolean },
): Line {
  const id = `batch_req_${digest([customId]).slice(0, 24)}`
  const response = { status_code: line.status, request_id: id, body: JSON.parse(line.body) }
  const text = JSON.stringify({ id, custom_id: customId, response, error: null })
  return { text, isOutput: line.isOutput, isExpired: false }
}

function notRun({ customId }: BatchRequest, code: 'batch_expired' | 'batch_cancelled'): Line {
  const id = `batch_req_${digest([customId]).slice(0, 24)}`
  const message =
    code === 'batch_expired'
      ? 'This request could not be executed before the completion window expired.'
      : 'This request was not executed: the batch was cancelled.'
  const text = JSON.stringify({ id, custom_id: customId, response: null, error: { code, message } })
  return { text, isOutput: false, isExpired: code === 'batch_expired' }
}
