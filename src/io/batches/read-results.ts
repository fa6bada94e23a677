import { existsSync } from 'node:fs'
import { APIError } from 'openai'
import { z } from 'zod'
import type { Usage } from '../../domain/answer.ts'
import type { BatchJob } from '../../domain/batches/batch-job.ts'
import { type BatchResultLine, batchResultLineSchema } from '../../domain/batches/batch-line.ts'
import { ChatError, type ChatReply } from '../../domain/calls/chat.ts'
import { type Capabilities, learnFrom, mergeCapabilities } from '../endpoint/capabilities.ts'
import { toChatError } from '../endpoint/chat-errors.ts'
import { replyOf, usageIn } from '../endpoint/completion.ts'
import { readJsonl } from '../files/read-jsonl.ts'
import { jobFiles } from './batch-store.ts'

/** What came of one job's requests. */
export type JobResults = {
  replies: Map<string, ChatReply>
  failures: Map<string, ChatError>
  /** Requests that the provider has answered, refusals included. */
  calls: number
  /** Tokens of those that may have been billed; null where it reported none. */
  billed: (Usage | null)[]
  /** What its failures teach of the endpoint, and how that is said. */
  capabilities: Capabilities
  notices: string[]
}

/**
 * Reads what a batch brought, each line in the form that a call of its own would have had. A
 * request without a line has failed too.
 * @throws UserError for a line that is none, naming file and line
 */
export async function readJobResults(dir: string, job: BatchJob): Promise<JobResults> {
  const files = jobFiles(dir, job.id)
  const params = await sentParams(files.input)
  const results: JobResults = {
    replies: new Map(),
    failures: new Map(),
    calls: 0,
    billed: [],
    capabilities: job.capabilities,
    notices: [],
  }
  const who = `${job.endpoint.model} in batch ${job.id}`
  const onRecord = (line: BatchResultLine) => {
    const sent = params.get(line.custom_id)
    if (sent !== undefined) addLine(results, line, { who, params: sent, job })
  }
  for (const file of [files.output, files.errors]) {
    if (existsSync(file)) await readJsonl(file, batchResultLineSchema, { onRecord })
  }
  for (const id of params.keys()) {
    if (results.replies.has(id) || results.failures.has(id)) continue
    results.failures.set(id, new ChatError(`${who}: ${whyNothing(job)}`, { kind: 'call' }))
  }
  return results
}

function whyNothing({ problems, status }: BatchJob): string {
  const [problem] = problems
  if (problem !== undefined) return `the batch failed: ${problem}`
  return `the batch ended (${status}) without a result of it`
}

const inputLineSchema = z.looseObject({
  custom_id: z.string(),
  body: z.record(z.string(), z.unknown()),
})

/** The ids of a job's requests, with the parameters that were sent. */
async function sentParams(file: string): Promise<Map<string, Record<string, unknown>>> {
  const params = new Map<string, Record<string, unknown>>()
  await readJsonl(file, inputLineSchema, {
    onRecord: ({ custom_id, body }) => {
      const { model: _, messages: __, ...others } = body
      params.set(custom_id, others)
    },
  })
  return params
}

/** The ids of the requests in an input file. */
export async function readRequestIds(file: string): Promise<string[]> {
  return [...(await sentParams(file)).keys()]
}

type Sent = { who: string; params: Record<string, unknown>; job: BatchJob }

function addLine(results: JobResults, line: BatchResultLine, sent: Sent): void {
  const { who, params, job } = sent
  try {
    const { response } = line
    if (response == null) throw new ChatError(`${who}: ${whyNotRun(line)}`, { kind: 'call' })
    results.calls++
    if (response.status_code !== 200)
      throw APIError.generate(response.status_code, bodyOf(response.body), undefined, new Headers())
    results.billed.push(usageIn(response.body) ?? null)
    results.replies.set(line.custom_id, replyOf(response.body, { who, params, latencyMs: null }))
  } catch (error) {
    const learnt = learnFrom(error, job.capabilities)
    if (learnt !== undefined) {
      results.capabilities = mergeCapabilities(results.capabilities, learnt.capabilities)
      if (!results.notices.includes(learnt.notice)) results.notices.push(learnt.notice)
    }
    const call = { who, apiKey: undefined, hasAnswered: true, signal: undefined }
    results.failures.set(line.custom_id, toChatError(error, call))
  }
}

function whyNotRun({ error }: BatchResultLine): string {
  return error?.message ?? error?.code ?? 'no response and no reason'
}

function bodyOf(body: unknown): object {
  return typeof body === 'object' && body !== null ? body : { error: { message: String(body) } }
}
