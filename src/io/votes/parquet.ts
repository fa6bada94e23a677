import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { type Vote, voteSchema } from '../../domain/votes/vote.ts'
import { messageOf, UserError } from '../../errors.ts'
import { problemOf } from '../files/read-jsonl.ts'

/** Columns of a file of votes; the conversations beside them are not read. */
const voteColumns = ['judge', 'model_a', 'model_b', 'question_id', 'turn', 'winner'] as const

/** Most rows of a file of votes that are read. */
const maxRows = 10_000_000

/**
 * The votes of a Parquet file (columns question_id, model_a, model_b, winner, judge, turn), sorted
 * by question, turn, models, judge and winner: equal votes give equal files.
 * @param name what to call the file in errors
 * @throws UserError naming file, row (from 1) and field
 */
export async function readParquetVotes(path: string, name = path): Promise<Vote[]> {
  const rows = await readRows(path, name)
  const votes = rows.map((row, index) => {
    const result = voteSchema.safeParse(plain(row))
    if (result.success) return inOrder(result.data)
    throw new UserError(`${name}: row ${index + 1}: ${problemOf(result.error)}`)
  })
  if (votes.length === 0) throw new UserError(`${name}: holds no vote`)
  return votes.sort(compareVotes)
}

/** Rows that are decoded at a time. */
const rowsAtOnce = 100_000

/**
 * Each row of a Parquet file, with those of the columns that it has; whole numbers and times (in seconds)
 * as numbers, nulls left out.
 * @param onRow the row and its number, from 1
 * @throws UserError where it is no Parquet file that can be read
 */
export async function eachParquetRow(
  path: string,
  wanted: readonly string[],
  onRow: (row: Record<string, unknown>, number: number) => void,
): Promise<void> {
  try {
    const file = await asyncBufferFromFile(path)
    const metadata = await parquetMetadataAsync(file)
    const names = new Set(metadata.schema.map((element) => element.name))
    const columns = wanted.filter((column) => names.has(column))
    const total = Number(metadata.num_rows)
    for (let rowStart = 0; rowStart < total; rowStart += rowsAtOnce) {
      const rowEnd = Math.min(total, rowStart + rowsAtOnce)
      const options = { file, metadata, columns, compressors, rowStart, rowEnd }
      const rows = await parquetReadObjects(options)
      for (const [index, row] of rows.entries()) onRow(withNumbers(row), rowStart + index + 1)
    }
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError(`${path}: no Parquet file that can be read: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

function withNumbers(row: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(row).filter(([, value]) => value !== null && value !== undefined)
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (typeof value === 'bigint') return [name, Number(value)]
      return [name, value instanceof Date ? value.getTime() / 1000 : value]
    }),
  )
}

async function readRows(path: string, name: string): Promise<Record<string, unknown>[]> {
  try {
    const file = await asyncBufferFromFile(path)
    const metadata = await parquetMetadataAsync(file)
    const columns = new Set(metadata.schema.map((element) => element.name))
    const missing = voteColumns.filter((column) => !columns.has(column))
    if (missing.length > 0) throw new UserError(`${name}: has no column ${missing.join(', ')}`)
    if (metadata.num_rows > maxRows) throw new UserError(`${name}: more than ${maxRows} rows`)
    return await parquetReadObjects({ file, metadata, columns: [...voteColumns], compressors })
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError(`${name}: no Parquet file that can be read: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

/** The fields as `votes/*.jsonl` has them, in the order of their names. */
function inOrder({ judge, model_a, model_b, question_id, turn, winner }: Vote): Vote {
  return { judge, model_a, model_b, question_id, turn, winner }
}

/** A row's fields, with whole numbers as numbers. */
function plain(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    voteColumns.map((column) => {
      const value = row[column]
      return [column, typeof value === 'bigint' ? Number(value) : value]
    }),
  )
}

function compareVotes(a: Vote, b: Vote): number {
  return (
    compare(a.question_id, b.question_id) ||
    compare(a.turn, b.turn) ||
    compare(a.model_a, b.model_a) ||
    compare(a.model_b, b.model_b) ||
    compare(String(a.judge), String(b.judge)) ||
    compare(a.winner, b.winner)
  )
}

/** By value; numbers before texts, so that mixed ids have one order. */
function compare(a: number | string, b: number | string): number {
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}
