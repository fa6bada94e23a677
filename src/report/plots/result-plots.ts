import { rateUnder, type TieRule } from '../../scoring/results/average-win-rates.ts'
import { fixed } from '../round.ts'
import type { ShownPairRow, ShownSingleRow } from '../tables/show-results.ts'
import type { RadarData } from './radar.ts'
import type { ScoreIntervalsData } from './score-intervals.ts'
import type { WinMatrixData } from './win-matrix.ts'

/** What was asked for, and what the results count as left out. */
export type PlotSettings = {
  confidence: number
  /** How intervals were made: `t`. */
  how: string
  ties: TieRule
  left: Readonly<Record<string, number>>
}

/** What a picture shows, and the words under it. */
export type Plot<D> = { data: D; footnote: string }

const ratingMeasure = 'mean rating (1–10)'

/** Results by turn as a picture's data: one line a model, over all turns. */
export function scoreIntervalsOf(
  rows: readonly ShownSingleRow[],
  settings: PlotSettings,
): Plot<ScoreIntervalsData> {
  const percent = fixed(settings.confidence * 100, 1).replace(/\.0$/, '')
  return {
    data: {
      measure: ratingMeasure,
      bounds: [1, 10],
      rows: ofAllTurns(rows).map(({ model, mean, ci, n }) => ({ model, mean, interval: ci, n })),
    },
    footnote: `Mean over questions and turns. Bars: ${percent} % interval, ${settings.how} by question (the turns of one question are not independent).${leftOutText(settings)}`,
  }
}

/**
 * Results by category as a radar's data; a model's mean is that over all its ratings.
 * @param settings.categories the suite's order; others follow
 */
export function radarOf(
  rows: readonly ShownSingleRow[],
  settings: PlotSettings & { categories: readonly string[] },
): Plot<RadarData> {
  const own = ofAllTurns(rows)
  const found = [...new Set(own.map((row) => row.category ?? 'all'))]
  const known = settings.categories.filter((category) => found.includes(category))
  const categories = [...known, ...found.filter((category) => !known.includes(category))]
  const models = [...new Set(own.map((row) => row.model))].map((model) => {
    const figures = own.filter((row) => row.model === model)
    const n = figures.reduce((sum, row) => sum + row.n, 0)
    const total = figures.reduce((sum, row) => sum + (row.mean ?? 0) * row.n, 0)
    const scores = categories.map(
      (category) => figures.find((row) => (row.category ?? 'all') === category)?.mean ?? null,
    )
    return { model, mean: n === 0 ? null : total / n, scores, n }
  })
  return {
    data: { measure: ratingMeasure, domain: [0, 10], categories, models },
    footnote: `Each corner is the mean over the questions and turns of a category; on the right the mean over all. Intervals of so few questions are wide: see the table.${leftOutText(settings)}`,
  }
}

/** Results by pair of models as a matrix's data. */
export function winMatrixOf(
  rows: readonly ShownPairRow[],
  settings: PlotSettings,
): Plot<WinMatrixData> {
  return {
    data: {
      measure: `wins of the row over the column (%), ${tieTexts[settings.ties]}`,
      unit: 'matches',
      cells: ofAllTurns(rows).flatMap((row) =>
        row.opponent === null
          ? []
          : [
              {
                row: row.model,
                column: row.opponent,
                share: rateUnder(row, settings.ties),
                n: row.n,
              },
            ],
      ),
    },
    footnote: `Each cell is ${shareTexts[settings.ties]} over questions and turns; a win needs both games of a match, with the answers shown in either order.${leftOutText(settings)}`,
  }
}

const tieTexts: Readonly<Record<TieRule, string>> = {
  half: 'ties count half',
  none: 'ties are no wins',
  drop: 'without ties',
}

const shareTexts: Readonly<Record<TieRule, string>> = {
  half: '(wins + ties / 2) / n',
  none: 'wins / n',
  drop: 'wins / (wins + losses)',
}

function ofAllTurns<R extends { turn: string }>(rows: readonly R[]): R[] {
  return rows.filter((row) => row.turn === 'all')
}

const leftOutWords: Readonly<Record<string, string>> = {
  unparsed: 'unparsed',
  error: 'without a verdict',
  missing: 'missing',
  bad_lines: 'unreadable lines',
  torn_lines: 'torn lines',
}

function leftOutText({ left }: PlotSettings): string {
  const parts = Object.entries(leftOutWords).flatMap(([name, word]) =>
    (left[name] ?? 0) > 0 ? [`${left[name]} ${word}`] : [],
  )
  return parts.length === 0 ? '' : ` Left out: ${parts.join(', ')}.`
}
