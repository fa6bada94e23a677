import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const repoRoot = fileURLToPath(new URL('../../', import.meta.url))
const folder = resolve(repoRoot, process.env['MTBENCH_TEST_DATA'] ?? '../shared')

/** True where the files that others published are at hand; tests on them are skipped elsewhere. */
export const hasSharedData = ['data', 'judgments', 'votes'].every((name) =>
  existsSync(join(folder, name)),
)

/** A file or folder of the published data. */
export function sharedPath(...parts: string[]): string {
  return join(folder, ...parts)
}

/** The lines of one published JSONL file, blank ones aside. */
export function sharedLines(...parts: string[]): string[] {
  return readFileSync(sharedPath(...parts), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
}

/** The raw records of one published JSONL file, as JSON.parse gives them. */
export function sharedRows(...parts: string[]): unknown[] {
  return sharedLines(...parts).map((line): unknown => JSON.parse(line))
}

/** Every JSONL file under a folder of the published data, by its path from there; none where it is absent. */
export function sharedFiles(...parts: string[]): string[] {
  const start = sharedPath(...parts)
  if (!existsSync(start)) return []
  return readdirSync(start, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.jsonl') && statSync(join(start, name)).isFile())
    .sort()
}
