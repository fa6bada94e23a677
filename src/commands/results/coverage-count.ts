import type { JudgeMode } from '../../pipeline/judging/plan-matches.ts'
import type { Source } from './result-source.ts'

/** Judgments that are not there, or no longer true; null where the answers are not at hand. */
export type CoverageCount = { missing: number | null; stale: number | null }

export type RowName = {
  judge: string
  model: string
  turn: '1' | '2' | 'all'
  category: string | null
  opponent?: string | null
}

/** What the judgments of a result lack. */
export type Coverage = {
  /** What a row of the results lacks. */
  countOf: (row: RowName) => CoverageCount
  /** Models of which a judge's judgments lack something. */
  modelsOf: (judge: string) => string[]
}

/** Where the answers are not at hand. */
const nothingKnown: Coverage = {
  countOf: () => ({ missing: null, stale: null }),
  modelsOf: () => [],
}

/** How to find what rows lack; planning is loaded only where there are answers to plan for. */
export async function countCoverage(
  source: Source,
  flags: { mode: JudgeMode; models?: string[]; dir: string; bench: string },
  judges: readonly string[],
): Promise<Coverage> {
  const { workspace, questions } = source
  if (workspace === undefined || questions === undefined) return nothingKnown
  const { coverageOf } = await import('./coverage.ts')
  return (await coverageOf({ ...source, questions }, flags, judges)) ?? nothingKnown
}
