import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { keyOf, keyText } from '../../src/domain/identity.ts'
import { judgmentSchema } from '../../src/domain/judgment.ts'
import { isPairJudgment } from '../../src/domain/judgment-fields.ts'
import { sha256 } from '../../src/io/hash.ts'
import { replyKeyText } from '../../src/pipeline/calls/with-store.ts'
import { defaultJudgeParams } from '../../src/pipeline/judging/ask-judge.ts'
import type { RequestLogEntry } from '../endpoint/log.ts'
import { answerKey, firstTurn, models, type Work } from './work.ts'

/** What is on the disk at one moment. */
export type Held = {
  /** Keys of the whole records, as often as they stand there. */
  keys: string[]
  /** Lines that are no record, a last one without its end included. */
  tornLines: number
  /** What the records' calls asked, by `askedText`. */
  asked: ReadonlySet<string>
  /** Keys of the replies in the store. */
  replies: ReadonlySet<string>
}

/** Reads the files of a work, and nothing else than they hold: not by the program's own readers. */
export function readHeld(dir: string, work: Work): Held {
  const keys: string[] = []
  const asked = new Set<string>()
  let tornLines = 0
  for (const { path, of } of work.files) {
    for (const line of linesOf(join(dir, path))) {
      const record = recordOf(line, of)
      if (record === undefined) tornLines++
      else {
        keys.push(record.key)
        for (const text of record.asked) asked.add(text)
      }
    }
  }
  return { keys, tornLines, asked, replies: repliesIn(join(dir, 'cache')) }
}

/** Files that a run must not leave behind: claims of locks, drafts. */
export function leftOvers(dir: string, work: Work): string[] {
  const folders = new Set(work.files.map(({ path }) => dirname(join(dir, path))))
  return [...folders]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder))
    .filter((name) => name.includes('.lock.') || name.endsWith('.tmp'))
}

/** Requests of the log that ask for what was held before they came. */
export function askedAgain(
  log: readonly RequestLogEntry[],
  before: { held: Held; arrivals: number; baseUrl: string },
): number {
  const { held, arrivals, baseUrl } = before
  const isNew = (entry: RequestLogEntry) =>
    entry.sequence > arrivals && entry.messages !== undefined
  return log.filter((entry) => {
    if (!isNew(entry)) return false
    const { model, messages = [] } = entry
    if (model === models.target) return held.asked.has(askedText(messages[0]?.text ?? ''))
    if (held.asked.has(askedText(messages.at(-1)?.text ?? ''))) return true
    return held.replies.has(replyKey(entry, baseUrl))
  }).length
}

/** The key under which the program keeps the reply to a request of a judge. */
export function replyKey({ messages = [] }: RequestLogEntry, baseUrl: string): string {
  const request = {
    model: models.judge,
    messages: messages.map(({ role, text }) => ({ role: roleOf(role), content: text })),
    params: defaultJudgeParams,
  }
  return sha256(replyKeyText(request, baseUrl))
}

function roleOf(role: string): 'system' | 'user' | 'assistant' {
  return role === 'system' || role === 'assistant' ? role : 'user'
}

/** Lines of a file with and without an end; the text after the last one's end is none. */
function linesOf(file: string): string[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n')
  // A last line without its end is not whole, whatever it holds.
  const rest = lines.pop() ?? ''
  return rest === '' ? lines : [...lines, `torn ${rest}`]
}

function recordOf(
  line: string,
  of: 'answer' | 'judgment',
): { key: string; asked: string[] } | undefined {
  let row: unknown
  try {
    row = JSON.parse(line)
  } catch {
    return undefined
  }
  if (of === 'answer') {
    if (typeof row !== 'object' || row === null || !('question_id' in row)) return undefined
    const id = String(row.question_id)
    return { key: answerKey(id), asked: [askedText(firstTurn(id))] }
  }
  const judgment = judgmentSchema.safeParse(row).data
  if (judgment === undefined) return undefined
  const prompts = isPairJudgment(judgment)
    ? [judgment.g1_user_prompt, judgment.g2_user_prompt]
    : [judgment.user_prompt]
  return {
    key: keyText(keyOf(judgment)),
    asked: prompts.flatMap((prompt) => (prompt === undefined ? [] : [askedText(prompt)])),
  }
}

/** The text that tells what a call is for: a judge's prompt, or a conversation's first turn. */
function askedText(text: string): string {
  return sha256(text)
}

/** Keys of the whole lines in the store's files. */
function repliesIn(folder: string): Set<string> {
  if (!existsSync(folder)) return new Set()
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const lines = files.flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(0, -1))
  return new Set(lines.flatMap((line) => keyOfReply(line) ?? []))
}

function keyOfReply(line: string): string | undefined {
  return line.endsWith('}') ? /"key":"([0-9a-f]{64})"/.exec(line)?.[1] : undefined
}
