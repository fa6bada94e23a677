import { ApiError, invalidRequest } from './api-error.ts'
import { digest } from './draws.ts'
import type { EndpointOptions, Refusable } from './options.ts'

export type ChatMessage = { readonly role: string; readonly text: string }

/** The parameters that the log keeps, as they were sent; absent or null ones are left out. */
export type SentParams = {
  max_tokens?: number
  max_completion_tokens?: number
  temperature?: number
  seed?: number
}

export type ChatRequest = {
  readonly model: string
  readonly messages: readonly ChatMessage[]
  readonly params: SentParams
  /** SHA-256 of model and messages, hexadecimal; parameters take no part. */
  readonly hash: string
}

const PARAM_NAMES = ['max_tokens', 'max_completion_tokens', 'temperature', 'seed'] as const

/** Reads a request body. Throws ApiError 400 for what no chat server would take. */
export function parseChatRequest(body: string): ChatRequest {
  const fields = parseObject(body)
  const { model, messages, stream, n } = fields
  if (typeof model !== 'string' || model === '') {
    throw invalidRequest('you must provide a model parameter', 'model')
  }
  if (!Array.isArray(messages) || messages.length === 0) {
    throw invalidRequest("'messages' must be a list with at least one message", 'messages')
  }
  if (stream === true) throw invalidRequest('this endpoint does not stream', 'stream')
  if (n !== undefined && n !== null && n !== 1) {
    throw invalidRequest('this endpoint sends one choice only', 'n')
  }
  const read = messages.map(readMessage)
  return { model, messages: read, params: readParams(fields), hash: hashRequest(model, read) }
}

/** Throws the ApiError that a server with these options answers to this request, if any. */
export function checkChatRequest(request: ChatRequest, options: EndpointOptions): void {
  const { model } = request
  if (options.models !== null && !options.models.includes(model)) {
    const message = `The model '${model}' does not exist or you do not have access to it.`
    throw new ApiError(404, { message, param: null, code: 'model_not_found' })
  }
  for (const feature of options.refuses) REFUSALS[feature](request)
}

/** Most words a reply may have; null without a budget. */
export function wordBudget({ params }: ChatRequest): number | null {
  return params.max_completion_tokens ?? params.max_tokens ?? null
}

const REFUSALS: Readonly<Record<Refusable, (request: ChatRequest) => void>> = {
  temperature({ params: { temperature = 1 } }) {
    if (temperature === 1) return
    throw unsupportedValue('temperature', `${temperature} with this model. Only 1 is supported.`)
  },
  max_tokens({ params }) {
    if (params.max_tokens === undefined) return
    throw unsupportedParameter('max_tokens', "Use 'max_completion_tokens' instead.")
  },
  max_completion_tokens({ params }) {
    if (params.max_completion_tokens === undefined) return
    throw unsupportedParameter('max_completion_tokens', "Use 'max_tokens' instead.")
  },
  system({ messages }) {
    const index = messages.findIndex(({ role }) => role === 'system')
    if (index >= 0) throw unsupportedValue(`messages[${index}].role`, "'system' with this model.")
  },
}

function unsupportedParameter(param: string, advice: string): ApiError {
  const message = `Unsupported parameter: '${param}' is not supported with this model. ${advice}`
  return new ApiError(400, { message, param, code: 'unsupported_parameter' })
}

function unsupportedValue(param: string, rest: string): ApiError {
  const message = `Unsupported value: '${param}' does not support ${rest}`
  return new ApiError(400, { message, param, code: 'unsupported_value' })
}

/** The object that a JSON text holds; ApiError 400 for anything else. */
export function parseObject(body: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch (cause) {
    throw invalidRequest('the body of your request is no valid JSON', null, cause)
  }
  if (!isObject(value)) throw invalidRequest('the body of your request is no JSON object', null)
  return value
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readMessage(message: unknown, index: number): ChatMessage {
  const { role, content } = isObject(message) ? message : {}
  if (typeof role !== 'string') {
    throw invalidRequest(`'messages[${index}]' must have a role`, `messages[${index}]`)
  }
  return { role, text: readText(content, index) }
}

/** A message's text; parts are joined as they stand, parts that hold no text are left out. */
function readText(content: unknown, index: number): string {
  if (typeof content === 'string') return content
  if (content === null) return ''
  if (!Array.isArray(content)) {
    const param = `messages[${index}].content`
    throw invalidRequest(`'${param}' must be a text or a list of parts`, param)
  }
  return content.map(readPart).join('')
}

function readPart(part: unknown): string {
  const { text } = isObject(part) ? part : {}
  return typeof text === 'string' ? text : ''
}

function readParams(fields: Record<string, unknown>): SentParams {
  const params: SentParams = {}
  for (const name of PARAM_NAMES) {
    const value = fields[name]
    if (value === undefined || value === null) continue
    if (typeof value !== 'number') throw invalidRequest(`'${name}' must be a number`, name)
    if (name.startsWith('max_') && !(Number.isInteger(value) && value >= 1)) {
      throw invalidRequest(`'${name}' must be a whole number of at least 1`, name)
    }
    params[name] = value
  }
  return params
}

function hashRequest(model: string, messages: readonly ChatMessage[]): string {
  return digest([JSON.stringify([model, ...messages.flatMap(({ role, text }) => [role, text])])])
}
