import { type BallotRow, ballotRowSchema } from '../../domain/votes/ballot-row.ts'
import type { ReadSummary } from '../files/read-jsonl.ts'
import { type LoadOptions, loadRows } from './load-rows.ts'

export type BallotFile = ReadSummary

/**
 * Streams votes, judged pairs or grades: JSONL (also `-`, standard input), a JSON array as FastChat
 * writes it, CSV with the columns question_id, model_a, model_b, winner, judge, turn, or Parquet with
 * the same columns.
 * @throws UserError naming file, line or row, and field
 */
export async function loadBallots(
  path: string,
  options: Pick<LoadOptions<BallotRow>, 'onRow' | 'skipBadLines'>,
): Promise<BallotFile> {
  const columns = voteColumns
  return loadRows(path, ballotRowSchema, { ...options, columns, required: voteColumns })
}

const voteColumns = ['question_id', 'model_a', 'model_b', 'winner', 'judge', 'turn']
