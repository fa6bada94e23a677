import type { ChatReply, ChatRequest, Subject } from '../domain/calls/chat.ts'
import { UserError } from '../errors.ts'

/** How a built-in judge decides: A and B by their place, or a tie. */
export type Verdict = 'A' | 'B' | 'tie'

/** The mark of prompts that ask for two ratings, which no built-in judge gives. */
const twoRatings = '[[rating_a,rating_b]]'

/**
 * The answers that a request is about.
 * @throws UserError where it names none, holds the wrong number, or asks for two ratings at once
 */
export function subjectOf(request: ChatRequest, judge: string): Subject {
  const { subject } = request
  if (subject === undefined) {
    throw new UserError(`${judge} only judges answers: it writes none and follows no prompt`)
  }
  const wanted = subject.mode === 'single' ? 1 : 2
  if (subject.answers.length !== wanted) {
    throw new UserError(
      `${judge}: a ${subject.mode} judgment needs ${wanted} answers, not ${subject.answers.length}`,
    )
  }
  const system = request.messages.find((message) => message.role === 'system')
  if (subject.mode === 'pair' && system?.content.includes(twoRatings) === true) {
    throw new UserError(`${judge} gives [[A]], [[B]] or [[C]]: the prompt asks for ${twoRatings}`)
  }
  return subject
}

/** A grade's reply: what there is to say, then `Rating: [[n]]` with one decimal at most. */
export function ratingReply(
  words: string,
  options: { rating: number; subject: Subject },
): ChatReply {
  const rounded = Math.round(options.rating * 10) / 10
  return reply(words, { label: 'Rating', mark: `[[${rounded}]]`, subject: options.subject })
}

/** A comparison's reply: what there is to say, then the verdict. */
export function verdictReply(
  words: string,
  options: { verdict: Verdict; subject: Subject },
): ChatReply {
  const mark = options.verdict === 'tie' ? '[[C]]' : `[[${options.verdict}]]`
  return reply(words, { label: 'Final verdict', mark, subject: options.subject })
}

/** Characters that the strict parser compares with the answers to tell a verdict from a quotation. */
const quoteLength = 20

/**
 * Ends a text so that no answer holds its last 20 characters: an answer that foresees the ending
 * would make the verdict look quoted.
 */
function reply(
  words: string,
  options: { label: string; mark: string; subject: Subject },
): ChatReply {
  const { label, mark, subject } = options
  const turns = subject.answers.flat()
  const isForeseen = (text: string) => turns.some((turn) => turn.includes(text.slice(-quoteLength)))
  let text = `${words}\n\n${label}: ${mark}`
  for (let n = 1; isForeseen(text); n++) text = `${words}\n\n${label} (${n}): ${mark}`
  return {
    text,
    finishReason: 'stop',
    usage: null,
    latencyMs: 0,
    systemFingerprint: null,
    sentParams: {},
  }
}
