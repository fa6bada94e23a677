import type { BatchJob } from '../../domain/batches/batch-job.ts'
import type { Endpoint } from '../../domain/calls/endpoint.ts'
import { openBatchStore } from '../../io/batches/batch-store.ts'
import { apiKeyFor } from '../../io/endpoint/api-key.ts'
import { createBatchClient } from '../../io/endpoint/batch-client.ts'
import { defaultTimeouts } from '../../io/endpoint/openai-chat.ts'
import type { JobTools } from '../../pipeline/batches/submit-job.ts'
import { defaultRetryRules } from '../../pipeline/calls/with-retries.ts'
import type { Ui } from '../ui.ts'

/** What a command with batches is run with. */
export type BatchContext = {
  dir: string
  ui: Ui
  /** Names the key's variable, in place of the one that a job was made with. */
  apiKeyEnv: string | undefined
  maxTries: number
}

/** Provider and disk for jobs at one endpoint. */
export function toolsFor(of: BatchJob['endpoint'], context: BatchContext): JobTools {
  const { ui } = context
  const key = apiKeyFor(endpointOf(of, context.apiKeyEnv), { env: ui.env, flag: undefined })
  return {
    service: createBatchClient({
      baseUrl: of.base_url,
      apiKey: key?.key,
      timeouts: defaultTimeouts,
      signal: ui.signal,
    }),
    store: openBatchStore(context.dir),
    retries: {
      ...defaultRetryRules,
      maxTries: context.maxTries,
      clock: ui.clock,
      random: Math.random,
      onRetry: () => undefined,
    },
    signal: ui.signal,
  }
}

function endpointOf(of: BatchJob['endpoint'], apiKeyEnv: string | undefined): Endpoint {
  return {
    id: of.id,
    model: of.model,
    baseUrl: of.base_url,
    apiKeyEnv: apiKeyEnv ?? of.api_key_env ?? undefined,
    params: {},
    price: undefined,
    rpm: undefined,
    tpm: undefined,
    concurrency: undefined,
  }
}
