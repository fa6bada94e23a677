import { numbersOf, type Text } from './text.ts'

/** How often an answer keeps to the form that its question asks for, and how often it does not. */
export type FormCheck = { met: number; violated: number }

/** A demand that a simple pattern finds in a question; null where the question does not make it. */
type Demand = (question: string, answer: Text) => boolean | null

const numberWords = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
]
const amount = `(\\d{1,4}|${numberWords.slice(1).join('|')})`

/**
 * Checks the demands on form that a simple parser finds in a question: limits of words, sentences,
 * paragraphs and lines, a number of list items, JSON, YAML, CSV, code, one line, a first letter,
 * sentences of so many words, verse.
 */
export function checkForm(question: string, answer: Text): FormCheck {
  let [met, violated] = [0, 0]
  for (const demand of demands) {
    const kept = demand(question, answer)
    if (kept === true) met++
    if (kept === false) violated++
  }
  return { met, violated }
}

const demands: readonly Demand[] = [
  function limit(question, answer) {
    const found = match(
      question,
      `(?:fewer|less) than ${amount} (words|sentences|paragraphs|lines)`,
    )
    if (found === null) return null
    return sizeOf(answer, found[2] ?? '') < numberOf(found[1])
  },
  function atMost(question, answer) {
    const pattern = `(?:at most|no more than|up to|within) ${amount} (words|sentences|paragraphs|lines)`
    const found = match(question, pattern)
    if (found === null) return null
    return sizeOf(answer, found[2] ?? '') <= numberOf(found[1])
  },
  function exactly(question, answer) {
    const found = match(question, `(?:exactly|in) ${amount} (sentences|paragraphs|lines)`)
    if (found === null) return null
    return sizeOf(answer, found[2] ?? '') === numberOf(found[1])
  },
  function items(question, answer) {
    const nouns =
      'options|bullet points|impacts|principles|examples|artworks|questions|films|steps?|methods|reasons|ideas|tips|ways'
    const found = match(question, `\\b${amount}[ -](?:\\w+[ -]){0,2}(?:${nouns})\\b`)
    if (found === null) return null
    return countItems(answer) >= numberOf(found[1])
  },
  function json(question, answer) {
    return asksForJson(question) ? holdsJson(answer) : null
  },
  function yaml(question, answer) {
    return /\byaml\b/i.test(question) ? /^\s*-?\s*[\w"' ]+:(\s|$)/m.test(answer.raw) : null
  },
  function csv(question, answer) {
    return /\bcsv\b/i.test(question) ? /^[^,\n]+,[^,\n]+,/m.test(answer.raw) : null
  },
  function code(question, answer) {
    const isAsked =
      /\b(code|program|function|C\+\+|Python|JavaScript|HTML|CSS|SQL)(?!\w)/i.test(question) &&
      /\b(write|implement|develop|create|fix|parallelize)\b/i.test(question)
    return isAsked ? answer.code.some((block) => block.trim() !== '') : null
  },
  function oneLine(question, answer) {
    const text = answer.code.length === 1 ? (answer.code[0] ?? '').trim() : answer.prose.trim()
    return /\b(single|one) line\b/i.test(question) ? !text.includes('\n') : null
  },
  function firstLetter(question, answer) {
    const found = match(question, 'every (?:sentence|line|word) with the letter ([a-z])\\b')
    if (found === null) return null
    const letter = (found[1] ?? '').toLowerCase()
    return isMost(answer.sentences, (sentence) => sentence[0]?.startsWith(letter) === true)
  },
  function wordsInSentence(question, answer) {
    const found = match(question, `\\b${amount}[- ]word sentences`)
    if (found === null) return null
    const length = numberOf(found[1])
    return isMost(answer.sentences, (sentence) => sentence.length === length)
  },
  function verse(question, answer) {
    if (!/\b(poem|haiku|limerick|sonnet|rhymes?)\b/i.test(question)) return null
    return answer.lines.length >= 3 && answer.words.length / answer.lines.length < 14
  },
  function figures(question, answer) {
    const isAsked = /\b(budget|calculations?|numerical|how much|how many)\b/i.test(question)
    return isAsked ? numbersOf(answer.raw).length > 0 : null
  },
]

/** List items and numbered steps of an answer. */
export function countItems(answer: Text): number {
  return answer.lines.filter((line) =>
    /^\s*(?:[-*•+]\s+\S|\d+[.):]\s*\S|(?:step|option)\s+\d)/i.test(line),
  ).length
}

/** Does the question ask for JSON? */
export function asksForJson(question: string): boolean {
  return /\bjson\b/i.test(question)
}

/** Does the answer hold JSON that can be read, in a fence or between its outermost brackets? */
export function holdsJson(answer: Text): boolean {
  const { raw } = answer
  const from = raw.search(/[[{]/)
  const to = Math.max(raw.lastIndexOf(']'), raw.lastIndexOf('}'))
  const candidates = [...answer.code, ...(from >= 0 && to > from ? [raw.slice(from, to + 1)] : [])]
  return candidates.some(isJson)
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}

function match(text: string, pattern: string): RegExpExecArray | null {
  return new RegExp(pattern, 'i').exec(text)
}

function numberOf(text: string | undefined): number {
  const named = numberWords.indexOf((text ?? '').toLowerCase())
  return named >= 0 ? named : Number(text)
}

function sizeOf(answer: Text, unit: string): number {
  if (/^words?$/i.test(unit)) return answer.words.length
  if (/^sentences?$/i.test(unit)) return answer.sentences.length
  if (/^paragraphs?$/i.test(unit)) return answer.paragraphs
  return answer.lines.length
}

/** True where three quarters or more of the sentences are so, and there are some. */
function isMost(
  sentences: Text['sentences'],
  isSo: (sentence: readonly string[]) => boolean,
): boolean {
  return sentences.length > 0 && sentences.filter(isSo).length >= 0.75 * sentences.length
}
