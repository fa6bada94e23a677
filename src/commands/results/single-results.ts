import type { ReadSummary } from '../../io/files/read-jsonl.ts'
import { plural } from '../../report/plural.ts'
import { fixed } from '../../report/round.ts'
import type { ShownSingleRow } from '../../report/tables/show-results.ts'
import { type GradeNoise, gradeNoise } from '../../scoring/results/grade-noise.ts'
import { createSingleScores, type SingleRow } from '../../scoring/results/single-scores.ts'
import { intervalChoice } from '../flags.ts'
import { type CoverageCount, countCoverage } from './coverage-count.ts'
import { readGrades } from './read-judgments.ts'
import { noIntervalNote, notesOf, staleWarning } from './result-notes.ts'
import {
  inputPath,
  nothingIn,
  type ResultFlags,
  readOptions,
  type Source,
  wants,
} from './result-source.ts'

/** Reads grades and makes the rows of `--mode single`. */
export async function readSingle(flags: ResultFlags, source: Source) {
  const scores = createSingleScores({
    source: flags.parser,
    duplicates: flags.duplicates,
    confidence: flags.confidence,
    interval: intervalChoice(flags),
    categoryOf: source.categoryOf,
    by: flags.by === 'category' ? 'category' : 'turn',
    isMixed: flags.mix,
  })
  const summaries: ReadSummary[] = []
  for (const file of source.files) {
    const options = { ...readOptions(file, flags), parser: flags.parser }
    summaries.push(await readGrades(inputPath(file, 'single'), scores, options))
  }
  const figures = scores.rows().filter((row) => wants(flags, row.judge, [row.model]))
  if (figures.length === 0) throw nothingIn(source.files, { known: scores.rows() })
  const judges = [...new Set(figures.map((row) => row.judge))]
  const { countOf, modelsOf } = await countCoverage(source, { ...flags, mode: 'single' }, judges)
  const rows = figures.map((row): ShownSingleRow => {
    const count = countOf(row)
    return { ...row, missing: count.missing, stale: count.stale, ...bounds(row, count) }
  })
  const all = rows.filter((row) => row.turn === 'all')
  const unjudged = judges.flatMap((judge) =>
    modelsOf(judge)
      .filter((model) => !figures.some((row) => row.judge === judge && row.model === model))
      .map((model) => {
        const { missing } = countOf({ judge, model, turn: 'all', category: null })
        return { judge, model, missing: missing ?? 0 }
      }),
  )
  const total = (pick: (row: ShownSingleRow) => number | null) =>
    all.reduce((sum, row) => sum + (pick(row) ?? 0), 0)
  return {
    kind: 'single' as const,
    rows,
    judges,
    summaries,
    keyUses: scores.keyUses().filter((use) => wants(flags, use.judge, use.models)),
    leftOut: {
      unparsed: total((row) => row.unparsed),
      superseded: total((row) => row.superseded),
      missing: total((row) => row.missing) + unjudged.reduce((n, one) => n + one.missing, 0),
    },
    notes: [
      ...(scores.isRepeated()
        ? judges.flatMap((judge) => noiseNote(gradeNoise(scores.placedGrades(), judge)))
        : []),
      ...noIntervalNote(all),
      ...notesOf(
        { superseded: total((row) => row.superseded), empty: total((row) => row.empty) },
        flags,
      ),
    ],
    warnings: [
      ...staleWarning(total((row) => row.stale)),
      ...unjudged.map(
        ({ judge, model, missing }) =>
          `${model}: has answers, but no judgment by ${judge} (${plural(missing, 'match', 'matches')} missing)`,
      ),
      ...all.filter((row) => row.out_of_range > 0).map(rangeWarning),
      ...all.filter((row) => row.unparsed > 0 || (row.missing ?? 0) > 0).flatMap(boundsNote),
    ],
  }
}

function noiseNote(noise: GradeNoise | null): string[] {
  if (noise === null || noise.floor === null) return []
  const sd = (variance: number | null) =>
    variance === null ? 'not told apart' : fixed(Math.sqrt(variance), 2)
  return [
    `noise floor (${noise.judge_name}): ±${fixed(noise.floor, 3)} (one standard error) of a model's mean comes from judge and generation alone; standard deviations: questions ${sd(noise.question)}, generation ${sd(noise.generation)}, judge ${sd(noise.judge)}`,
  ]
}

function rangeWarning(row: SingleRow): string {
  const without =
    row.mean_in_range === null ? 'no rating is left' : `${fixed(row.mean_in_range, 2)}`
  return `${row.model}: ${row.out_of_range} stored scores lie outside 1–10 and are in the mean; without them: ${without}`
}

function boundsNote(row: ShownSingleRow): string[] {
  if (row.worst === null || row.best === null) return []
  const what = row.unparsed + (row.missing ?? 0)
  return [
    `${row.model}: with the ${what} left out at 1 or at 10 the mean would be ${fixed(row.worst, 2)} or ${fixed(row.best, 2)}`,
  ]
}

/** The mean if every judgment that is missing or unparsed were 1, and if it were 10. */
function bounds(row: SingleRow, count: CoverageCount) {
  const unknown = row.unparsed + (count.missing ?? 0)
  if (row.mean === null) return { worst: null, best: null }
  const at = (rating: number) => ((row.mean ?? 0) * row.n + rating * unknown) / (row.n + unknown)
  return { worst: at(1), best: at(10) }
}
