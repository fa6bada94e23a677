import type { ChatRequest } from './chat-request.ts'
import { digest, fraction } from './draws.ts'
import type { EndpointOptions } from './options.ts'

/** What a request asks for; all but 'answer' come from a judge. */
export const REPLY_KINDS = ['answer', 'single', 'pairwise', 'pair-ratings'] as const
export type ReplyKind = (typeof REPLY_KINDS)[number]

/** What goes between the double brackets of a judge's reply, and one that must not be read. */
export type Verdict = { readonly text: string; readonly decoy: string }

/** Share of answers that a judge model rates by its own opinion, not by the common one. */
const OWN_OPINION_SHARE = 0.25

const A = "Assistant A's"
const B = "Assistant B's"

/** The kind of a request, from the verdict format that its prompt names. */
export function readKind({ messages }: ChatRequest): ReplyKind {
  const names = (format: string): boolean => messages.some(({ text }) => text.includes(format))
  if (names('[[rating]]')) return 'single'
  if (names('[[A]]')) return 'pairwise'
  if (names('[[rating_a,rating_b]]')) return 'pair-ratings'
  return 'answer'
}

/**
 * The verdict on a judge's request. An answer's quality is a number in [0, 1) from the hash of
 * its text, so that it is the same wherever it stands; a share of answer pairs is a tie in both
 * orders, another share is won by the first answer in both orders.
 */
export function drawVerdict(
  request: ChatRequest,
  { kind, options }: { kind: Exclude<ReplyKind, 'answer'>; options: EndpointOptions },
): Verdict {
  const text = request.messages.map((message) => message.text).join('\n')
  const judge = { seed: options.seed, model: request.model }
  if (kind === 'single') {
    const answer = findAnswer(text, "Assistant's") ?? findAnswer(text, A) ?? request.hash
    const rating = toRating(drawQuality(digest([answer]), judge))
    return { text: String(rating), decoy: rating === 3 ? '8' : '3' }
  }
  const first = digest([findAnswer(text, A) ?? `${request.hash} first`])
  const second = digest([findAnswer(text, B) ?? `${request.hash} second`])
  const pair = {
    first: drawQuality(first, judge),
    second: drawQuality(second, judge),
    leaning: drawLeaning([first, second], { judge, options }),
  }
  return kind === 'pairwise' ? comparePair(pair) : ratePair(pair)
}

type Judge = { readonly seed: string | number; readonly model: string }
type Leaning = 'tie' | 'first' | 'none'
type JudgedPair = { readonly first: number; readonly second: number; readonly leaning: Leaning }

function comparePair({ first, second, leaning }: JudgedPair): Verdict {
  if (leaning === 'tie' || first === second) return { text: 'C', decoy: 'B' }
  if (leaning === 'first' || first > second) return { text: 'A', decoy: 'B' }
  return { text: 'B', decoy: 'A' }
}

function ratePair({ first, second, leaning }: JudgedPair): Verdict {
  const ratings = [toRating(first), toRating(second)]
  const high = Math.max(...ratings)
  const low = Math.min(...ratings)
  const shown = { tie: [high, high], first: [high, low], none: ratings }[leaning]
  const text = shown.join(',')
  return { text, decoy: text === '3,8' ? '8,3' : '3,8' }
}

/** Drawn from the unordered pair of the answers' digests: the same in both orders. */
function drawLeaning(
  answers: readonly string[],
  { judge, options }: { judge: Judge; options: EndpointOptions },
): Leaning {
  const point = fraction(digest([judge.seed, 'pair', judge.model, ...answers.toSorted()]))
  if (point < options.tieShare) return 'tie'
  return point < options.tieShare + options.positionBiasShare ? 'first' : 'none'
}

/** Quality of the answer with this digest, in [0, 1): mostly common to all judges of one seed. */
function drawQuality(answer: string, { seed, model }: Judge): number {
  const isOwn = fraction(digest([seed, 'opinion', model, answer])) < OWN_OPINION_SHARE
  return fraction(digest([seed, 'quality', isOwn ? model : '', answer]))
}

function toRating(quality: number): number {
  return 1 + Math.floor(quality * 10)
}

/**
 * The text between an assistant's markers, or null. Labels within a conversation lose their
 * letter, so that an answer's text does not depend on its position.
 */
function findAnswer(text: string, whose: string): string | null {
  const found =
    findBetween(text, { start: `[The Start of ${whose} Answer]`, end: '[The End of ' }) ??
    findBetween(text, {
      start: `<|The Start of ${whose} Conversation with User|>`,
      end: '<|The End of ',
    })
  return found === null ? null : found.trim().replace(/^### Assistant [AB]:/gm, '### Assistant:')
}

function findBetween(text: string, { start, end }: { start: string; end: string }): string | null {
  const at = text.indexOf(start)
  if (at < 0) return null
  const from = at + start.length
  const to = text.indexOf(end, from)
  return to < 0 ? null : text.slice(from, to)
}
