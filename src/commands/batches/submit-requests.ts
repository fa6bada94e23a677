import { type BatchJob, batchJobSchemaName } from '../../domain/batches/batch-job.ts'
import { ChatError, type ChatRequest } from '../../domain/calls/chat.ts'
import { messageOf, UserError } from '../../errors.ts'
import { newJobId, openBatchStore } from '../../io/batches/batch-store.ts'
import {
  type Capabilities,
  guessCapabilities,
  mergeCapabilities,
  messagesFor,
  paramsFor,
} from '../../io/endpoint/capabilities.ts'
import { batchPriceOf } from '../../io/endpoint/prices.ts'
import { type CountTokens, loadTokenCounter } from '../../io/endpoint/tokens.ts'
import type { BatchLimits } from '../../pipeline/batches/batch-limits.ts'
import {
  type BatchChunk,
  type BatchRequest,
  batchChunks,
} from '../../pipeline/batches/batch-requests.ts'
import { type Fitting, fitBudget } from '../../pipeline/batches/fit-budget.ts'
import { submitJob } from '../../pipeline/batches/submit-job.ts'
import type { BudgetLimits, Spending } from '../../pipeline/calls/budget.ts'
import { worstCase } from '../../pipeline/calls/with-budget.ts'
import type { BatchWork } from './batch-work.ts'
import { type BatchContext, toolsFor } from './job-tools.ts'

/** What is to be submitted, and within what. */
export type Submission = {
  /** The variable that was named for the key; jobs keep its name. */
  apiKeyEnv: string | undefined
  sizes: BatchLimits
}

/** What of the requests fits under the limits, taken at its worst. */
export async function fitRequests(
  work: BatchWork,
  requests: readonly BatchRequest[],
  { limits, spent }: { limits: BudgetLimits; spent: Spending },
): Promise<Fitting & { worstOf: (request: BatchRequest) => Spending }> {
  const countTokens: CountTokens = await loadTokenCounter()
  const price = batchPriceOf(work.endpoint)?.price ?? null
  const worstOf = ({ request }: BatchRequest) => worstCase(request, { price, countTokens })
  return { ...fitBudget(requests, { limits, spent, worstOf }), worstOf }
}

/**
 * Submits requests, in as many batches as the sizes ask for.
 * @param options.jobs all jobs for the same model: what they have taught of it is heeded
 * @throws UserError where the endpoint offers no batches; ChatError where it cannot be reached
 */
export async function submitRequests(
  work: BatchWork,
  requests: readonly BatchRequest[],
  options: { jobs: readonly BatchJob[]; submission: Submission; context: BatchContext },
): Promise<BatchJob[]> {
  const { submission, context } = options
  const capabilities = options.jobs
    .map((job): Capabilities => job.capabilities)
    .reduce(mergeCapabilities, guessCapabilities(work.baseUrl, work.endpoint.model))
  const toBody = ({ params, model, messages }: ChatRequest) => ({
    ...paramsFor(capabilities, params),
    model,
    messages: messagesFor(capabilities, messages),
  })
  const byteLength = (text: string) => Buffer.byteLength(text)
  const chunks = batchChunks(requests, { limits: submission.sizes, toBody, byteLength })
  const submitted: BatchJob[] = []
  for (const chunk of chunks) {
    const job = newJob(work, chunk, { capabilities, submission, context })
    const store = openBatchStore(context.dir)
    await store.writeInput(job.id, chunk.text)
    await store.write(job)
    try {
      submitted.push(await submitJob(job, toolsFor(job.endpoint, context)))
    } catch (error) {
      throw refusal(error, work)
    }
  }
  return submitted
}

function newJob(
  work: BatchWork,
  chunk: BatchChunk,
  of: { capabilities: Capabilities; submission: Submission; context: BatchContext },
): BatchJob {
  const { endpoint } = work
  const known = batchPriceOf(endpoint)
  const { dir, ui } = of.context
  return {
    schema: batchJobSchemaName,
    id: newJobId(dir),
    command: work.command,
    suite: work.workspace.bench,
    created: new Date(ui.clock.now()).toISOString(),
    endpoint: {
      id: endpoint.id,
      model: endpoint.model,
      base_url: work.baseUrl,
      api_key_env: endpoint.apiKeyEnv ?? of.submission.apiKeyEnv ?? null,
    },
    settings: work.settings,
    requests: chunk.requests.length,
    bytes: chunk.bytes,
    price: known === null ? null : { ...known.price, source: known.source },
    capabilities: of.capabilities,
    stage: 'written',
    file_id: null,
    batch_id: null,
    status: null,
    counts: null,
    looked_at: null,
    problems: [],
    kept: [],
  }
}

/** Statuses of a path that a server does not have. */
const notOffered: readonly unknown[] = [404, 405, 501]

function refusal(error: unknown, { endpoint, baseUrl }: BatchWork): unknown {
  if (!(error instanceof ChatError) || !notOffered.includes(error.status)) return error
  return new UserError(
    `${endpoint.id}: ${baseUrl} offers no batches (${messageOf(error)}): leave --batch out`,
    { cause: error },
  )
}
