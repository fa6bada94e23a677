import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { z } from 'zod'
import { codeOf, messageOf, UserError } from '../../errors.ts'

/** Longest line that is read, in bytes. */
const maxLineBytes = 256 * 1024 * 1024
const chunkBytes = 1024 * 1024

/**
 * Reads a line's bytes faster than JSON and schema do, and gives the same record: undefined for any
 * line of which that is not certain, which is then read the usual way.
 */
export type LineScan<T> = (bytes: Buffer, start: number, end: number) => T | undefined

export type ReadOptions<T> = {
  /** Each record in file order with its line number (from 1). */
  onRecord: (record: T, line: number) => void
  /** Leave out lines that cannot be read, and count them, instead of failing. */
  skipBadLines?: boolean
  /** The file is compressed with gzip, and may have been broken off. */
  isGzip?: boolean
  /** Read no further than this many bytes. */
  bytes?: number
  /** Tried on each line before JSON and schema. */
  scan?: LineScan<T>
}

/** What was read of a file; `torn` is a last line without an end that is no JSON. */
export type ReadSummary = {
  path: string
  sha256: string
  rows: number
  bytes: number
  torn: boolean
  skipped: number
}

/** A schema, or how to load it: only lines that a scan does not take need it. */
export type SchemaSource<T> = z.ZodType<T> | (() => Promise<z.ZodType<T>>)

/**
 * Reads a JSONL file as a stream: memory holds one chunk and one line, whatever the file's size.
 * CRLF, a byte-order mark, blank lines and a missing final newline are read; unknown fields stay.
 * A torn last line is left out and said in the summary; nothing is changed.
 *
 * @param path the file, or `-` for standard input
 * @throws UserError `file:line: field: problem` for the first line that cannot be read
 */
export async function readJsonl<T>(
  path: string,
  schema: SchemaSource<T>,
  options: ReadOptions<T>,
): Promise<ReadSummary> {
  const summary = { path, sha256: '', rows: 0, bytes: 0, torn: false, skipped: 0 }
  const name = path === '-' ? 'standard input' : path
  const hash = createHash('sha256')
  const splitter = createSplitter(name)
  const { scan, onRecord } = options
  let loaded: z.ZodType<T> | undefined

  function take(record: T, line: Line): void {
    summary.rows++
    onRecord(record, line.number)
  }

  /** Takes a line the usual way. */
  function takeChecked(line: Line, checking: { schema: z.ZodType<T>; isLast: boolean }): void {
    const read = parseLine(line.bytes.toString('utf8', line.start, line.end), checking.schema)
    if (read === undefined) return
    if ('record' in read) take(read.record, line)
    else if (checking.isLast && !read.isJson) summary.torn = true
    else if (options.skipBadLines === true) summary.skipped++
    else throw new UserError(`${name}:${line.number}: ${read.problem}`)
  }

  for await (const chunk of chunksOf({ ...options, path, name })) {
    hash.update(chunk)
    summary.bytes += chunk.length
    for (const line of splitter.lines(chunk)) {
      const record = scan?.(line.bytes, line.start, line.end)
      if (record !== undefined) take(record, line)
      else {
        loaded ??= await load(schema)
        takeChecked(line, { schema: loaded, isLast: false })
      }
    }
  }
  const tail = splitter.tail()
  if (tail !== undefined)
    takeChecked(tail, { schema: loaded ?? (await load(schema)), isLast: true })
  return { ...summary, sha256: hash.digest('hex') }
}

/** All records of a file that is known to be small enough, with the summary. */
export async function readAll<T>(
  path: string,
  schema: SchemaSource<T>,
  options: { skipBadLines?: boolean } = {},
): Promise<{ records: T[]; summary: ReadSummary }> {
  const records: T[] = []
  const onRecord = (record: T) => records.push(record)
  const summary = await readJsonl(path, schema, { ...options, onRecord })
  return { records, summary }
}

async function load<T>(schema: SchemaSource<T>): Promise<z.ZodType<T>> {
  return typeof schema === 'function' ? schema() : schema
}

type Read<T> = { record: T } | { problem: string; isJson: boolean }

function parseLine<T>(text: string, schema: z.ZodType<T>): Read<T> | undefined {
  if (text === '' || text === '\r') return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    if (text.trim() === '') return undefined
    return { problem: `not JSON: ${messageOf(error)}`, isJson: false }
  }
  const result = schema.safeParse(value)
  if (result.success) return { record: result.data }
  return { problem: problemOf(result.error), isJson: true }
}

/** The first issue of a schema, as `field: problem`. */
export function problemOf(error: z.ZodError): string {
  const issue = error.issues[0]
  if (issue === undefined) return 'not as expected'
  const field = issue.path.map(String).join('.')
  const message = issue.message.replace(/^Invalid input: /, '')
  return field === '' ? message : `${field}: ${message}`
}

/** The bytes from `start` up to `end`, which are only lent; lines are numbered from 1. */
type Line = { bytes: Buffer; start: number; end: number; number: number }

type Source = { path: string; name: string; isGzip?: boolean; bytes?: number }

/** The bytes of the source in parts, each lent until the next one is asked for. */
async function* chunksOf(source: Source): AsyncGenerator<Buffer> {
  try {
    if (source.path !== '-' && source.isGzip !== true) {
      yield* fileChunks(source.path, source.bytes ?? Number.POSITIVE_INFINITY)
      return
    }
    for await (const chunk of await streamOf(source)) {
      yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    }
  } catch (error) {
    throw readError(error, source.name)
  }
}

/** One buffer for the whole file: new ones would grow memory faster than they are given back. */
async function* fileChunks(path: string, most: number): AsyncGenerator<Buffer> {
  const file = await open(path)
  try {
    const buffer = Buffer.alloc(chunkBytes)
    for (let left = most; left > 0; ) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(left, chunkBytes))
      if (bytesRead === 0) return
      left -= bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

async function streamOf({ path, bytes }: Source): Promise<NodeJS.ReadableStream> {
  if (path === '-') return process.stdin
  if (bytes === 0) return Readable.from([])
  const { constants, createGunzip } = await import('node:zlib')
  const end = bytes === undefined ? {} : { end: bytes - 1 }
  const stream = createReadStream(path, { highWaterMark: chunkBytes, ...end })
  // With this flush, a stream that was broken off gives what there is instead of an error.
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH })
  return stream.on('error', (e) => gunzip.destroy(e)).pipe(gunzip)
}

/** Splits chunks at newlines, and keeps a copy of what comes after the last one. */
function createSplitter(name: string) {
  let rest: Buffer[] = []
  let restBytes = 0
  let number = 0

  /** The line that ends with these bytes. */
  function withRest(own: Buffer): Line {
    const bytes = Buffer.concat([...rest, own])
    rest = []
    restBytes = 0
    return { bytes, start: 0, end: bytes.length, number }
  }

  return {
    *lines(bytes: Buffer): Generator<Line> {
      let start = number === 0 && restBytes === 0 ? byteOrderMark(bytes) : 0
      for (let end = bytes.indexOf(10, start); end >= 0; end = bytes.indexOf(10, start)) {
        number++
        yield restBytes > 0 ? withRest(bytes.subarray(start, end)) : { bytes, start, end, number }
        start = end + 1
      }
      if (start === bytes.length) return
      rest.push(Buffer.from(bytes.subarray(start)))
      restBytes += bytes.length - start
      if (restBytes > maxLineBytes) {
        throw new UserError(`${name}:${number + 1}: line longer than ${maxLineBytes} bytes`)
      }
    },
    /** What comes after the last newline. */
    tail: (): Line | undefined => {
      if (restBytes === 0) return undefined
      number++
      return withRest(Buffer.alloc(0))
    },
  }
}

function byteOrderMark(bytes: Buffer): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
}

export function readError(error: unknown, name: string): unknown {
  const code = codeOf(error)
  if (code === 'ENOENT') return new UserError(`${name}: no such file`, { cause: error })
  if (code === 'EISDIR') return new UserError(`${name}: is a folder, not a file`, { cause: error })
  if (code?.startsWith('Z_') === true) {
    return new UserError(`${name}: is damaged (${messageOf(error)})`, { cause: error })
  }
  if (code === 'EACCES') return new UserError(`${name}: may not be read`, { cause: error })
  if (code === undefined) return error
  return new UserError(`${name}: cannot be read (${code})`, { cause: error })
}
