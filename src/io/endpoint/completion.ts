import { z } from 'zod'
import { type Usage, usageSchema } from '../../domain/answer.ts'
import { ChatError, type ChatReply } from '../../domain/calls/chat.ts'
import { splitReasoning } from '../../domain/verdicts/reasoning.ts'

/** One part of a reply that comes as a list; parts of other kinds than text have none. */
const contentPartSchema = z.object({ text: z.string().nullish() })

/** The parts of a chat completion that are used; anything else a server adds is kept out. */
const completionSchema = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({
          content: z.union([z.string(), z.array(contentPartSchema)]).nullish(),
          reasoning_content: z.string().nullish(),
          reasoning: z.string().nullish(),
        }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: usageSchema.nullish(),
  system_fingerprint: z.string().nullish(),
})

/**
 * What a server's completion says, whether it came alone or in a batch.
 * @throws ChatError `retry` where it is none, or is empty without a reason
 */
export function replyOf(
  body: unknown,
  call: { who: string; params: Record<string, unknown>; latencyMs: number | null },
): ChatReply {
  const parsed = completionSchema.safeParse(body)
  const choice = parsed.data?.choices[0]
  if (parsed.data === undefined || choice === undefined) {
    const said = errorIn(body)
    const why = said === undefined ? '' : `: ${said}`
    throw new ChatError(`${call.who}: the reply is no chat completion${why}`, {
      kind: 'retry',
      usage: usageIn(body),
    })
  }
  const { answer, reasoning = '' } = splitReasoning(textOf(choice.message.content))
  const thought = choice.message.reasoning_content ?? choice.message.reasoning ?? reasoning
  const finishReason = choice.finish_reason ?? null
  if (answer.trim() === '' && finishReason !== 'length' && finishReason !== 'content_filter') {
    throw new ChatError(`${call.who}: the reply is empty`, { kind: 'retry', usage: usageIn(body) })
  }
  return {
    text: answer,
    ...(thought === '' ? {} : { reasoning: thought }),
    finishReason,
    usage: parsed.data.usage ?? null,
    latencyMs: call.latencyMs,
    systemFingerprint: parsed.data.system_fingerprint ?? null,
    sentParams: call.params,
  }
}

function textOf(content: string | { text?: string | null | undefined }[] | null | undefined) {
  if (typeof content === 'string') return content
  return (content ?? []).map((part) => part.text ?? '').join('')
}

/** Longest part of a server's own words that is told, in characters. */
const mostSaid = 300

/** What a server says is wrong in place of a completion, as some do with status 200. */
function errorIn(body: unknown): string | undefined {
  const inner = z.object({ message: z.string() })
  const parsed = z.object({ error: z.union([z.string(), inner]) }).safeParse(body)
  if (!parsed.success) return undefined
  const { error } = parsed.data
  const said = typeof error === 'string' ? error : error.message
  return said.replace(/\p{Cc}+/gu, ' ').slice(0, mostSaid)
}

/** What a reply that cannot be used has cost, where it says so. */
export function usageIn(body: unknown): Usage | undefined {
  const parsed = z.looseObject({ usage: usageSchema }).safeParse(body)
  return parsed.data?.usage
}

/** Shortest key that is looked for in replies: a shorter one may be a word. */
const minKeyLength = 8

/** A text of a server that repeats our key, without it: replies are written to files. */
export function hideKey(text: string, apiKey: string | undefined): string {
  const isLong = apiKey !== undefined && apiKey.length >= minKeyLength
  return isLong ? text.replaceAll(apiKey, '[key]') : text
}

/** A reply of a server that repeats our key, without it. */
export function withoutKey(body: unknown, apiKey: string | undefined): unknown {
  if (apiKey === undefined || apiKey.length < minKeyLength || !holds(body, apiKey)) return body
  return hidden(body, apiKey)
}

function holds(value: unknown, key: string): boolean {
  if (typeof value === 'string') return value.includes(key)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([name, part]) => name.includes(key) || holds(part, key))
}

function hidden(value: unknown, key: string): unknown {
  if (typeof value === 'string') return hideKey(value, key)
  if (Array.isArray(value)) return value.map((part) => hidden(part, key))
  if (typeof value !== 'object' || value === null) return value
  const parts = Object.entries(value)
  return Object.fromEntries(parts.map(([name, part]) => [hideKey(name, key), hidden(part, key)]))
}
