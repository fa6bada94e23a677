import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root =
  process.env['MTBENCH_TEST_DATA'] ?? fileURLToPath(new URL('../../../shared', import.meta.url))

/** Is the real data (questions, answers, judgments, votes that others published) at hand? */
export const hasSharedData = existsSync(join(root, 'data', 'mt_bench', 'question.jsonl'))

/** A path in the folder with the real data: `MTBENCH_TEST_DATA`, else `shared` beside the project. */
export function sharedPath(...parts: string[]): string {
  return join(root, ...parts)
}
