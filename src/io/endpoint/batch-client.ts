import { z } from 'zod'
import type { BatchState } from '../../domain/batches/batch-job.ts'
import { ChatError } from '../../domain/calls/chat.ts'
import { toChatError } from './chat-errors.ts'
import { hideKey } from './completion.ts'
import { type ClientOptions, createClient } from './openai-client.ts'

/** Under this name a job's id stands in a batch's metadata. */
const metadataName = 'mtbench'

/** Batches that are looked through for one, at most. */
const maxListed = 10_000
const pageSize = 100

/** The parts of a batch that are used. */
const batchSchema = z.looseObject({
  id: z.string().min(1),
  status: z.string(),
  input_file_id: z.string().nullish(),
  output_file_id: z.string().nullish(),
  error_file_id: z.string().nullish(),
  errors: z
    .looseObject({
      data: z
        .array(
          z.looseObject({
            code: z.string().nullish(),
            message: z.string().nullish(),
            line: z.number().nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
  request_counts: z
    .looseObject({ total: z.number(), completed: z.number(), failed: z.number() })
    .nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
})
type Batch = z.infer<typeof batchSchema>

/**
 * A provider's files and batches (OpenAI's form: `POST /files`, `POST /batches`, `GET /batches/{id}`,
 * `GET /files/{id}/content`). One try a call; our key is taken out of whatever it sends.
 * @throws ChatError from every function; its status is 404 or 405 where batches are not offered
 */
export function createBatchClient(options: ClientOptions & { signal: AbortSignal }) {
  const { apiKey, signal } = options
  const client = createClient(options)
  const host = new URL(options.baseUrl).host

  async function asked<T>(what: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (error) {
      const who = `${what} at ${host}`
      throw toChatError(error, { who, apiKey, hasAnswered: false, signal })
    }
  }

  const stateFrom = (what: string, call: () => Promise<unknown>) =>
    asked(what, async () => stateOf(batchOf(await call(), `${what} at ${host}`), apiKey))

  return {
    upload: (file: { name: string; text: string }): Promise<string> =>
      asked('uploading a file', async () => {
        const body = { file: new File([file.text], file.name), purpose: 'batch' as const }
        return idSchema.parse(await client.files.create(body, { signal })).id
      }),
    create: (of: { fileId: string; jobId: string }): Promise<BatchState> =>
      stateFrom('creating a batch', () =>
        client.batches.create(
          {
            input_file_id: of.fileId,
            endpoint: '/v1/chat/completions',
            completion_window: '24h',
            metadata: { [metadataName]: of.jobId },
          },
          { signal },
        ),
      ),
    find: (of: { fileId: string; jobId: string }): Promise<BatchState | undefined> =>
      asked('listing batches', async () => {
        let listed = 0
        for await (const item of client.batches.list({ limit: pageSize }, { signal })) {
          const batch = batchOf(item, `listing batches at ${host}`)
          const isOurs = batch.metadata?.[metadataName] === of.jobId
          if (isOurs || batch.input_file_id === of.fileId) return stateOf(batch, apiKey)
          if (++listed >= maxListed) throw tooMany(host)
        }
        return undefined
      }),
    look: (batchId: string): Promise<BatchState> =>
      stateFrom(`looking at ${batchId}`, () => client.batches.retrieve(batchId, { signal })),
    cancel: (batchId: string): Promise<BatchState> =>
      stateFrom(`cancelling ${batchId}`, () => client.batches.cancel(batchId, { signal })),
    download: (fileId: string): Promise<string> =>
      asked(`reading ${fileId}`, async () => {
        const response = await client.files.content(fileId, { signal })
        return hideKey(await response.text(), apiKey)
      }),
    remove: (fileId: string): Promise<void> =>
      asked(`removing ${fileId}`, async () => {
        await client.files.delete(fileId, { signal })
      }),
  }
}

const idSchema = z.looseObject({ id: z.string().min(1) })

function batchOf(value: unknown, who: string): Batch {
  const parsed = batchSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new ChatError(`${who}: the reply is no batch`, { kind: 'retry' })
}

function stateOf(batch: Batch, apiKey: string | undefined): BatchState {
  const { request_counts: counts } = batch
  return {
    batchId: batch.id,
    status: batch.status.toLowerCase(),
    counts: counts == null ? null : pick(counts),
    outputFileId: batch.output_file_id ?? null,
    errorFileId: batch.error_file_id ?? null,
    problems: (batch.errors?.data ?? []).map(({ code, message, line }) =>
      hideKey(
        [line == null ? '' : `line ${line}: `, message ?? code ?? 'no reason given'].join(''),
        apiKey,
      ).replace(/\p{Cc}+/gu, ' '),
    ),
  }
}

function pick({ total, completed, failed }: NonNullable<Batch['request_counts']>) {
  return { total, completed, failed }
}

function tooMany(host: string): ChatError {
  const message = `${host} lists more than ${maxListed} batches: ours was not found among them`
  return new ChatError(message, { kind: 'call' })
}
