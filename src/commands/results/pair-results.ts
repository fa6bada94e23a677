import { judgeModelOf, type PairVerdict } from '../../domain/judgment-fields.ts'
import type { ReadSummary } from '../../io/files/read-jsonl.ts'
import type { JudgeMode } from '../../pipeline/judging/plan-matches.ts'
import type { ShownPairRow } from '../../report/tables/show-results.ts'
import { createPairwiseScores } from '../../scoring/results/pairwise-scores.ts'
import { intervalChoice } from '../flags.ts'
import { countCoverage } from './coverage-count.ts'
import { pairAverages } from './pair-averages.ts'
import { readVerdicts } from './read-judgments.ts'
import { intervalText, noIntervalNote, notesOf, staleWarning } from './result-notes.ts'
import {
  inputPath,
  nothingIn,
  type ResultFlags,
  readOptions,
  type Source,
  wants,
} from './result-source.ts'

/** Reads pair judgments and makes the rows of the pairwise modes. */
export async function readPairs(flags: ResultFlags, source: Source & { mode: JudgeMode }) {
  const scores = createPairwiseScores({
    source: flags.parser,
    duplicates: flags.duplicates,
    confidence: flags.confidence,
    interval: intervalChoice(flags),
    categoryOf: source.categoryOf,
    by: flags.by,
    baseline: source.baseline,
    isMixed: flags.mix,
  })
  const { summaries, others } = await readRows(flags, source, scores)
  const figures = scores.rows().filter((row) => wants(flags, row.judge, [row.model]))
  const { baseline } = source
  if (figures.length === 0) {
    throw nothingIn(source.files, { baseline, known: [...scores.rows(), ...others] })
  }
  const judges = [...new Set(figures.map((row) => row.judge))]
  const { countOf } = await countCoverage(source, { ...flags, mode: source.mode }, judges)
  const { averageOf, notesFor } = pairAverages(
    source.baseline === undefined ? scores.matches() : [],
    flags,
    source,
  )
  const rows = figures.map((row): ShownPairRow => {
    const { missing, stale } = countOf(row)
    const average = averageOf(row)
    return {
      ...row,
      average_win_rate: average?.rate ?? null,
      average_ci: average?.ci ?? null,
      missing,
      stale,
    }
  })
  const all = rows.filter((row) => row.turn === 'all')
  // Each match stands in the rows of both its models, but in one where only one of them is listed.
  const sides = baseline !== undefined || new Set(flags.models).size === 1 ? 1 : 2
  const total = (pick: (row: ShownPairRow) => number | null) =>
    all.reduce((sum, row) => sum + (pick(row) ?? 0), 0) / sides
  return {
    kind: 'pair' as const,
    rows,
    judges,
    summaries,
    keyUses: scores.keyUses().filter((use) => wants(flags, use.judge, use.models)),
    leftOut: {
      error: total((row) => row.error),
      superseded: total((row) => row.superseded),
      missing: total((row) => row.missing),
    },
    notes: [
      ...figureNotes(flags, source),
      ...judges.flatMap(notesFor),
      ...noIntervalNote(all),
      ...notesOf(
        { superseded: total((row) => row.superseded), empty: total((row) => row.empty) },
        flags,
      ),
    ],
    warnings: staleWarning(total((row) => row.stale)),
  }
}

/** Hands on the rows that are asked for, and says whose the others are. */
async function readRows(
  flags: ResultFlags,
  source: Source,
  scores: Parameters<typeof readVerdicts>[1],
) {
  const others = new Map<string, Names>()
  const asked =
    <R extends Names>(add: (row: R) => void) =>
    (row: R) => {
      if (isAsked(row, flags, source)) add(row)
      else others.set(`${judgeModelOf(row)}\n${row.model_1}\n${row.model_2}`, row)
    }
  const own = { add: asked(scores.add), addStored: asked(scores.addStored) }
  const summaries: ReadSummary[] = []
  for (const file of source.files) {
    const options = { ...readOptions(file, flags), parser: flags.parser }
    summaries.push(await readVerdicts(inputPath(file, 'pair'), own, options))
  }
  return { summaries, others: [...others.values()].flatMap(namesIn) }
}

/** Who judged whom. */
type Names = Pick<PairVerdict, 'judge' | 'model_1' | 'model_2'>

function namesIn(row: Names): { judge: string; model: string }[] {
  const judge = judgeModelOf(row)
  return [row.model_1, row.model_2].map((model) => ({ judge, model }))
}

/**
 * Whether a match is between models that are asked for: where several are named both of its models,
 * but for the baseline; where one is, any match of it.
 */
function isAsked(row: Names, { models }: ResultFlags, { baseline }: Source): boolean {
  if (models === undefined) return true
  const own = [row.model_1, row.model_2].filter((model) => model !== baseline)
  return new Set(models).size === 1
    ? own.some((model) => models.includes(model))
    : own.every((model) => models.includes(model))
}

/** What the columns of rates mean. */
function figureNotes(flags: ResultFlags, source: Source): string[] {
  return [
    'adjusted: (win + tie / 2) / n. same: both games name the same winner; 1st/2nd: the other matches, by the place in the prompt that came off better.',
    ...(source.baseline === undefined && flags.by !== 'model-pair'
      ? [
          `avg. %: mean of the win rates against each opponent (--ties ${flags.ties}), interval: ${intervalText(flags, 'bca')} by question`,
        ]
      : []),
  ]
}
