import type { PairJudgment, SingleJudgment, Winner } from '../../domain/judgment.ts'
import type { Reading } from '../../domain/page/page-records.ts'
import { unreadScore } from '../../domain/verdicts/verdict.ts'
import { matchedInGame, matchedInGrade, told } from '../matches/matched-text.ts'
import { readScore, readWinner, type ScoreSource } from '../results/parse-stored.ts'

/** A grade's rating by this source, null where there is none, and where in the text it stands. */
export function matchedGrade(
  row: SingleJudgment,
  source: ScoreSource,
): { score: number | null; reading: Reading } {
  const isStored = source === 'stored' || row.outcome === 'empty_answer'
  const { score, reading } = isStored
    ? { score: row.score ?? unreadScore, reading: matchedInGrade(row) }
    : readAnew(readScore(row, source))
  return { score: score === unreadScore ? null : score, reading }
}

/** The winner of one game by this source, and where in the text the verdict stands. */
export function matchedGame(
  row: PairJudgment,
  game: 1 | 2,
  source: ScoreSource,
): { winner: Winner; reading: Reading } {
  if (source === 'stored' || row.outcome === 'empty_answer') {
    const winner = game === 1 ? row.g1_winner : row.g2_winner
    return { winner, reading: matchedInGame(row, game) }
  }
  return readAnew(readWinner(row, game, source))
}

function readAnew<R extends { parse: Parameters<typeof told>[0] }>({ parse, ...rest }: R) {
  return { ...rest, reading: told(parse) }
}
