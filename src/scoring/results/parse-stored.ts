import type { PairJudgment, SingleJudgment, Winner } from '../../domain/judgment.ts'
import { promptNameOf } from '../../domain/judgment-fields.ts'
import type { OutputFormat } from '../../domain/prompts/prompt.ts'
import { answersInPrompt } from '../../domain/prompts/prompt-markers.ts'
import {
  type ParserName,
  parseGame,
  parseRating,
  parserVersion,
  unreadScore,
  winnerOf,
} from '../../domain/verdicts/verdict.ts'

/** Take the score or winner that stands in the file, or read the judge's text again. */
export type ScoreSource = 'stored' | ParserName

/** The parser that reads all texts again, with its version; undefined where stored verdicts count. */
export function parserOf(source: ScoreSource): string | undefined {
  return source === 'stored' ? undefined : parserVersion(source)
}

/** A grade row's rating by this source; -1 where there is none. */
export function scoreOf(row: SingleJudgment, source: ScoreSource): number {
  if (source === 'stored' || row.outcome === 'empty_answer') return row.score ?? unreadScore
  return readScore(row, source).score
}

/** A pair row's winners by this source. */
export function winnersOf(row: PairJudgment, source: ScoreSource): readonly [Winner, Winner] {
  if (source === 'stored' || row.outcome === 'empty_answer') return [row.g1_winner, row.g2_winner]
  return [readWinner(row, 1, source).winner, readWinner(row, 2, source).winner]
}

/** Reads the stored text of a grade again. */
export function readScore(row: SingleJudgment, parser: ParserName) {
  return parseRating(row.judgment, { parser, answers: answersInPrompt(row.user_prompt) })
}

/** Reads the stored text of one game again. */
export function readWinner(row: PairJudgment, game: 1 | 2, parser: ParserName) {
  const text = game === 1 ? row.g1_judgment : row.g2_judgment
  const prompt = game === 1 ? row.g1_user_prompt : row.g2_user_prompt
  const format = formatOf(row)
  const { verdict, parse } = parseGame(text, { parser, format, answers: answersInPrompt(prompt) })
  return { winner: winnerOf(verdict, game), parse }
}

/**
 * The verdict format of a stored pair: letters, but for the prompt variants that ask for scores.
 * A prompt may be named otherwise: rows of ours show it in what was read of them.
 */
function formatOf(row: PairJudgment): OutputFormat {
  const seen = [...(row.g1_parse?.candidates ?? []), ...(row.g2_parse?.candidates ?? [])]
  const asksForScores =
    promptNameOf(row)?.includes('score') === true || seen.some((text) => text.includes(','))
  return asksForScores ? '[[rating_a,rating_b]]' : '[[A]]'
}
