import type { ResultFlags } from './result-source.ts'

/** One line where judgments are stale. */
export function staleWarning(stale: number): string[] {
  return stale === 0
    ? []
    : [
        `${stale} judgments are stale (the answer, prompt or reference has changed since): judge again`,
      ]
}

/** What of the rows of a result has to be known to read it. */
export function notesOf(
  counts: { superseded: number; empty: number },
  flags: ResultFlags,
): string[] {
  return [
    ...(counts.superseded > 0
      ? [
          `${counts.superseded} rows are superseded by another row of the same key (--duplicates ${flags.duplicates})`,
        ]
      : []),
    ...(counts.empty > 0
      ? [`${counts.empty} results stand for an empty answer, without a judge's call`]
      : []),
  ]
}
