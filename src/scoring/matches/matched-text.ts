import type { Judgment, PairJudgment, ParseRecord, SingleJudgment } from '../../domain/judgment.ts'
import { isFailedCall } from '../../domain/judgment-fields.ts'
import { parserNames } from '../../domain/verdicts/verdict.ts'
import { readScore, readWinner } from '../results/parse-stored.ts'

/** Where in a judge's text its verdict stands, and how that is known. */
export type MatchedText = { span: [number, number] | null; how: string | null }

/**
 * What was matched in a grade's text: as the row says, else by the first parser that reads the
 * stored score out of it.
 */
export function matchedInGrade(row: SingleJudgment): MatchedText {
  if (isUnasked(row)) return { span: null, how: null }
  if (row.parse !== undefined) return told(row.parse, row.judgment)
  const found = parserNames
    .map((parser) => readScore(row, parser))
    .find(({ score }) => score === row.score && score !== -1)
  return found === undefined ? notFound(row.score === null || row.score === -1) : told(found.parse)
}

/** The same for one game of a pair. */
export function matchedInGame(row: PairJudgment, game: 1 | 2): MatchedText {
  if (isUnasked(row)) return { span: null, how: null }
  const [stored, parse, text] =
    game === 1
      ? [row.g1_winner, row.g1_parse, row.g1_judgment]
      : [row.g2_winner, row.g2_parse, row.g2_judgment]
  if (parse !== undefined) return told(parse, text)
  const found = parserNames
    .map((parser) => readWinner(row, game, parser))
    .find(({ winner }) => winner === stored && winner !== 'error')
  return found === undefined ? notFound(stored === 'error') : told(found.parse)
}

function isUnasked(row: Judgment): boolean {
  return row.outcome === 'empty_answer' || isFailedCall(row)
}

/** What a parser says of the place where it found a verdict, or why it found none. */
export function told(parse: ParseRecord, text?: string): MatchedText {
  const { span, parser, rule, reason } = parse
  // A span that a file states may point anywhere.
  const isIn =
    span !== null && span[0] >= 0 && span[0] < span[1] && span[1] <= (text?.length ?? span[1])
  const how =
    rule === null ? `not read by ${parser}: ${reason ?? 'no match'}` : `read by ${parser}: ${rule}`
  const doubt = parse.ambiguous ? `; ambiguous, candidates ${parse.candidates.join(', ')}` : ''
  return { span: isIn ? span : null, how: how + doubt }
}

function notFound(isUnread: boolean): MatchedText {
  const how = isUnread ? 'not read' : 'no parser finds the stored verdict in this text'
  return { span: null, how }
}
