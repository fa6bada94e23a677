import type { EndpointOptions } from '../options.ts'
import type { BatchRequest, CheckedInput, InputError } from './batch-book.ts'

const ENDPOINT = '/v1/chat/completions'

/** The requests of an input file, or the first thing that is wrong with it. */
export function checkInput(
  text: string,
  { batchRequestLimit }: Pick<EndpointOptions, 'batchRequestLimit'>,
): CheckedInput {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  if (lines.length === 0) return wrong('empty_file', null, 'the file holds no request')
  if (lines.length > batchRequestLimit) {
    return wrong('too_many_tasks', null, `a batch takes at most ${batchRequestLimit} requests`)
  }
  const requests = new Map<string, BatchRequest>()
  for (const [index, line] of lines.entries()) {
    const read = readLine(line)
    if ('code' in read) return wrong(read.code, index + 1, read.message)
    if (requests.has(read.customId)) {
      return wrong('duplicate_custom_id', index + 1, `"${read.customId}" stands twice`)
    }
    requests.set(read.customId, read)
  }
  const all = [...requests.values()]
  const other = all.findIndex(({ body }) => body['model'] !== all[0]?.body['model'])
  if (other >= 0) return wrong('model_mismatch', other + 1, 'a batch is for one model')
  return { requests: all }
}

function wrong(code: string, line: number | null, message: string): CheckedInput {
  return { errors: [{ code, line, message }] }
}

function readLine(line: string): BatchRequest | Omit<InputError, 'line'> {
  const fields = parse(line)
  if (fields === null) return { code: 'invalid_json_line', message: 'this line is no JSON object' }
  const { custom_id: customId, method, url, body } = fields
  if (typeof customId !== 'string' || customId === '') {
    return { code: 'missing_required_parameter', message: 'custom_id is missing' }
  }
  if (method !== 'POST' || url !== ENDPOINT) {
    return { code: 'url_mismatch', message: `only POST ${ENDPOINT} is served in batches` }
  }
  if (!isObject(body)) return { code: 'missing_required_parameter', message: 'body is missing' }
  return { customId, body }
}

function parse(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
