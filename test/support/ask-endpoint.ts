import { onTestFinished } from 'vitest'
import type { Usage } from '../../tools/endpoint/completion.ts'
import type { EndpointOptions } from '../../tools/endpoint/options.ts'
import { type Endpoint, startEndpoint } from '../../tools/endpoint/server.ts'

/** The parts of a response from the loopback endpoint that tests look at. */
export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly content: string
  readonly finishReason: string | undefined
  readonly message: Record<string, unknown> | undefined
  readonly usage: Usage | undefined
  readonly error: { message: string; type: string; param: unknown; code: unknown } | undefined
}

/** An endpoint that closes when the test is over. */
export async function openEndpoint(options: Partial<EndpointOptions> = {}): Promise<Endpoint> {
  const endpoint = await startEndpoint(options)
  onTestFinished(() => endpoint.close())
  return endpoint
}

/** A chat request's body: one user message, model 'm', and whatever else is given. */
export function chatBody(content: string, rest: Record<string, unknown> = {}): string {
  return JSON.stringify({ model: 'm', messages: [{ role: 'user', content }], ...rest })
}

/** Posts a chat request and reads the whole response; rejects as fetch does. */
export async function ask(
  { url }: Endpoint,
  content: string,
  { headers = {}, ...rest }: { headers?: Record<string, string>; [field: string]: unknown } = {},
): Promise<Answer> {
  const body = chatBody(content, rest)
  return readAnswer(await fetch(`${url}/chat/completions`, { method: 'POST', headers, body }))
}

/** Posts a body as it stands and reads the whole response. */
export async function post(url: string, body = ''): Promise<Answer> {
  return readAnswer(await fetch(url, { method: 'POST', body }))
}

/** The JSON behind an address. */
export async function readJson(url: string): Promise<unknown> {
  return JSON.parse(await (await fetch(url)).text())
}

/** The endpoint's address without /v1. */
export function originOf({ url }: Endpoint): string {
  return url.replace(/\/v1$/, '')
}

async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text()
  const json = parse(text)
  const choice = json?.choices?.[0]
  return {
    status: response.status,
    headers: response.headers,
    text,
    content: choice?.message.content ?? '',
    finishReason: choice?.finish_reason,
    message: choice?.message,
    usage: json?.usage,
    error: json?.error,
  }
}

type Body = {
  choices?: { message: Record<string, unknown> & { content: string }; finish_reason: string }[]
  usage?: Usage
  error?: { message: string; type: string; param: unknown; code: unknown }
}

function parse(text: string): Body | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A pairwise prompt with FastChat's single-turn markers. */
export function pairPrompt(first: string, second: string): string {
  return `Output "[[A]]" if assistant A is better, "[[B]]" if B is, and "[[C]]" for a tie.

[User Question]
Why?

[The Start of Assistant A's Answer]
${first}
[The End of Assistant A's Answer]

[The Start of Assistant B's Answer]
${second}
[The End of Assistant B's Answer]`
}

/** A pairwise prompt with FastChat's conversation markers. */
export function conversationPrompt(first: string, second: string): string {
  const show = (letter: string, answer: string) =>
    `<|The Start of Assistant ${letter}'s Conversation with User|>

### User:
Why?

### Assistant ${letter}:
${answer}

<|The End of Assistant ${letter}'s Conversation with User|>`
  return `"[[A]]", "[[B]]" or "[[C]]"?\n\n${show('A', first)}\n\n\n${show('B', second)}`
}

/** A single-grade prompt. */
export function gradePrompt(answer: string): string {
  return `Rate strictly by this format: "[[rating]]", for example: "Rating: [[5]]".

[Question]
Why?

[The Start of Assistant's Answer]
${answer}
[The End of Assistant's Answer]`
}
