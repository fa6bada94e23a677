import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { copyFile, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { makeFolder } from '../files/make-folder.ts'
import { hashOfFile, stored } from './download-part.ts'

/** Records as JSONL. */
export function jsonlOf(records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('')
}

/** SHA-256 and size of a file; undefined where there is none. */
export async function hashIfThere(
  path: string,
): Promise<{ sha256: string; bytes: number } | undefined> {
  if (!existsSync(path)) return undefined
  const { hash, bytes } = await hashOfFile(path)
  return { sha256: hash.digest('hex'), bytes }
}

/** Copies a file beside its later place, and removes the copy where that fails. */
export async function copyTo(
  source: string,
  part: string,
  onBytes?: (bytes: number) => void,
): Promise<void> {
  try {
    await stored(part, async () => {
      await makeFolder(dirname(part))
      if (onBytes === undefined) return copyFile(source, part)
      return pipeline(createReadStream(source), counting(onBytes), createWriteStream(part))
    })
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

/** Puts finished bytes in their place at once: readers see the old file or the new one. */
export async function putInPlace(part: string, target: string): Promise<void> {
  await stored(target, async () => {
    const handle = await open(part, 'r')
    await handle.sync().finally(() => handle.close())
    await rename(part, target)
  })
}

function counting(onBytes: (bytes: number) => void): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      onBytes(bytes)
      done(null, chunk)
    },
  })
}
