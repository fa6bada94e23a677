import type { EndpointState } from '../exchange.ts'
import type { Batch, StoredFile } from './batch-book.ts'
import { lookAt } from './run-batch.ts'

/** A `batch` object as JSON, as far as it has come. */
export function formatBatch(state: EndpointState, batch: Batch): string {
  const { status, done } = lookAt(state, batch)
  const total = 'requests' in batch.input ? batch.input.requests.length : 0
  const errors = 'errors' in batch.input && batch.end !== null ? batch.input.errors : null
  return JSON.stringify({
    id: batch.id,
    object: 'batch',
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
    input_file_id: batch.fileId,
    status,
    created_at: batch.created,
    errors: errors === null ? null : { object: 'list', data: errors },
    output_file_id: batch.end?.outputFileId ?? null,
    error_file_id: batch.end?.errorFileId ?? null,
    request_counts: { total, completed: done, failed: batch.end?.failed ?? 0 },
    metadata: batch.metadata,
  })
}

/** A `file` object as JSON. */
export function formatFile(file: StoredFile): string {
  return JSON.stringify({
    id: file.id,
    object: 'file',
    bytes: Buffer.byteLength(file.text),
    created_at: file.created,
    filename: file.name,
    purpose: file.purpose,
    status: 'processed',
  })
}
