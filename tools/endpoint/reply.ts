import { type ChatRequest, wordBudget } from './chat-request.ts'
import { createRandom, digest, drawInteger } from './draws.ts'
import type { EndpointOptions } from './options.ts'
import { writeExplanation, writeText } from './phrases.ts'
import { drawVerdict, type ReplyKind } from './verdicts.ts'

export type FinishReason = 'stop' | 'length' | 'content_filter'

/** What the endpoint says: made up from a hash, never a model's result. */
export type Reply = {
  /** SHA-256 of seed, model and messages, hexadecimal: what everything else is drawn from. */
  readonly id: string
  readonly content: string
  /** Text for `reasoning_content`; null when there is no such field. */
  readonly reasoning: string | null
  readonly finishReason: FinishReason
}

const SPOILINGS = {
  none: (written: string, ending: string) => `${written}${ending}`,
  length: (written: string) => cutWords(written, Math.ceil(countWords(written) / 2)).text,
  unparsed: (written: string) => `${written} So much can be said for now.`,
}
type Spoiling = keyof typeof SPOILINGS | 'content_filter'

/** The reply to a request: the same for the same seed, model, messages and options. */
export function composeReply(
  request: ChatRequest,
  { kind, options }: { kind: ReplyKind; options: EndpointOptions },
): Reply {
  const id = digest([options.seed, 'reply', request.hash])
  const random = createRandom(id)
  const spoiling = drawSpoiling(random(), { kind, options })
  if (spoiling === 'content_filter') {
    return { id, content: '', reasoning: null, finishReason: 'content_filter' }
  }
  const written = kind === 'answer' ? writeAnswer(random) : writeExplanation(random)
  const verdict = kind === 'answer' ? null : drawVerdict(request, { kind, options })
  const ending = kind === 'answer' ? '' : formatEnding(kind, verdict?.text ?? '')
  const content = SPOILINGS[spoiling](written, ending)
  const thoughts = writeThoughts(random, { form: options.reasoning, decoy: verdict?.decoy ?? '3' })
  const finishReason = spoiling === 'length' ? 'length' : 'stop'
  return fitBudget({ id, ...join(content, thoughts, options), finishReason }, wordBudget(request))
}

/** Drawn first, so that a share changes nothing about the replies that it does not spoil. */
function drawSpoiling(
  point: number,
  { kind, options }: { kind: ReplyKind; options: EndpointOptions },
): Spoiling {
  const { contentFilterShare, lengthShare, unparsedShare } = options
  if (point < contentFilterShare) return 'content_filter'
  if (point < contentFilterShare + lengthShare) return 'length'
  const isUnparsed = point < contentFilterShare + lengthShare + unparsedShare
  return isUnparsed && kind !== 'answer' ? 'unparsed' : 'none'
}

/** 40 to 220 words. */
function writeAnswer(random: () => number): string {
  return writeText(random, drawInteger(random, { min: 40, max: 220 }))
}

function formatEnding(kind: ReplyKind, verdict: string): string {
  return kind === 'single' ? `\n\nRating: [[${verdict}]]` : `\n\n[[${verdict}]]`
}

function writeThoughts(
  random: () => number,
  { form, decoy }: { form: EndpointOptions['reasoning']; decoy: string },
): string | null {
  if (form === 'none') return null
  return `${writeExplanation(random)} At first sight it might be [[${decoy}]], but look again.`
}

function join(
  content: string,
  thoughts: string | null,
  { reasoning }: EndpointOptions,
): Pick<Reply, 'content' | 'reasoning'> {
  if (thoughts === null) return { content, reasoning: null }
  if (reasoning === 'field') return { content, reasoning: thoughts }
  return { content: `<think>\n${thoughts}\n</think>\n\n${content}`, reasoning: null }
}

/** Reasoning is cut first to fit, then the content; a tag such as <think> is a word. */
function fitBudget(reply: Reply, budget: number | null): Reply {
  if (budget === null) return reply
  // n words with the space between them take at least 2n - 1 characters: most replies fit at sight
  if (reply.content.length + (reply.reasoning?.length ?? 0) < 2 * budget) return reply
  const reasoning = cutWords(reply.reasoning ?? '', budget)
  const content = cutWords(reply.content, budget - reasoning.words)
  if (!reasoning.isCut && !content.isCut) return reply
  return {
    ...reply,
    content: content.text,
    reasoning: reply.reasoning === null ? null : reasoning.text,
    finishReason: 'length',
  }
}

/** The first words of a text with the space between them as it stands. */
function cutWords(text: string, limit: number): { text: string; words: number; isCut: boolean } {
  let words = 0
  let end = 0
  for (const match of text.matchAll(/\S+/g)) {
    if (words === limit) return { text: text.slice(0, end), words, isCut: true }
    words += 1
    end = match.index + match[0].length
  }
  return { text, words, isCut: false }
}

function countWords(text: string): number {
  return cutWords(text, Number.POSITIVE_INFINITY).words
}
