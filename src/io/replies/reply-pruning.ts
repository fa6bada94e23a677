import { rename, rm, stat, writeFile } from 'node:fs/promises'
import { eachReplyLine, parseReplyLine, replyFiles, type Span } from './reply-file.ts'

/** A reply in the store. Times in milliseconds since 1970. */
export type KeptReply = {
  file: string
  span: Span
  model: string
  baseUrl: string
  savedMs: number
}

/** Every reply that could be served, and the number of lines that hold none. */
export type ReplyList = { replies: KeptReply[]; unreadable: number; superseded: number }

/** What the store's files hold, the last line of a key only. */
export async function listReplies(folder: string): Promise<ReplyList> {
  const list: ReplyList = { replies: [], unreadable: 0, superseded: 0 }
  for (const file of await replyFiles(folder)) {
    const byKey = new Map<string, KeptReply>()
    let readable = 0
    eachReplyLine(file, (bytes, span) => {
      const line = parseReplyLine(bytes.toString('utf8'))
      if (line === undefined) {
        list.unreadable++
        return
      }
      readable++
      const { key, model, base_url: baseUrl, saved } = line
      byKey.set(key, { file, span, model, baseUrl, savedMs: Date.parse(saved) })
    })
    list.superseded += readable - byKey.size
    list.replies.push(...byKey.values())
  }
  return list
}

/**
 * Writes each file of the store anew with these replies only, and removes those that hold none.
 * What another process adds meanwhile may be lost: it costs a call.
 */
export async function keepReplies(folder: string, kept: readonly KeptReply[]): Promise<void> {
  for (const file of await replyFiles(folder)) {
    const places = new Set(kept.filter((reply) => reply.file === file).map(({ span }) => span.at))
    if (places.size === 0) {
      await rm(file, { force: true })
      continue
    }
    const lines: Buffer[] = []
    eachReplyLine(file, (line, span) => {
      if (places.has(span.at)) lines.push(Buffer.from(line), Buffer.from('\n'))
    })
    const draft = `${file}.${process.pid}.tmp`
    await writeFile(draft, Buffer.concat(lines))
    await rename(draft, file)
  }
}

/** Bytes of the store's files. */
export async function replyBytes(folder: string): Promise<number> {
  let bytes = 0
  for (const file of await replyFiles(folder)) bytes += (await stat(file)).size
  return bytes
}
