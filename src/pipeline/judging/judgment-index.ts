import { keyOf, keyText } from '../../domain/identity.ts'
import type { Judgment } from '../../domain/judgment.ts'
import { isFailedCall, isPairJudgment } from '../../domain/judgment-fields.ts'

/** What the plan needs to know of a stored row; texts are kept as hashes only. */
export type StoredJudgment = {
  failed: boolean
  unparsed: boolean
  emptyAnswer: boolean
  /** Hashes of the stored user prompts; undefined where the file keeps none. */
  prompts: string[] | undefined
  /** The pair in the row's own order. */
  models: readonly [string, string] | undefined
}

/** Stored judgments by identity: the last row of a key that is not a failed call. */
export type JudgmentIndex = Map<string, StoredJudgment>

/** Puts a row into the index, in file order. */
export function indexJudgment(
  index: JudgmentIndex,
  row: Judgment,
  hash: (text: string) => string,
): void {
  const key = keyText(keyOf(row))
  const failed = isFailedCall(row)
  if (failed && index.has(key)) return
  const texts = isPairJudgment(row) ? [row.g1_user_prompt, row.g2_user_prompt] : [row.user_prompt]
  const known = texts.filter((text) => text !== undefined)
  index.set(key, {
    failed,
    unparsed: isUnparsed(row),
    emptyAnswer: row.outcome === 'empty_answer',
    prompts: known.length === texts.length ? known.map(hash) : undefined,
    models: isPairJudgment(row) ? [row.model_1, row.model_2] : undefined,
  })
}

/** True for a row that holds no verdict although the judge replied. */
export function isUnparsed(row: Judgment): boolean {
  return isPairJudgment(row)
    ? row.g1_winner === 'error' || row.g2_winner === 'error'
    : row.score === null || row.score === -1
}
