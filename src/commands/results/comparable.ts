import { UserError } from '../../errors.ts'
import { comparabilityOf, type KeyUse, type ResultKey } from '../../scoring/comparability.ts'

/**
 * The key that the rows of a result share, and what has to be said of it.
 * @throws UserError where rows of one judge depend on different things, unless they may be mixed
 */
export function checkComparable(
  uses: readonly KeyUse[],
  options: { mix: boolean },
): { key: ResultKey; warnings: string[] } {
  const { key, conflicts, unknown } = comparabilityOf(uses)
  const differences = conflicts.map(
    ({ judge, part, values }) => `${part} of judge ${judge} (${values.join(', ')})`,
  )
  if (differences.length > 0 && !options.mix) {
    throw new UserError(
      `the judgments are not comparable, they differ in ${differences.join('; ')}: --mix shows each key on its own; or leave some out`,
    )
  }
  return {
    key,
    warnings: [
      ...differences.map((text) => `mixed: the judgments differ in ${text}`),
      ...(unknown.length === 0
        ? []
        : [
            `not known of some or all judgments: ${unknown.join(', ')}; whether they are comparable cannot be told`,
          ]),
    ],
  }
}
