import { UserError } from '../../errors.ts'
import { fixed } from '../round.ts'
import { drawIntervalChart, type IntervalChart, leastChart } from './drawing/interval-chart.ts'
import { byFigure, countText, type PictureOptions, picture } from './drawing/picture.ts'

/** A model's rating, full precision; null where there is no figure. */
export type RatingIntervalRow = {
  model: string
  rating: number | null
  interval: readonly [number, number] | null
  /** Best and worst rank that the data leave open, 1 being the best. */
  rankRange: readonly [number, number] | null
  /** Number of battles of the model. */
  n: number
}

export type RatingIntervalsData = {
  rows: readonly RatingIntervalRow[]
  /** What the axis shows, with its unit: `Bradley–Terry rating (Elo points, mean 1000)`. */
  measure: string
  /** Number of battles in all: each stands in the rows of two models. */
  battles: number
}

/**
 * Ratings with their intervals and rank ranges, one line a model, the strongest on top, as a
 * standalone SVG.
 * @throws UserError without rows
 */
export function ratingIntervals(data: RatingIntervalsData, options: PictureOptions): string {
  if (data.rows.length === 0) throw new UserError('no model: there are no ratings to draw')
  const hasRanks = data.rows.some((row) => row.rankRange !== null)
  const chart: IntervalChart = {
    rows: data.rows
      .map((row) => ({
        model: row.model,
        figure: row.rating,
        interval: row.interval,
        cells: [ratingText(row), ...(hasRanks ? [rankText(row.rankRange)] : []), String(row.n)],
      }))
      .sort(byFigure),
    headings: ['rating [interval]', ...(hasRanks ? ['rank'] : []), 'n'],
    axis: data.measure,
  }
  const counts = data.rows.map((row) => row.n)
  return picture(options, {
    n: `n = ${data.battles} battles · ${countText(counts, 'a model').slice('n = '.length)}`,
    description: `${data.measure}: ${chart.rows.map((row) => `${row.model} ${row.cells[0]}`).join('; ')}.`,
    notes: [
      ...(hasRanks ? ['Rank: best to worst place that the intervals leave open.'] : []),
      ...(data.rows.some((row) => row.rating !== null && row.interval === null)
        ? ['Hollow: no interval.']
        : []),
    ],
    least: leastChart(chart),
    draw: (area) => drawIntervalChart(chart, area),
  })
}

function ratingText({ rating, interval }: RatingIntervalRow): string {
  if (rating === null) return 'no data'
  return interval === null
    ? `${fixed(rating, 0)} [–]`
    : `${fixed(rating, 0)} [${interval.map((end) => fixed(end, 0)).join(', ')}]`
}

function rankText(range: readonly [number, number] | null): string {
  if (range === null) return '–'
  return range[0] === range[1] ? String(range[0]) : `${range[0]}–${range[1]}`
}
