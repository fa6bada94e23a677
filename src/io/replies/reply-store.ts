import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ChatReply, ChatRequest } from '../../domain/calls/chat.ts'
import { messageOf } from '../../errors.ts'
import {
  eachReplyLine,
  parseReplyLine,
  replyFile,
  replySchemaName,
  type Span,
} from './reply-file.ts'

type Reply = Omit<ChatReply, 'rateLimit' | 'served' | 'keep'>

/** Time for which lines are gathered before they are written together, in milliseconds. */
const gatherMs = 20

type OpenOptions = {
  model: string
  baseUrl: string
  /** Milliseconds since 1970. */
  now: () => number
  /** Told once, where the store cannot be written; the run goes on. */
  onProblem: (line: string) => void
}

/**
 * A store of the replies of one model at one server: a file of lines that are only ever added, the
 * last of a key counting. Two processes may add to one file: a line is added whole. Nothing is
 * flushed: what a crash has torn, or was put there by others, is a miss, and costs one call.
 *
 * Lines are read and written without handing them to another thread: that would take longer than
 * the line. Memory holds keys and places, not replies.
 */
export function openReplyStore(folder: string, options: OpenOptions) {
  const file = replyFile(folder, options)
  let opened: OpenFile | undefined
  let hasFailed = false
  let isUnreadable = false

  function failed(error: unknown): void {
    if (!hasFailed) options.onProblem(`replies cannot be kept in ${folder}: ${messageOf(error)}`)
    hasFailed = true
  }

  function open(): OpenFile | undefined {
    if (isUnreadable) return undefined
    try {
      opened ??= openFile(file, failed)
      return opened
    } catch (error) {
      isUnreadable = true
      failed(error)
      return undefined
    }
  }

  return {
    get: async (key: string): Promise<Reply | undefined> => {
      const text = open()?.read(key)
      const found = text === undefined ? undefined : parseReplyLine(text)
      if (found === undefined || found.key !== key) return undefined
      const { reasoning, ...reply } = found.reply
      return reasoning === undefined ? reply : { ...reply, reasoning }
    },
    put: (key: string, kept: { request: ChatRequest; reply: Reply }): void => {
      const { text, ...others } = kept.reply
      // Where the disk is full what was kept before is served all the same.
      if (text.trim() === '' || hasFailed) return
      const saved = new Date(options.now()).toISOString()
      // The key's place in a line is fixed: `keyOf` finds it there.
      const head = { schema: replySchemaName, key, saved, model: options.model }
      const document = { ...head, base_url: options.baseUrl, reply: { text, ...others } }
      open()?.add(key, JSON.stringify(document))
    },
    close: (): void => {
      opened?.close()
      opened = undefined
    },
  }
}

type OpenFile = {
  read: (key: string) => string | undefined
  add: (key: string, line: string) => void
  close: () => void
}

/** The file with the places of its keys; it is made when the first lines are written. */
function openFile(file: string, onFailed: (error: unknown) => void): OpenFile {
  const places = new Map<string, Span>()
  let lastEnd = 0
  const size = eachReplyLine(file, (line, span) => {
    const key = keyOf(line)
    if (key !== undefined) places.set(key, span)
    lastEnd = span.at + span.bytes
  })
  // A crash can leave a last line without its newline: what is added must not become part of it.
  let isTorn = lastEnd === size && size > 0
  let handle: number | undefined = size > 0 ? openSync(file, 'a+') : undefined
  let added = new Map<string, string>()

  function made(): number {
    mkdirSync(dirname(file), { recursive: true })
    return openSync(file, 'a+')
  }

  function write(): void {
    if (added.size === 0) return
    handle ??= made()
    const lines = [...added].map(([key, line]) => ({ key, bytes: Buffer.from(`${line}\n`) }))
    added = new Map()
    const bytes = Buffer.concat([...(isTorn ? [newline] : []), ...lines.map((line) => line.bytes)])
    isTorn = writeSync(handle, bytes) < bytes.length
    if (isTorn) throw new Error('the disk is full')
    let at = fstatSync(handle).size
    for (const line of lines.reverse()) {
      at -= line.bytes.length
      places.set(line.key, { at, bytes: line.bytes.length - 1 })
    }
  }

  function writeSoon(): void {
    try {
      write()
    } catch (error) {
      onFailed(error)
    }
  }

  return {
    read: (key) => {
      const waiting = added.get(key)
      if (waiting !== undefined) return waiting
      const place = places.get(key)
      if (place === undefined || handle === undefined) return undefined
      const bytes = Buffer.alloc(place.bytes)
      const read = readSync(handle, bytes, 0, place.bytes, place.at)
      return bytes.toString('utf8', 0, read)
    },
    add: (key, line) => {
      if (added.size === 0) setTimeout(writeSoon, gatherMs).unref()
      added.set(key, line)
    },
    close: () => {
      writeSoon()
      if (handle !== undefined) closeSync(handle)
      handle = undefined
    },
  }
}

const newline = Buffer.from('\n')

const keyStart = `{"schema":"${replySchemaName}","key":"`.length
const keyLength = 64

/** A line's key, where it stands as it was written. */
function keyOf(line: Buffer): string | undefined {
  if (line.length < keyStart + keyLength) return undefined
  const key = line.toString('latin1', keyStart, keyStart + keyLength)
  return /^[0-9a-f]+$/.test(key) ? key : undefined
}
