import { z } from 'zod'

/** Path of a batch's requests. */
export const batchUrl = '/v1/chat/completions'

/** One request of an input file. */
export type BatchRequestLine = {
  custom_id: string
  method: 'POST'
  url: typeof batchUrl
  body: Record<string, unknown>
}

/** One line of an output or error file: a response with its status, or why there is none. */
export const batchResultLineSchema = z.looseObject({
  custom_id: z.string(),
  response: z.looseObject({ status_code: z.number(), body: z.unknown() }).nullish(),
  error: z.looseObject({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
})
export type BatchResultLine = z.infer<typeof batchResultLineSchema>
