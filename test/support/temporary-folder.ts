import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

export type TemporaryFolder = {
  dir: string
  path: (...parts: string[]) => string
  /** Writes a file, its folders made where they are missing, and returns its path. */
  write: (file: string, content: string | Uint8Array) => string
  read: (file: string) => string
  /** Names in a folder of it, sorted. */
  names: (folder?: string) => string[]
}

/** A folder that is removed when the test ends. */
export function temporaryFolder(): TemporaryFolder {
  const dir = mkdtempSync(join(tmpdir(), 'mtbench-test-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const path = (...parts: string[]) => join(dir, ...parts)
  return {
    dir,
    path,
    write: (file, content) => {
      mkdirSync(dirname(path(file)), { recursive: true })
      writeFileSync(path(file), content)
      return path(file)
    },
    read: (file) => readFileSync(path(file), 'utf8'),
    names: (folder = '.') => readdirSync(path(folder)).sort(),
  }
}
