import { existsSync } from 'node:fs'
import { appendFile, type FileHandle, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { messageOf, StorageError, UserError, writeError } from '../../errors.ts'
import { takeLock } from './lock.ts'
import { makeFolder } from './make-folder.ts'

/** Appends records as whole lines; `append` settles when the line is on the disk. */
export type Appender = {
  /** Bytes of the file when it was opened: what was read before the lock is old where they differ. */
  openedBytes: number
  append: (record: object) => Promise<void>
  close: () => Promise<void>
}

/**
 * Between two flushes, so that lines that are close behind each other share one: it costs the same
 * for one line as for many. What is called is not held up by it: other calls are under way.
 */
const restMs = 4

/** How long a writer waits for another process that writes the same file. */
const lockWaitMs = 5000

/**
 * Opens a JSONL file for appending, under a lock, its folders made where they are missing.
 * A last line that a crash left torn is moved to `<file>.torn` first; one that is whole but for
 * its newline gets it. Lines that are ready together are written and flushed together. A write
 * that fails half-way is taken back, so that the file always ends in a whole line. A new file that
 * got no line is gone again when it is closed: an empty one would pass for a model's answers.
 *
 * @throws UserError where the folder cannot be written or another process holds the file
 */
export async function openAppender(path: string): Promise<Appender> {
  try {
    await makeFolder(dirname(path))
    const lock = await takeLock(path, { waitMs: lockWaitMs })
    let handle: FileHandle | undefined
    try {
      const isNew = !existsSync(path)
      handle = await open(path, 'a+')
      const size = await mendTail(handle, path)
      return appenderOf({ handle, path, size, isNew, release: lock.release })
    } catch (error) {
      await handle?.close()
      await lock.release()
      throw error
    }
  } catch (error) {
    throw error instanceof UserError ? error : writeError(path, error)
  }
}

type Waiting = { line: string; resolve: () => void; reject: (error: unknown) => void }

function appenderOf(file: {
  handle: FileHandle
  path: string
  size: number
  isNew: boolean
  release: () => Promise<void>
}): Appender {
  const { handle, path } = file
  let size = file.size
  let queue: Waiting[] = []
  let writing: Promise<void> | undefined
  let failure: StorageError | undefined

  async function writeQueued(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue
      queue = []
      failure ??= await writeBatch(batch)
      for (const { resolve, reject } of batch) {
        if (failure === undefined) resolve()
        else reject(failure)
      }
      await new Promise((done) => setTimeout(done, restMs))
    }
    writing = undefined
  }

  async function writeBatch(batch: readonly Waiting[]): Promise<StorageError | undefined> {
    try {
      size += await appendWhole(handle, { path, size, text: batch.map((w) => w.line).join('') })
      return undefined
    } catch (error) {
      return error instanceof StorageError ? error : new StorageError(messageOf(error))
    }
  }

  return {
    openedBytes: file.size,
    append: (record) =>
      new Promise((resolve, reject) => {
        queue.push({ line: `${JSON.stringify(record)}\n`, resolve, reject })
        writing ??= Promise.resolve().then(writeQueued)
      }),
    close: async () => {
      await writing
      try {
        // A file in which nothing was ever written says nothing, and would look like a run that is done.
        if (file.isNew && size === 0) await rm(path, { force: true })
        await handle.close()
      } finally {
        await file.release()
      }
    },
  }
}

/** Writes a text at the end and flushes it; takes back what was written where that fails. */
async function appendWhole(
  handle: FileHandle,
  file: { path: string; size: number; text: string },
): Promise<number> {
  const bytes = Buffer.from(file.text, 'utf8')
  try {
    let written = 0
    while (written < bytes.length) {
      written += (await handle.write(bytes, written, bytes.length - written)).bytesWritten
    }
    await handle.datasync()
    return bytes.length
  } catch (error) {
    await handle.truncate(file.size)
    throw new StorageError(writeError(file.path, error).message, { cause: error })
  }
}

/** Makes the file end in a whole line, and returns its size in bytes. */
async function mendTail(handle: FileHandle, path: string): Promise<number> {
  const { size } = await handle.stat()
  const tail = await tailAfterLastNewline(handle, size)
  if (tail.length === 0) return size
  // A reader takes a byte-order mark off the first line.
  const text = tail.toString('utf8')
  if (isJson(tail.length === size ? text.replace(/^\uFEFF/, '') : text)) {
    await handle.appendFile('\n')
    await handle.datasync()
    return size + 1
  }
  await appendFile(`${path}.torn`, Buffer.concat([tail, Buffer.from('\n')]), { flush: true })
  await handle.truncate(size - tail.length)
  await handle.datasync()
  return size - tail.length
}

async function tailAfterLastNewline(handle: FileHandle, size: number): Promise<Buffer> {
  const step = 64 * 1024
  let tail = Buffer.alloc(0)
  for (let end = size; end > 0; end -= step) {
    const start = Math.max(0, end - step)
    const part = Buffer.alloc(end - start)
    await handle.read(part, 0, part.length, start)
    const newline = part.lastIndexOf(10)
    tail = Buffer.concat([part.subarray(newline + 1), tail])
    if (newline >= 0) break
  }
  return tail
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
