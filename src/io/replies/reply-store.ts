import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { usageSchema } from '../../domain/answer.ts'
import type { ChatReply, ChatRequest } from '../../domain/calls/chat.ts'
import { codeOf, messageOf } from '../../errors.ts'
import { makeFolder } from '../files/make-folder.ts'

const schemaName = 'mtbench.reply/1'

/** One file of the store: a reply, and enough of the request to list it. */
const replyFileSchema = z.object({
  schema: z.literal(schemaName),
  key: z.string(),
  saved: z.string(),
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
type ReplyFile = z.infer<typeof replyFileSchema>

/** A reply in the store, and its file. Times in milliseconds since 1970. */
export type StoredFile = { file: string; bytes: number; savedMs: number }

type Reply = Omit<ChatReply, 'rateLimit' | 'served' | 'keep'>

/** Where a workspace keeps the replies of its judges. */
export function replyFolder(dir: string): string {
  return join(dir, 'cache')
}

/**
 * A store of replies: one file each, `<2 hex>/<sha256>.json`, so that reading one costs the same
 * however many there are, two processes never wait for each other, and a crash can spoil none but
 * the one being written. Files are renamed into place whole but not flushed: what cannot be read,
 * or was put there by others, is a miss, and costs one call.
 *
 * @param options.onProblem told once, where the store cannot be written; the run goes on
 */
export function openReplyStore(
  folder: string,
  options: { baseUrl: string; now: () => number; onProblem: (line: string) => void },
) {
  const writing = new Set<Promise<void>>()
  let hasFailed = false
  let drafts = 0

  async function write(key: string, text: string): Promise<void> {
    const file = fileOf(folder, key)
    // Two requests that are the same may end at once: each write has a draft of its own.
    const draft = `${file}.${process.pid}-${++drafts}.tmp`
    try {
      await makeFolder(join(folder, key.slice(0, 2)))
      await writeFile(draft, text)
      await rename(draft, file)
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined)
      if (!hasFailed) options.onProblem(`replies cannot be kept in ${folder}: ${messageOf(error)}`)
      hasFailed = true
    }
  }

  return {
    get: async (key: string): Promise<Reply | undefined> => {
      const found = await readReply(fileOf(folder, key))
      if (found === undefined || found.key !== key) return undefined
      const { reasoning, ...reply } = found.reply
      return reasoning === undefined ? reply : { ...reply, reasoning }
    },
    put: (key: string, kept: { request: ChatRequest; reply: Reply }): void => {
      const { text, ...others } = kept.reply
      if (text.trim() === '' || hasFailed) return
      const saved = new Date(options.now()).toISOString()
      const head = { schema: schemaName, key, saved, model: kept.request.model }
      const document = { ...head, base_url: options.baseUrl, reply: { text, ...others } }
      const done = write(key, JSON.stringify(document)).finally(() => writing.delete(done))
      writing.add(done)
    },
    /** Waits until all that was put is written. */
    flush: async (): Promise<void> => {
      await Promise.all(writing)
    },
  }
}

function fileOf(folder: string, key: string): string {
  return join(folder, key.slice(0, 2), `${key}.json`)
}

/** A reply's file, or undefined where it is not there, torn or something else. */
export async function readReply(file: string): Promise<ReplyFile | undefined> {
  try {
    return replyFileSchema.safeParse(JSON.parse(await readFile(file, 'utf8'))).data
  } catch {
    return undefined
  }
}

const ownFile = /^[0-9a-f]{64}\.json(\.\d+-\d+\.tmp)?$/

/** The files of a store, drafts that a crash left included; files of others are left alone. */
export async function listReplies(folder: string): Promise<StoredFile[]> {
  const found: StoredFile[] = []
  for (const group of (await namesIn(folder)).filter((name) => /^[0-9a-f]{2}$/.test(name))) {
    for (const name of (await namesIn(join(folder, group))).filter((n) => ownFile.test(n))) {
      const file = join(folder, group, name)
      const stats = await stat(file).catch(() => undefined)
      if (stats !== undefined) found.push({ file, bytes: stats.size, savedMs: stats.mtimeMs })
    }
  }
  return found
}

export async function removeReplies(files: readonly StoredFile[]): Promise<void> {
  for (const { file } of files) await rm(file, { force: true })
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort()
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return []
    throw error
  }
}
