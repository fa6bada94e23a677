import type { Chat } from '../domain/calls/chat.ts'
import { createRandom } from '../stats/numeric/random.ts'
import { ratingReply, subjectOf, type Verdict, verdictReply } from './reply.ts'

/** Characters of an answer that `builtin:longest` rates 5.5, about the median of published answers. */
const middleLength = 1000

/** The longer answer of the turn that is judged wins, in characters; equal lengths tie. */
export const longestJudge: Chat = async (request) => {
  const subject = subjectOf(request, 'builtin:longest')
  const lengths = subject.answers.map((turns) => (turns[subject.turn - 1] ?? '').length)
  const [first = 0, second = 0] = lengths
  if (subject.mode === 'single') {
    const rating = 1 + (9 * first) / (first + middleLength)
    return ratingReply(`The answer has ${first} characters.`, { rating, subject })
  }
  const verdict = first === second ? 'tie' : first > second ? 'A' : 'B'
  const words = `Answer A has ${first} characters, answer B ${second}.`
  return verdictReply(words, { verdict, subject })
}

/** A coin thrown anew for each pair of answers in their order: the same answers get the same throw. */
export const randomJudge: Chat = async (request) => {
  const subject = subjectOf(request, 'builtin:random')
  const seed = textSeed(JSON.stringify([subject.turn, subject.questions, subject.answers]))
  const random = createRandom({ seed })
  if (subject.mode === 'single') {
    return ratingReply('This rating is a throw of dice.', { rating: 1 + random.below(10), subject })
  }
  const verdict: Verdict = random.below(2) === 0 ? 'A' : 'B'
  return verdictReply('This verdict is a throw of a coin.', { verdict, subject })
}

/** Every pair is a tie and every answer a 5. */
export const tieJudge: Chat = async (request) => {
  const subject = subjectOf(request, 'builtin:tie')
  if (subject.mode === 'single') {
    return ratingReply('Every answer gets the same rating.', { rating: 5, subject })
  }
  return verdictReply('Every two answers are called a tie.', { verdict: 'tie', subject })
}

/** FNV-1a over UTF-16 units, 32 bits. */
function textSeed(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
