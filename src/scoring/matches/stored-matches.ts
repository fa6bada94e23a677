import { byCodeUnit } from '../../domain/identity.ts'
import type { Judgment } from '../../domain/judgment.ts'
import { isPairJudgment, judgeModelOf } from '../../domain/judgment-fields.ts'
import { createJudgmentTable } from '../results/judgment-table.ts'

/** A judgment that counts, and how many rows of the same key it replaces. */
export type StoredMatch<V> = { value: V; superseded: number }

/**
 * Keeps of each match the judgment that counts: the last readable row, as in results.
 * @param keep what is kept of a row; a file may hold more text than memory
 */
export function createStoredMatches<V>(keep: (row: Judgment) => V) {
  const table = createJudgmentTable<V>('last')
  return {
    add: (row: Judgment): void => {
      const { question_id: questionId, turn, choice = 0, repeat = 0 } = row
      const isPair = isPairJudgment(row)
      const models = isPair ? [row.model_1, row.model_2].sort(byCodeUnit) : [row.model]
      const isReadable = isPair
        ? row.g1_winner !== 'error' && row.g2_winner !== 'error'
        : row.score !== null && row.score !== -1
      table.add(
        JSON.stringify([judgeModelOf(row), ...models]),
        { questionId, turn, choice, repeat },
        { value: keep(row), isReadable, isOwn: row.outcome !== undefined },
      )
    },
    matches: (): StoredMatch<V>[] =>
      table
        .groups()
        .flatMap((group) =>
          [...table.entries(group)].flatMap(({ values, superseded }) =>
            values.map((value) => ({ value, superseded })),
          ),
        ),
  }
}
