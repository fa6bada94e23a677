import type {
  PageConditions,
  PageDifference,
  PageScore,
  PageWins,
} from '../../domain/page/page-results.ts'
import { radar, radarLimits } from '../../report/plots/radar.ts'
import { radarOf } from '../../report/plots/result-plots.ts'
import type { ShownPairRow, ShownSingleRow } from '../../report/tables/show-results.ts'
import { compareSides, type SideValue } from '../../scoring/comparing/comparison.ts'
import type { MatchRow } from '../../scoring/page/page-rows.ts'
import {
  gradesOf,
  haveMet,
  pointsOf,
  type RunJudgments,
  readRun,
} from '../comparing/compare-sides.ts'
import { collectResults, type Results } from '../results/results.ts'
import type { PageFlags, PageSource } from './page-source.ts'

/** The figures of one kind for all judges, and what holds for them. */
export type KindResults<Row> = {
  conditions: PageConditions
  rows: readonly (Row & { judge: string })[]
  /** Judgments by judge, model and question, for what is compared. */
  run: RunJudgments
}

/** Figures of grades by turn and category, or null where there are no grades. */
export async function singleResults(
  flags: PageFlags,
  source: PageSource,
): Promise<(KindResults<PageScore> & { radarOf: (judge: string) => string | null }) | null> {
  if (source.grades.length === 0) return null
  const byTurn = await collectResults({ ...resultFlags(flags), mode: 'single', by: 'turn' })
  const byCategory = await collectResults({ ...resultFlags(flags), mode: 'single', by: 'category' })
  const rows = [...singleRows(byTurn), ...singleRows(byCategory)]
  const { baseline: _baseline, ...chosen } = { ...flags, mode: 'single' as const }
  const left = byTurn.document.left_out
  return {
    conditions: conditionsOf(byTurn),
    rows: rows.map(scoreOf),
    run: await readRun(source.files.single, chosen),
    radarOf: (judge) => {
      const own = singleRows(byCategory).filter((row) => row.judge === judge)
      const { categories, intervals: how } = byCategory
      const { confidence } = flags
      return radarOfJudge(own, { judge, left, confidence, how, categories, ties: 'half' })
    },
  }
}

/** Figures of matches by turn, opponent and category, or null where there are no matches. */
export async function pairResults(
  flags: PageFlags,
  source: PageSource,
): Promise<KindResults<PageWins> | null> {
  if (source.matches.length === 0) return null
  const baseline = flags.baseline ?? baselineIn(source.matches)
  const mode = flags.mode ?? (baseline === undefined ? 'pairwise-all' : 'pairwise-baseline')
  const against = baseline === undefined ? {} : { baseline }
  const common = { ...resultFlags(flags), mode, ...against }
  const byTurn = await collectResults({ ...common, by: 'turn' })
  // The average over opponents is shown over everything only: elsewhere its bootstrap is cut short.
  const apart = { ...common, resamples: 100 }
  const byPair = await collectResults({ ...apart, by: 'model-pair' })
  const byCategory = await collectResults({ ...apart, by: 'category' })
  const withoutAverage = [...pairRows(byPair), ...pairRows(byCategory)].map((row) => ({
    ...row,
    average_win_rate: null,
    average_ci: null,
  }))
  const chosen = { ...common, mode: 'pairwise' as const }
  return {
    conditions: conditionsOf(byTurn),
    rows: [...pairRows(byTurn), ...withoutAverage].map(winsOf),
    run: await readRun(source.files.pair, chosen),
  }
}

/** The one model that stands in every match, where there are three models or more. */
function baselineIn(matches: readonly MatchRow[]): string | undefined {
  const models = new Set(matches.flatMap(({ a, b }) => [a, b]))
  const [first] = matches
  if (models.size < 3 || first === undefined) return undefined
  return [first.a, first.b].find((model) => matches.every(({ a, b }) => a === model || b === model))
}

function resultFlags(flags: PageFlags) {
  const { votes: _v, against: _a, title: _t, mode: _m, baseline: _b, ...common } = flags
  return common
}

function conditionsOf({ document, notes }: Results): PageConditions {
  const { key, left_out, warnings, settings } = document
  return {
    mode: String(settings['mode']),
    baseline: typeof settings['baseline'] === 'string' ? settings['baseline'] : null,
    key: { ...key },
    left_out: { ...left_out },
    notes,
    warnings: [...warnings],
  }
}

function singleRows(results: Results): readonly ShownSingleRow[] {
  if (results.kind !== 'single') throw new RangeError(`results are of kind ${results.kind}`)
  return results.document.rows
}

function pairRows(results: Results): readonly ShownPairRow[] {
  if (results.kind !== 'pair') throw new RangeError(`results are of kind ${results.kind}`)
  return results.document.rows
}

function scoreOf(row: ShownSingleRow): PageScore & { judge: string } {
  const { judge, model, turn, category, n, mean, ci, unparsed, empty } = row
  const { missing, stale, worst, best } = row
  const figures = { n, mean, ci, unparsed, empty, missing, stale, worst, best }
  return { judge, model, turn, category, ...figures }
}

function winsOf(row: ShownPairRow): PageWins & { judge: string } {
  const { judge, model, opponent, turn, category, n, win, loss, tie, ci } = row
  const { win_rate_adjusted, average_win_rate, average_ci, consistency, first, second } = row
  const { error, missing, stale, empty } = row
  const rates = { win_rate_adjusted, ci, average_win_rate, average_ci }
  const rest = { consistency, first, second, error, missing, stale, empty }
  return { judge, model, opponent, turn, category, n, win, loss, tie, ...rates, ...rest }
}

/** One judge's scores by category, where the number of categories allows a radar. */
function radarOfJudge(
  rows: readonly ShownSingleRow[],
  of: Parameters<typeof radarOf>[1] & { judge: string },
): string | null {
  const { data, footnote } = radarOf(rows, of)
  const { leastCategories, mostCategories } = radarLimits
  const count = data.categories.length
  if (count < leastCategories || count > mostCategories) return null
  return radar(data, { title: `Scores by category · judge ${of.judge}`, footnote })
}

/** The first two of a leaderboard, paired by question; null where they share no question. */
export function leadOf(
  [a, b]: readonly (string | undefined)[],
  run: RunJudgments,
  context: {
    judge: string
    kind: 'single' | 'pair'
    flags: PageFlags
    categoryOf: (id: string | number) => string | undefined
  },
): PageDifference | null {
  if (a === undefined || b === undefined) return null
  const { judge, kind } = context
  const isDirect = kind === 'pair' && haveMet(run, { a, b })
  const side = (model: string, other: string): SideValue[] =>
    kind === 'single'
      ? gradesOf(run, { model, judge })
      : pointsOf(run, { model, judge, against: isDirect ? other : undefined })
  const { rows } = compareSides(side(a, b), side(b, a), comparing(context))
  const [overall] = rows
  return overall === undefined ? null : { a, b, ...overall }
}

/** How two sides are compared, by the flags. */
export function comparing(context: {
  flags: PageFlags
  categoryOf: (id: string | number) => string | undefined
}) {
  const { confidence, seed, resamples } = context.flags
  return { confidence, seed, draws: resamples, categoryOf: context.categoryOf }
}
