import { type ScaleLinear, scaleLinear } from 'd3-scale'
import { lineRadial } from 'd3-shape'
import { UserError } from '../../errors.ts'
import { fixed } from '../round.ts'
import { type Area, byFigure, countText, type PictureOptions, picture } from './drawing/picture.ts'
import { marker, seriesStyles, styleOf } from './drawing/series-style.ts'
import { fontSizes, inks } from './drawing/style.ts'
import { element, textAt, tooltip } from './drawing/svg.ts'
import { fitText } from './drawing/text-width.ts'
import { drawLegend, legendWidth, scoreText } from './radar-legend.ts'

/** A model's scores, full precision; null where there is no figure. */
export type RadarModel = {
  model: string
  /** The mean over everything, by which models are chosen and sorted. */
  mean: number | null
  /** One score a category, in the order of the categories. */
  scores: readonly (number | null)[]
  /** Number of ratings over all categories. */
  n: number
}

export type RadarData = {
  categories: readonly string[]
  models: readonly RadarModel[]
  /** What the rings show, with its unit: `mean rating (1–10)`. */
  measure: string
  /** Values at the centre and at the outermost ring. */
  domain: readonly [number, number]
}

/** Numbers of categories that a radar can show, and of models that can be told apart in it. */
export const radarLimits = { leastCategories: 3, mostCategories: 16, models: seriesStyles.length }

/**
 * Scores by category of up to six models, on a spoke each, as a standalone SVG (Figure 20 of
 * "Judging LLM-as-a-Judge", arXiv:2306.05685). Of more models the first six by mean are shown.
 * @throws UserError without models, or for fewer than 3 or more than 16 categories
 */
export function radar(data: RadarData, options: PictureOptions): string {
  checkRadar(data)
  const sorted = [...data.models].sort((a, b) =>
    byFigure({ ...a, figure: a.mean }, { ...b, figure: b.mean }),
  )
  const shown = sorted.slice(0, radarLimits.models)
  const counts = shown.map((model) => model.n)
  return picture(options, {
    n: countText(counts, counts.length === 1 ? 'ratings' : 'ratings a model'),
    notes:
      shown.length < sorted.length
        ? [`Shown: the first ${shown.length} of ${sorted.length} models by mean.`]
        : [],
    description: `${data.measure} by category. ${shown.map((m) => `${m.model}: ${spoken(m, data)}`).join('; ')}.`,
    least: { width: 720, height: 360 },
    draw: (area) => drawRadar(data, { shown, area }),
  })
}

function checkRadar({ categories, models }: RadarData): void {
  const { leastCategories, mostCategories } = radarLimits
  if (models.length === 0) throw new UserError('no model: there are no scores to draw')
  if (categories.length < leastCategories || categories.length > mostCategories) {
    throw new UserError(
      `a radar shows ${leastCategories} to ${mostCategories} categories: there are ${categories.length}`,
    )
  }
}

function spoken(model: RadarModel, data: RadarData): string {
  return data.categories
    .map((category, index) => `${category} ${scoreText(model.scores[index] ?? null)}`)
    .join(', ')
}

function drawRadar(data: RadarData, { shown, area }: { shown: readonly RadarModel[]; area: Area }) {
  const centre = { x: area.x + (area.width - legendWidth) / 2, y: area.y + area.height / 2 - 2 }
  const radius = Math.min(area.height / 2 - 30, (area.width - legendWidth) / 2 - 110)
  const toRadius = scaleLinear([...data.domain], [0, radius])
  const wheel: Wheel = { centre, toRadius, radius, count: data.categories.length }
  return [
    ...rings(wheel),
    ...data.categories.map((category, index) => spoke(category, index, wheel)),
    ...shown.map((model, index) => outline(model, index, wheel)).reverse(),
    ...ringValues(wheel),
    ...drawLegend(data, { shown, x: area.x + area.width - legendWidth, area }),
  ]
}

type Wheel = {
  centre: { x: number; y: number }
  toRadius: ScaleLinear<number, number>
  radius: number
  count: number
}

/** A spoke's angle in radians, clockwise from the top, as d3-shape counts. */
function angleOf(index: number, { count }: Wheel): number {
  return (index * 2 * Math.PI) / count
}

function pointAt(angle: number, distance: number, { centre }: Wheel) {
  return {
    x: centre.x + distance * Math.sin(angle),
    y: centre.y - distance * Math.cos(angle),
  }
}

function ringTicks(wheel: Wheel): number[] {
  return wheel.toRadius.ticks(5).filter((tick) => wheel.toRadius(tick) > 0)
}

function rings(wheel: Wheel): string[] {
  return ringTicks(wheel).map((tick) => {
    const corners = Array.from({ length: wheel.count }, (_, index) =>
      pointAt(angleOf(index, wheel), wheel.toRadius(tick), wheel),
    )
    const path = corners.map(({ x, y }) => `${fixed(x, 2)},${fixed(y, 2)}`).join('L')
    return element('path', { d: `M${path}Z`, fill: 'none', stroke: inks.ring })
  })
}

/** Values of the rings half-way between two spokes, where no marker is, on top of the lines. */
function ringValues(wheel: Wheel): string[] {
  const half = Math.PI / wheel.count
  return ringTicks(wheel).map((tick) => {
    const at = pointAt(-half, wheel.toRadius(tick) * Math.cos(half), wheel)
    return textAt({ x: at.x, y: at.y + 5 }, String(tick), {
      'font-size': fontSizes.small,
      'text-anchor': 'middle',
      fill: inks.muted,
      stroke: inks.paper,
      'stroke-width': 5,
      'paint-order': 'stroke',
      class: 'tick',
    })
  })
}

function spoke(category: string, index: number, wheel: Wheel): string {
  const angle = angleOf(index, wheel)
  const end = pointAt(angle, wheel.radius, wheel)
  const at = pointAt(angle, wheel.radius + 12, wheel)
  const side = Math.sin(angle)
  const anchor = side > 0.1 ? 'start' : side < -0.1 ? 'end' : 'middle'
  const name = fitText(category, { width: 105, fontSize: fontSizes.label })
  return element(
    'g',
    { class: 'spoke' },
    element('line', {
      x1: wheel.centre.x,
      y1: wheel.centre.y,
      x2: end.x,
      y2: end.y,
      stroke: inks.ring,
    }),
    textAt(
      { x: at.x, y: at.y + 5 - Math.cos(angle) * 5 },
      name,
      { 'font-size': fontSizes.label, 'text-anchor': anchor, class: 'category' },
      category,
    ),
  )
}

/** A model's line around the wheel, broken where it has no figure. */
function outline(model: RadarModel, index: number, wheel: Wheel): string {
  const style = styleOf(index)
  const points = Array.from({ length: wheel.count }, (_, spokeIndex) => ({
    angle: angleOf(spokeIndex, wheel),
    score: model.scores[spokeIndex] ?? null,
  }))
  const line = lineRadial<(typeof points)[number]>()
    .defined((point) => point.score !== null)
    .angle((point) => point.angle)
    .radius((point) => wheel.toRadius(point.score ?? 0))
  const closed = [...points, ...points.slice(0, 1)]
  return element(
    'g',
    {
      class: 'outline',
      transform: `translate(${fixed(wheel.centre.x, 2)} ${fixed(wheel.centre.y, 2)})`,
    },
    tooltip(model.model),
    element('path', {
      d: line(closed) ?? '',
      fill: 'none',
      stroke: style.colour,
      'stroke-width': 2.5,
      'stroke-dasharray': style.dash,
      'stroke-linejoin': 'round',
    }),
    ...points.flatMap(({ angle, score }) => {
      if (score === null) return []
      const distance = wheel.toRadius(score)
      return [marker(index, { x: distance * Math.sin(angle), y: -distance * Math.cos(angle) })]
    }),
  )
}
