import { open, readFile, stat } from 'node:fs/promises'
import { type CsvError, parse } from 'csv-parse/sync'
import { type BallotRow, ballotRowSchema } from '../../domain/votes/ballot-row.ts'
import { codeOf, messageOf, UserError } from '../../errors.ts'
import { problemOf, readJsonl } from '../files/read-jsonl.ts'
import { sha256 } from '../hash.ts'
import { readParquetVotes } from './parquet.ts'

/** Largest JSON array or CSV file that is read, in bytes: they are held as one text. */
const maxTextBytes = 256 * 1024 * 1024

export type BallotFile = {
  path: string
  sha256: string
  rows: number
  torn: boolean
  skipped: number
}

type Options = { onRow: (row: BallotRow) => void; skipBadLines: boolean }

/**
 * Reads votes, judged pairs or grades: JSONL (also `-`, standard input), a JSON array as FastChat
 * writes it, CSV with the columns question_id, model_a, model_b, winner, judge, turn, or Parquet
 * with the same columns.
 * @throws UserError naming file, line (or record) and field
 */
export async function loadBallots(path: string, options: Options): Promise<BallotFile> {
  if (path === '-') return readJsonl(path, ballotRowSchema, jsonlOptions(options))
  const ending = path.slice(path.lastIndexOf('.')).toLowerCase()
  if (ending === '.parquet') return readParquet(path, options)
  if (ending === '.csv') return readRecords(path, options, csvRecords)
  return (await startsAsArray(path))
    ? readRecords(path, options, arrayRecords)
    : readJsonl(path, ballotRowSchema, jsonlOptions(options))
}

function jsonlOptions({ onRow, skipBadLines }: Options) {
  return { onRecord: onRow, skipBadLines }
}

async function readParquet(path: string, options: Options): Promise<BallotFile> {
  const bytes = await readWhole(path)
  const votes = await readParquetVotes(path)
  votes.forEach(options.onRow)
  return { path, sha256: sha256(bytes), rows: votes.length, torn: false, skipped: 0 }
}

/** A record of a file that is read as a whole, and where it stands. */
type Placed = { value: unknown; place: string }

async function readRecords(
  path: string,
  options: Options,
  recordsOf: (text: string, path: string) => Placed[],
): Promise<BallotFile> {
  const bytes = await readWhole(path)
  const file = { path, sha256: sha256(bytes), rows: 0, torn: false, skipped: 0 }
  for (const { value, place } of recordsOf(bytes.toString('utf8'), path)) {
    const result = ballotRowSchema.safeParse(value)
    if (result.success) {
      file.rows++
      options.onRow(result.data)
    } else if (options.skipBadLines) file.skipped++
    else throw new UserError(`${path}:${place}: ${problemOf(result.error)}`)
  }
  return file
}

function arrayRecords(text: string, path: string): Placed[] {
  let values: unknown
  try {
    values = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new UserError(`${path}: not JSON: ${messageOf(error)}`, { cause: error })
  }
  if (!Array.isArray(values)) throw new UserError(`${path}: not an array of votes`)
  return values.map((value: unknown, index) => ({ value, place: `record ${index + 1}` }))
}

const voteColumns = ['question_id', 'model_a', 'model_b', 'winner', 'judge', 'turn']

type CsvRecord = { record: Record<string, string>; info: { lines: number } }

function csvRecords(text: string, path: string): Placed[] {
  let records: CsvRecord[]
  try {
    records = parse(text, { bom: true, columns: true, info: true, skip_empty_lines: true })
  } catch (error) {
    const { lines } = error as Partial<CsvError> & { lines?: number }
    const place = lines === undefined ? path : `${path}:${lines}`
    throw new UserError(`${place}: ${messageOf(error)}`, { cause: error })
  }
  const [first] = records
  const missing = voteColumns.filter((name) => first !== undefined && !(name in first.record))
  if (missing.length > 0) throw new UserError(`${path}: has no column ${missing.join(', ')}`)
  return records.map(({ record, info }) => ({
    value: { ...record, question_id: idOf(record['question_id']), turn: Number(record['turn']) },
    place: String(info.lines),
  }))
}

/** CSV has no types: an id that is written as a whole number is one. */
function idOf(text = ''): string | number {
  return /^(0|-?[1-9]\d{0,14})$/.test(text) ? Number(text) : text
}

async function startsAsArray(path: string): Promise<boolean> {
  const file = await open(path).catch((error: unknown) => {
    throw readError(error, path)
  })
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(4096), position: 0 })
    const start = buffer.toString('utf8', 0, bytesRead).replace(/^\uFEFF/, '')
    return start.trimStart().startsWith('[')
  } catch (error) {
    throw readError(error, path)
  } finally {
    await file.close()
  }
}

async function readWhole(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path)
    if (size > maxTextBytes) {
      throw new UserError(`${path}: larger than ${maxTextBytes} bytes: give it as JSONL`)
    }
    return await readFile(path)
  } catch (error) {
    throw readError(error, path)
  }
}

function readError(error: unknown, path: string): unknown {
  const code = codeOf(error)
  if (code === undefined) return error
  const what = code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'is a folder' : code
  return new UserError(`${path}: ${what}`, { cause: error })
}
