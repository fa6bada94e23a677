import { type BatchJob, batchJobSchemaName } from '../../src/domain/batches/batch-job.ts'

/** A job that was just written; what a test is about is given, the rest is made up. */
export function jobOf(more: Partial<BatchJob> = {}): BatchJob {
  return {
    schema: batchJobSchemaName,
    id: '0000000a',
    command: 'judge',
    suite: 'small',
    created: '2026-01-01T00:00:00.000Z',
    endpoint: { id: 'j', model: 'vendor/j', base_url: 'http://127.0.0.1/v1', api_key_env: null },
    settings: {},
    requests: 1,
    bytes: 2,
    price: null,
    capabilities: {
      family: 'other',
      tokenField: 'max_tokens',
      refusedTokenFields: [],
      temperature: true,
      seedField: 'seed',
      systemRole: true,
    },
    stage: 'written',
    file_id: null,
    batch_id: null,
    status: null,
    counts: null,
    looked_at: null,
    problems: [],
    kept: [],
    ...more,
  }
}
