import type { ParseRecord, Winner } from '../judgment.ts'
import type { OutputFormat } from '../prompts/prompt.ts'
import { fastchatParser, findVerdictLikeFastchat } from './fastchat-parser.ts'
import { findVerdict, strictParser } from './strict-parser.ts'

export const parserNames = ['strict', 'fastchat'] as const
export type ParserName = (typeof parserNames)[number]

/** What stands for a parser in comparability keys. */
export function parserVersion(parser: ParserName): string {
  return parser === 'strict' ? strictParser : fastchatParser
}

/** The score that FastChat's files hold where no rating could be read. */
export const unreadScore = -1

/** Ratings that count as a tie differ by at most this much. */
const tieMargin = 0.1

/** Which answer a game's judge preferred, by its place in the prompt. */
export type GameVerdict = 'A' | 'B' | 'tie' | 'error'

/**
 * Reads a 1–10 rating from a judge's text.
 * @param options.answers the answers that the judge saw, where they are at hand
 * @returns the rating, or -1 with the reason in `parse`
 */
export function parseRating(
  text: string,
  options: { parser: ParserName; answers: readonly string[] | undefined },
): { score: number; parse: ParseRecord } {
  const { value, parse } = find(text, { ...options, format: '[[rating]]' })
  if (value === null) return { score: unreadScore, parse }
  const score = Number(value)
  if (options.parser === 'fastchat' || isRating(score)) return { score, parse }
  return { score: unreadScore, parse: refused(parse, `rating ${value} is outside 1–10`) }
}

/** Reads which answer won a game, or a tie; `error` where nothing could be read. */
export function parseGame(
  text: string,
  options: {
    parser: ParserName
    format: OutputFormat
    answers: readonly string[] | undefined
  },
): { verdict: GameVerdict; parse: ParseRecord } {
  const { value, parse } = find(text, options)
  if (value === null) return { verdict: 'error', parse }
  if (options.format === '[[A]]') {
    return { verdict: value === 'A' || value === 'B' ? value : 'tie', parse }
  }
  const [a = Number.NaN, b = Number.NaN] = value.split(',').map(Number)
  if (options.parser === 'strict' && !(isRating(a) && isRating(b))) {
    return { verdict: 'error', parse: refused(parse, `ratings ${value} are not both in 1–10`) }
  }
  // 8.3 - 8.2 is a little more than 0.1 in binary: FastChat calls that a win.
  const slack = options.parser === 'strict' ? 1e-9 : 0
  if (Math.abs(a - b) <= tieMargin + slack) return { verdict: 'tie', parse }
  return { verdict: a > b ? 'A' : 'B', parse }
}

/** A game's verdict as a winner among the models: game 1 shows model_1 first, game 2 model_2. */
export function winnerOf(verdict: GameVerdict, game: 1 | 2): Winner {
  if (verdict === 'tie' || verdict === 'error') return verdict
  return (verdict === 'A') === (game === 1) ? 'model_1' : 'model_2'
}

/** True for a number on the judges' scale. */
export function isRating(score: number): boolean {
  return score >= 1 && score <= 10
}

function find(
  text: string,
  options: { parser: ParserName; format: OutputFormat; answers: readonly string[] | undefined },
): { value: string | null; parse: ParseRecord } {
  return options.parser === 'strict'
    ? findVerdict(text, options)
    : findVerdictLikeFastchat(text, options)
}

function refused(parse: ParseRecord, reason: string): ParseRecord {
  return { ...parse, rule: null, span: null, reason }
}
