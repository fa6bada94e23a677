import { parquetWriteBuffer } from 'hyparquet-writer'

export type VoteRow = {
  question_id: number
  model_a: string
  model_b: string
  winner: string
  judge: string
  turn: number
}

/** A Parquet file with the columns of the published votes. */
export function voteParquet(rows: readonly VoteRow[]): Uint8Array {
  const texts = (name: 'model_a' | 'model_b' | 'winner' | 'judge') => ({
    name,
    data: rows.map((row) => row[name]),
    type: 'STRING' as const,
  })
  const numbers = (name: 'question_id' | 'turn') => ({
    name,
    data: rows.map((row) => BigInt(row[name])),
    type: 'INT64' as const,
  })
  const conversation = JSON.stringify([{ role: 'user', content: 'Hello' }])
  const conversations = (name: string) => ({
    name,
    data: rows.map(() => conversation),
    type: 'STRING' as const,
  })
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        numbers('question_id'),
        texts('model_a'),
        texts('model_b'),
        texts('winner'),
        texts('judge'),
        conversations('conversation_a'),
        conversations('conversation_b'),
        numbers('turn'),
      ],
    }),
  )
}
