import type { ChatRequest } from './chat-request.ts'
import type { EndpointOptions } from './options.ts'
import type { Reply } from './reply.ts'

export type Usage = {
  readonly prompt_tokens: number
  readonly completion_tokens: number
  readonly total_tokens: number
}

/** Start of the made-up `created` times: 14 November 2023, epoch seconds. */
const CREATED_FROM = 1_700_000_000

/**
 * Tokens of a request and its reply, each side rounded up:
 * prompt = characters of all messages' texts / 4, completion = characters of reasoning and
 * content / 4. Characters are UTF-16 code units, as `length` counts them. 40 and 9 characters
 * make 10 + 3 = 13 tokens.
 */
export function countUsage(request: ChatRequest, reply: Reply): Usage {
  let characters = 0
  for (const { text } of request.messages) characters += text.length
  const prompt_tokens = Math.ceil(characters / 4)
  const written = reply.content.length + (reply.reasoning?.length ?? 0)
  const completion_tokens = Math.ceil(written / 4)
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens }
}

/** A `chat.completion` as JSON; without choices on request. No part comes from the clock. */
export function formatCompletion(
  request: ChatRequest,
  reply: Reply,
  { seed, usage, hasChoices }: CompletionParts,
): string {
  const { content, reasoning, finishReason } = reply
  const message = {
    role: 'assistant',
    content,
    ...(reasoning === null ? {} : { reasoning_content: reasoning }),
  }
  const choice = { index: 0, message, logprobs: null, finish_reason: finishReason }
  return JSON.stringify({
    id: `chatcmpl-${reply.id.slice(0, 24)}`,
    object: 'chat.completion',
    created: CREATED_FROM + Number.parseInt(reply.id.slice(24, 30), 16),
    model: request.model,
    choices: hasChoices ? [choice] : [],
    usage,
    system_fingerprint: `loopback-${seed}`,
  })
}

type CompletionParts = {
  readonly seed: EndpointOptions['seed']
  readonly usage: Usage
  readonly hasChoices: boolean
}
