import { closeSync, openSync, readSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { usageSchema } from '../../domain/answer.ts'
import { codeOf } from '../../errors.ts'
import { sha256 } from '../hash.ts'

export const replySchemaName = 'mtbench.reply/1'

/** One line of the store: a reply, and enough of the request to list it. */
const replyLineSchema = z.object({
  schema: z.literal(replySchemaName),
  key: z.string(),
  saved: z.iso.datetime(),
  model: z.string(),
  base_url: z.string(),
  reply: z.object({
    text: z.string().min(1),
    reasoning: z.string().optional(),
    finishReason: z.string().nullable(),
    usage: usageSchema.nullable(),
    latencyMs: z.number().nullable(),
    systemFingerprint: z.string().nullable(),
    sentParams: z.record(z.string(), z.unknown()),
  }),
})
export type ReplyLine = z.infer<typeof replyLineSchema>

/** Where a line stands in its file, in bytes; its newline is not counted. */
export type Span = { at: number; bytes: number }

/** Where a workspace keeps the replies of its judges. */
export function replyFolder(dir: string): string {
  return join(dir, 'cache')
}

/** The file for the replies of one model at one server. */
export function replyFile(folder: string, of: { model: string; baseUrl: string }): string {
  return join(folder, `${sha256(JSON.stringify([of.model, of.baseUrl])).slice(0, 16)}.jsonl`)
}

/** The store's files in a folder, in order of their names; files of others are left alone. */
export async function replyFiles(folder: string): Promise<string[]> {
  try {
    const names = (await readdir(folder)).filter((name) => /^[0-9a-f]{16}\.jsonl$/.test(name))
    return names.sort().map((name) => join(folder, name))
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return []
    throw error
  }
}

/** A line as it was written, or undefined where it is torn or something else. */
export function parseReplyLine(text: string): ReplyLine | undefined {
  try {
    return replyLineSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

const chunkBytes = 1024 * 1024

/**
 * Shows every line that is not empty, in file order, and returns the file's size in bytes; 0 where
 * there is no file. A last line without its newline is shown too.
 */
export function eachReplyLine(file: string, onLine: (line: Buffer, span: Span) => void): number {
  const handle = openedForReading(file)
  if (handle === undefined) return 0
  try {
    const chunk = Buffer.alloc(chunkBytes)
    let rest = Buffer.alloc(0)
    let restAt = 0
    for (;;) {
      const read = readSync(handle, chunk, 0, chunkBytes, restAt + rest.length)
      const bytes = Buffer.concat([rest, chunk.subarray(0, read)])
      const end = read === 0 ? bytes.length : bytes.lastIndexOf(10) + 1
      showLines(bytes.subarray(0, end), { at: restAt, onLine })
      rest = bytes.subarray(end)
      restAt += end
      if (read === 0) return restAt
    }
  } finally {
    closeSync(handle)
  }
}

function showLines(
  bytes: Buffer,
  where: { at: number; onLine: (line: Buffer, span: Span) => void },
): void {
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(10, start)
    const end = found < 0 ? bytes.length : found
    if (end > start) {
      where.onLine(bytes.subarray(start, end), { at: where.at + start, bytes: end - start })
    }
    start = end + 1
  }
}

function openedForReading(file: string): number | undefined {
  try {
    return openSync(file, 'r')
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined
    throw error
  }
}
