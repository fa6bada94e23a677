import { UserError } from '../../errors.ts'
import { fixed } from '../round.ts'
import { drawIntervalChart, type IntervalChart, leastChart } from './drawing/interval-chart.ts'
import { byFigure, countText, type PictureOptions, picture } from './drawing/picture.ts'

/** A model's mean, full precision; null where there is no figure. */
export type ScoreIntervalRow = {
  model: string
  mean: number | null
  interval: readonly [number, number] | null
  /** Number of ratings in the mean. */
  n: number
}

export type ScoreIntervalsData = {
  rows: readonly ScoreIntervalRow[]
  /** What the axis shows, with its unit: `mean rating (1–10)`. */
  measure: string
  /** Least and largest value that the measure can have. */
  bounds?: readonly [number, number]
}

/**
 * Means with their intervals, one line a model, the largest on top, as a standalone SVG.
 * @throws UserError without rows
 */
export function scoreIntervals(data: ScoreIntervalsData, options: PictureOptions): string {
  if (data.rows.length === 0) throw new UserError('no model: there are no scores to draw')
  const hasOneCount = new Set(data.rows.map((row) => row.n)).size === 1
  const chart: IntervalChart = {
    rows: data.rows
      .map(({ model, mean, interval, n }) => ({
        model,
        figure: mean,
        interval,
        cells: [figureText(mean, interval), ...(hasOneCount ? [] : [String(n)])],
      }))
      .sort(byFigure),
    headings: ['mean [interval]', ...(hasOneCount ? [] : ['n'])],
    axis: data.measure,
    ...(data.bounds === undefined ? {} : { bounds: data.bounds }),
  }
  const counts = data.rows.map((row) => row.n)
  return picture(options, {
    n: countText(counts, counts.length === 1 ? 'ratings' : 'ratings a model'),
    description: `${data.measure}: ${chart.rows.map((row) => `${row.model} ${row.cells[0]}`).join('; ')}.`,
    notes: data.rows.some((row) => row.mean !== null && row.interval === null)
      ? ['Hollow: too few questions for an interval.']
      : [],
    least: leastChart(chart),
    draw: (area) => drawIntervalChart(chart, area),
  })
}

function figureText(mean: number | null, interval: readonly [number, number] | null): string {
  if (mean === null) return 'no data'
  return interval === null
    ? `${fixed(mean, 2)} [–]`
    : `${fixed(mean, 2)} [${interval.map((end) => fixed(end, 2)).join(', ')}]`
}
