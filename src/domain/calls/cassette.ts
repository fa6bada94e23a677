import { z } from 'zod'
import { usageSchema } from '../answer.ts'

export const cassetteSchemaName = 'mtbench.cassette/1'

const messageSchema = z.object({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.string(),
})

/** First line: what was recorded. Times in milliseconds since 1970. */
const headerSchema = z.object({
  kind: z.literal('header'),
  schema: z.literal(cassetteSchemaName),
  version: z.string(),
  command: z.string(),
  started_ms: z.number(),
})

/** One request and what came of it, in the order in which calls ended. Keys are never in it. */
const callSchema = z.object({
  kind: z.literal('call'),
  purpose: z.string(),
  base_url: z.string(),
  asked_ms: z.number(),
  ended_ms: z.number(),
  request: z.object({
    model: z.string(),
    messages: z.array(messageSchema),
    params: z.record(z.string(), z.unknown()),
  }),
  reply: z
    .object({
      text: z.string(),
      reasoning: z.string().optional(),
      finishReason: z.string().nullable(),
      usage: usageSchema.nullable(),
      latencyMs: z.number().nullable(),
      systemFingerprint: z.string().nullable(),
      sentParams: z.record(z.string(), z.unknown()),
      served: z.boolean().optional(),
    })
    .optional(),
  error: z
    .object({
      message: z.string(),
      kind: z.enum(['retry', 'call', 'endpoint']),
      status: z.number().optional(),
      retryAfterMs: z.number().optional(),
      usage: usageSchema.optional(),
      isAskedAgain: z.boolean().optional(),
    })
    .optional(),
})
export type RecordedCall = z.infer<typeof callSchema>

/** A row that was written to an answers or judgments file. */
const recordSchema = z.object({
  kind: z.literal('record'),
  of: z.enum(['answer', 'judgment']),
  row: z.looseObject({}),
})

/** A result that was stored at the end. */
const reportSchema = z.object({
  kind: z.literal('report'),
  name: z.string(),
  document: z.looseObject({}),
})

/** Last line; a cassette without it is of a run that was broken off. */
const endSchema = z.object({
  kind: z.literal('end'),
  calls: z.number(),
  records: z.number(),
  reports: z.number(),
})

export const cassetteLineSchema = z.discriminatedUnion('kind', [
  headerSchema,
  callSchema,
  recordSchema,
  reportSchema,
  endSchema,
])
export type CassetteLine = z.infer<typeof cassetteLineSchema>
