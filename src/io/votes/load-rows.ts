import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { parse } from 'csv-parse'
import type { z } from 'zod'
import { messageOf, UserError } from '../../errors.ts'
import { createArraySplitter } from '../files/json-array.ts'
import { problemOf, type ReadSummary, readError, readJsonl } from '../files/read-jsonl.ts'
import { eachParquetRow } from './parquet.ts'

export type LoadOptions<R> = {
  onRow: (row: R) => void
  /** Leave out rows that cannot be read, and count them, instead of failing. */
  skipBadLines: boolean
  /** Columns that are wanted of a Parquet file. */
  columns: readonly string[]
  /** Columns without which a CSV file cannot be what is wanted. */
  required?: readonly string[]
}

type Form = 'jsonl' | 'array' | 'csv' | 'parquet'

/**
 * Streams rows from JSONL, a JSON array, CSV with a header, or Parquet; the first bytes tell which. Memory
 * holds a chunk and a row (Parquet: a row group), whatever the file's size.
 * @param path the file, or `-` for JSONL on standard input
 * @throws UserError naming file, line or row, and field
 */
export async function loadRows<R>(
  path: string,
  schema: z.ZodType<R>,
  options: LoadOptions<R>,
): Promise<ReadSummary> {
  const form = path === '-' ? 'jsonl' : await formOf(path)
  const { onRow, skipBadLines, columns, required = [] } = options
  if (form === 'jsonl') return readJsonl(path, schema, { onRecord: onRow, skipBadLines })
  const reader = { array: readArray, csv: readCsv, parquet: readParquet }[form]
  const summary = { path, sha256: '', rows: 0, bytes: 0, torn: false, skipped: 0 }
  const hash = createHash('sha256')
  const onChunk = (chunk: Buffer) => {
    hash.update(chunk)
    summary.bytes += chunk.length
  }
  const onValue = (value: unknown, place: string) => {
    const result = schema.safeParse(value)
    if (result.success) {
      summary.rows++
      onRow(result.data)
    } else if (skipBadLines) summary.skipped++
    else throw new UserError(`${path}: ${place}: ${problemOf(result.error)}`)
  }
  await reader(path, { onChunk, onValue, columns, required })
  return { ...summary, sha256: hash.digest('hex') }
}

async function formOf(path: string): Promise<Form> {
  try {
    const file = await open(path)
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0)
      const start = buffer.toString('latin1', 0, bytesRead)
      if (start.startsWith('PAR1')) return 'parquet'
      const first = start.replace(/^\u00ef\u00bb\u00bf/, '').trimStart()[0]
      if (first === '[') return 'array'
      const isLines = first === '{' || first === undefined || path.endsWith('.jsonl')
      return isLines ? 'jsonl' : 'csv'
    } finally {
      await file.close()
    }
  } catch (error) {
    throw readError(error, path)
  }
}

type Reader = {
  onChunk: (chunk: Buffer) => void
  onValue: (value: unknown, place: string) => void
  columns: readonly string[]
  required: readonly string[]
}

async function readArray(path: string, { onChunk, onValue }: Reader): Promise<void> {
  let row = 0
  const splitter = createArraySplitter((text) => {
    row++
    onValue(parsed(text, `${path}: element ${row}`), `element ${row}`)
  })
  for await (const chunk of chunksOf(path)) {
    onChunk(chunk)
    splitter.push(chunk)
  }
  if (!splitter.isComplete()) throw new UserError(`${path}: the JSON array has no end`)
}

/** Larger chunks are faster up to about here. */
const chunkBytes = 1024 * 1024

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) {
    yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
  }
}

async function readCsv(path: string, { onChunk, onValue, required }: Reader): Promise<void> {
  const columns = (header: string[]) => {
    const missing = required.filter((name) => !header.includes(name))
    if (missing.length === 0) return header
    throw new UserError(`${path}: has no column ${missing.join(', ')}`)
  }
  const parser = parse({ columns, bom: true, skip_empty_lines: true })
  async function* hashed() {
    for await (const chunk of chunksOf(path)) {
      onChunk(chunk)
      yield chunk
    }
  }
  let row = 0
  try {
    await pipeline(hashed, parser, async (records) => {
      for await (const record of records) {
        row++
        onValue(fromText(record, `${path}: row ${row}`), `row ${row}`)
      }
    })
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError(`${path}: no CSV that can be read: ${messageOf(error)}`, { cause: error })
  }
}

const numbered = new Set(['question_id', 'turn', 'tstamp', 'choice', 'repeat'])
const structured = new Set(['judge', 'conversation_a', 'conversation_b', 'conv_metadata'])

/** A CSV record with numbers where the other forms have them; an empty field is absent. */
function fromText(record: unknown, name: string): unknown {
  if (typeof record !== 'object' || record === null) return record
  return Object.fromEntries(
    Object.entries(record).flatMap(([field, value]) => {
      const text = String(value)
      if (text === '') return []
      if (numbered.has(field) && String(Number(text)) === text) return [[field, Number(text)]]
      const isJson = structured.has(field) && /^[[{]/.test(text)
      return [[field, isJson ? parsed(text, `${name}: ${field}`) : text]]
    }),
  )
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UserError(`${name}: not JSON: ${messageOf(error)}`, { cause: error })
  }
}

async function readParquet(path: string, reader: Reader): Promise<void> {
  for await (const chunk of chunksOf(path)) reader.onChunk(chunk)
  await eachParquetRow(path, reader.columns, (value, row) => reader.onValue(value, `row ${row}`))
}
