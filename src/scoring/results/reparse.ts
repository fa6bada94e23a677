import type {
  Judgment,
  Outcome,
  PairJudgment,
  ParseRecord,
  SingleJudgment,
} from '../../domain/judgment.ts'
import { isFailedCall, isPairJudgment } from '../../domain/judgment-fields.ts'
import type { QuestionId } from '../../domain/question.ts'
import { type ParserName, parserVersion } from '../../domain/verdicts/verdict.ts'
import { readScore, readWinner } from './parse-stored.ts'

/** One score or winner that a parser reads otherwise than the file says. */
export type ParseChange = {
  line: number
  question_id: QuestionId
  /** The model, or both of a pair. */
  model: string
  turn: number
  /** 0 for a grade, else the game. */
  game: 0 | 1 | 2
  stored: string
  read: string
  rule: string | null
  reason: string | null
}

/** Rows whose texts are no judge's: nothing is read from them. */
export function isUnread(row: Judgment): boolean {
  return isFailedCall(row) || row.outcome === 'empty_answer'
}

/**
 * Reads a row's stored text again.
 * @returns the row as it would stand with what was read, and where that differs
 */
export function reparseRow(
  row: Judgment,
  options: { parser: ParserName; line: number },
): { row: Judgment; changes: ParseChange[]; ambiguous: boolean } {
  if (isUnread(row)) return { row, changes: [], ambiguous: false }
  return isPairJudgment(row) ? reparsePair(row, options) : reparseSingle(row, options)
}

type Options = { parser: ParserName; line: number }

function reparseSingle(row: SingleJudgment, options: Options) {
  const { score, parse } = readScore(row, options.parser)
  const place = {
    line: options.line,
    question_id: row.question_id,
    model: row.model,
    turn: row.turn,
  }
  const stored = row.score ?? -1
  const changes: ParseChange[] =
    stored === score
      ? []
      : [{ ...place, game: 0, stored: String(stored), read: String(score), ...why(parse) }]
  const isRead = parse.reason === null
  const next = { ...row, score, parse, ...ending(row, { isRead, parser: options.parser }) }
  return { row: next, changes, ambiguous: parse.ambiguous }
}

function reparsePair(row: PairJudgment, options: Options) {
  const games = ([1, 2] as const).map((game) => ({
    game,
    stored: game === 1 ? row.g1_winner : row.g2_winner,
    ...readWinner(row, game, options.parser),
  }))
  const [g1, g2] = games
  if (g1 === undefined || g2 === undefined) throw new Error('a pair has two games')
  const model = `${row.model_1} : ${row.model_2}`
  const place = { line: options.line, question_id: row.question_id, model, turn: row.turn }
  const changes: ParseChange[] = games
    .filter(({ stored, winner }) => stored !== winner)
    .map(({ game, stored, winner, parse }) => ({
      ...place,
      game,
      stored,
      read: winner,
      ...why(parse),
    }))
  const isRead = g1.winner !== 'error' && g2.winner !== 'error'
  const next = {
    ...row,
    g1_winner: g1.winner,
    g2_winner: g2.winner,
    g1_parse: g1.parse,
    g2_parse: g2.parse,
    ...ending(row, { isRead, parser: options.parser }),
  }
  return { row: next, changes, ambiguous: g1.parse.ambiguous || g2.parse.ambiguous }
}

function why(parse: ParseRecord): Pick<ParseChange, 'rule' | 'reason'> {
  return { rule: parse.rule, reason: parse.reason }
}

/** A row of ours gets the outcome and parser that now hold; files of others get no such fields. */
function ending(row: Judgment, read: { isRead: boolean; parser: ParserName }) {
  if (row.outcome === undefined) return {}
  const was: Outcome = row.outcome === 'ok' ? 'unparsed' : row.outcome
  return {
    outcome: read.isRead ? ('ok' as const) : was,
    ...(row.key === undefined ? {} : { key: { ...row.key, parser: parserVersion(read.parser) } }),
  }
}
