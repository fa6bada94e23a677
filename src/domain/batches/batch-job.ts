import { z } from 'zod'
import { baseUrlSchema } from '../calls/endpoint.ts'

export const batchJobSchemaName = 'mtbench.batch-job/1'

/**
 * How far a job has come. Each stage is on the disk before the step after it is taken:
 * - `written`: its requests are in a file here; no batch can have been made of them.
 * - `creating`: the file is at the provider; whether there is a batch of it is not known yet.
 * - `submitted`: the provider has the batch.
 * - `downloaded`: the batch has ended, and what came of it is here.
 * - `collected`: all that could be used is in the workspace's records.
 * - `dropped`: no batch was made of it; nothing was paid.
 * - `forgotten`: given up by hand, whatever the provider does with it.
 */
const batchStageSchema = z.enum([
  'written',
  'creating',
  'submitted',
  'downloaded',
  'collected',
  'dropped',
  'forgotten',
])

/** Requests of a batch by what has become of them, as the provider counts. */
const batchCountsSchema = z.object({
  total: z.number(),
  completed: z.number(),
  failed: z.number(),
})

const tokenFieldSchema = z.enum(['max_tokens', 'max_completion_tokens'])

const capabilitiesSchema = z.object({
  family: z.string(),
  tokenField: tokenFieldSchema.nullable(),
  refusedTokenFields: z.array(tokenFieldSchema).readonly(),
  temperature: z.boolean(),
  seedField: z.enum(['seed', 'random_seed']).nullable(),
  systemRole: z.boolean(),
})

/** One batch at a provider: what it is for and how far it is. Keys are never in it. */
export const batchJobSchema = z.object({
  schema: z.literal(batchJobSchemaName),
  id: z.string().regex(/^[0-9a-f]{8}$/),
  command: z.enum(['judge', 'gen-answers']),
  suite: z.string(),
  /** When its requests were written; ISO 8601. */
  created: z.string(),
  endpoint: z.object({
    id: z.string(),
    model: z.string(),
    base_url: baseUrlSchema,
    /** The variable that holds the key; null: the one by default. */
    api_key_env: z.string().nullable(),
  }),
  /** The flags of the command that made it: its records are made by them. */
  settings: z.record(z.string(), z.unknown()),
  requests: z.int().min(1),
  bytes: z.int().min(1),
  /** US dollars for a million tokens in a batch; null where it is not known. */
  price: z
    .object({ input: z.number(), output: z.number(), source: z.enum(['config', 'genai-prices']) })
    .nullable(),
  /** The form in which parameters are sent, with what its replies have taught. */
  capabilities: capabilitiesSchema,
  stage: batchStageSchema,
  file_id: z.string().nullable(),
  batch_id: z.string().nullable(),
  /** The provider's own word for its state, when it was last looked at. */
  status: z.string().nullable(),
  counts: batchCountsSchema.nullable(),
  looked_at: z.string().nullable(),
  /** What went wrong with the batch as a whole. */
  problems: z.array(z.string()),
  /**
   * Replies that made no record: they wait for others (a second turn, a second game, more tokens),
   * or are about what has changed since and serve where it changes back.
   */
  kept: z.array(z.string()),
})
export type BatchJob = z.infer<typeof batchJobSchema>

/** True where the provider may still work, or a result wait, for a job. */
export function isOpenJob({ stage }: BatchJob): boolean {
  return ['written', 'creating', 'submitted', 'downloaded'].includes(stage)
}

/** What a provider says of a batch. */
export type BatchState = {
  batchId: string
  status: string
  counts: z.infer<typeof batchCountsSchema> | null
  outputFileId: string | null
  errorFileId: string | null
  problems: string[]
}

const lastStatuses: readonly string[] = ['completed', 'failed', 'expired', 'cancelled']

/** True where a batch will not change any more. */
export function hasEnded(status: string): boolean {
  return lastStatuses.includes(status)
}
