import type { PairJudgment, ParseRecord, SingleJudgment, Winner } from '../../domain/judgment.ts'
import type { Reading } from '../../domain/page/page-records.ts'
import { parserNames, unreadScore } from '../../domain/verdicts/verdict.ts'
import { readScore, readWinner, type ScoreSource } from '../results/parse-stored.ts'

/** What one parser made of a text. */
type Attempt<V> = { value: V; parse: ParseRecord }

/** A grade's rating by this source, null where there is none, and where in the text it stands. */
export function matchedGrade(
  row: SingleJudgment,
  source: ScoreSource,
): { score: number | null; reading: Reading } {
  if (row.outcome === 'empty_answer') return { score: row.score, reading: madeWithoutCall }
  if (source !== 'stored') {
    const { score, parse } = readScore(row, source)
    return { score: score === unreadScore ? null : score, reading: readingOf(parse) }
  }
  const stored = row.score ?? unreadScore
  const attempts = parserNames.map((name): Attempt<number> => {
    const { score, parse } = readScore(row, name)
    return { value: score, parse }
  })
  const reading = storedReading(stored, { own: row.parse, attempts, unread: unreadScore })
  return { score: stored === unreadScore ? null : stored, reading }
}

/** The winner of one game by this source, and where in the text the verdict stands. */
export function matchedGame(
  row: PairJudgment,
  game: 1 | 2,
  source: ScoreSource,
): { winner: Winner; reading: Reading } {
  const stored = game === 1 ? row.g1_winner : row.g2_winner
  if (row.outcome === 'empty_answer') return { winner: stored, reading: madeWithoutCall }
  if (source !== 'stored') {
    const { winner, parse } = readWinner(row, game, source)
    return { winner, reading: readingOf(parse) }
  }
  const attempts = parserNames.map((name): Attempt<Winner> => {
    const { winner, parse } = readWinner(row, game, name)
    return { value: winner, parse }
  })
  const own = game === 1 ? row.g1_parse : row.g2_parse
  return { winner: stored, reading: storedReading(stored, { own, attempts, unread: 'error' }) }
}

const madeWithoutCall: Reading = {
  span: null,
  rule: null,
  reason: 'an empty answer: given without a call',
}

/** What the file says was read, else the first parser that comes to the stored value. */
function storedReading<V>(
  stored: V,
  known: { own: ParseRecord | undefined; attempts: readonly Attempt<V>[]; unread: V },
): Reading {
  if (known.own !== undefined) return readingOf(known.own)
  const same = known.attempts.find(({ value }) => value === stored)
  if (same !== undefined) return readingOf(same.parse)
  const reason =
    stored === known.unread
      ? 'stored as unreadable'
      : 'no parser finds the stored value in the text'
  return { span: null, rule: null, reason }
}

function readingOf({ span, rule, reason }: ParseRecord): Reading {
  return { span: span === null ? null : [span[0], span[1]], rule, reason }
}
