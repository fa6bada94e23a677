import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { writeError } from '../../errors.ts'

/** As much of a file handle as a download needs; a parameter, so that a full disk can be tried. */
export type PartHandle = {
  write: (bytes: Uint8Array) => Promise<unknown>
  datasync: () => Promise<void>
  close: () => Promise<void>
}

export type OpenPart = (path: string, flags: 'a' | 'w') => Promise<PartHandle>

/** Opens a part for writing; its `write` returns when all bytes are with the system. */
export const openPart: OpenPart = async (path, flags) => {
  const handle = await open(path, flags)
  return {
    write: (bytes) => handle.writeFile(bytes),
    datasync: () => handle.datasync(),
    close: () => handle.close(),
  }
}

/** What is left of a broken download: bytes so far, and the server's word for the whole of them. */
export type Kept = { bytes: number; url: string | null; etag: string | null }

const note = (part: string) => `${part}.json`

/** What an earlier try has left. */
export async function keptOf(part: string): Promise<Kept> {
  const bytes = await stat(part).then(
    ({ size }) => size,
    () => 0,
  )
  try {
    const value: unknown = JSON.parse(await readFile(note(part), 'utf8'))
    const field = (name: string) => {
      const text = Object(value)[name] as unknown
      return typeof text === 'string' ? text : null
    }
    return { bytes, url: field('url'), etag: field('etag') }
  } catch {
    return { bytes, url: null, etag: null }
  }
}

/** Kept bytes are of use where the server can say that they are of the same file, or we can. */
export function canResume(kept: Kept, request: { url: string; expected: object | null }): boolean {
  if (kept.bytes === 0) return false
  return request.expected !== null || (kept.etag !== null && kept.url === request.url)
}

/** The headers that ask for the rest. */
export function rangeOf(kept: Kept, url: string): Record<string, string> {
  const isSame = kept.etag !== null && kept.url === url
  return { range: `bytes=${kept.bytes}-`, ...(isSame ? { 'if-range': kept.etag ?? '' } : {}) }
}

/** Notes beside the part which version of the file it is of. */
export async function noteSource(
  part: string,
  source: { url: string; etag: string | null },
): Promise<void> {
  await stored(part, () => writeFile(note(part), JSON.stringify(source)))
}

/** Removes the part and its note. */
export async function dropPart(part: string): Promise<void> {
  await rm(part, { force: true })
  await dropNote(part)
}

export async function dropNote(part: string): Promise<void> {
  await rm(note(part), { force: true })
}

/** A hash that has seen the bytes of a file. */
export async function hashOfFile(path: string): Promise<{ hash: Hash; bytes: number }> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(path)) {
    const buffer: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    hash.update(buffer)
    bytes += buffer.length
  }
  return { hash, bytes }
}

/** Runs a write; its failure names the file. @throws StorageError for a full disk */
export async function stored<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    throw writeError(path, error)
  }
}
