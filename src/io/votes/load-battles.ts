import { type BattleRow, battleRowSchema } from '../../domain/votes/battle.ts'
import type { ReadSummary } from '../files/read-jsonl.ts'
import { type LoadOptions, loadRows } from './load-rows.ts'

/**
 * Streams battles, votes or pair judgments from JSONL, a JSON array, CSV with a header, or Parquet.
 * @param options.columns columns beside models, winner and voter that are wanted of a Parquet file
 * @throws UserError naming file, line or row, and field
 */
export async function loadBattles(
  path: string,
  options: Omit<LoadOptions<BattleRow>, 'required'>,
): Promise<ReadSummary> {
  const columns = [...battleColumns, ...options.columns]
  return loadRows(path, battleRowSchema, { ...options, columns })
}

const battleColumns = [
  'model_a',
  'model_b',
  'winner',
  'question_id',
  'judge',
  'turn',
  'tstamp',
  'judge_hash',
  'user_id',
  'model_1',
  'model_2',
  'g1_winner',
  'g2_winner',
]
