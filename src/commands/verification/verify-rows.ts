import type { Judgment } from '../../domain/judgment.ts'
import { type ParserName, parserNames, parserVersion } from '../../domain/verdicts/verdict.ts'
import { isUnread, reparseRow } from '../../scoring/results/reparse.ts'

/** Something that is stored otherwise than the raw records say. */
export type Finding = { file: string; field: string; stored: string; computed: string }

/** What was looked at, for the last line. */
export type Checked = {
  rows: number
  /** Rows that are not read again: of others, or read by a parser that is not the present one. */
  unread: number
  reports: number
  /** Stored results of commands that are not recomputed here. */
  otherReports: string[]
}

export function nothingChecked(): Checked {
  return { rows: 0, unread: 0, reports: 0, otherReports: [] }
}

/**
 * Reads a row's text again with the parser named in its key, and says where the row differs.
 * @param at.place of the row, as it is shown
 */
export function findingsInRow(
  row: Judgment,
  at: { place: string; line: number; checked: Checked },
): Finding[] {
  const parser = parserOf(row)
  if (parser === undefined || isUnread(row)) {
    at.checked.unread++
    return []
  }
  at.checked.rows++
  const { changes } = reparseRow(row, { parser, line: at.line })
  return changes.map(({ game, stored, read, question_id, model, turn }) => ({
    file: at.place,
    field: `${game === 0 ? 'score' : `g${game}_winner`} (question ${question_id}, ${model}, turn ${turn})`,
    stored,
    computed: read,
  }))
}

function parserOf(row: Judgment): ParserName | undefined {
  return parserNames.find((name) => parserVersion(name) === row.key?.parser)
}
