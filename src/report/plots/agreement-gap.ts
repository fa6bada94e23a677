import { scaleLinear } from 'd3-scale'
import { UserError } from '../../errors.ts'
import { type Area, byName, type PictureOptions, picture } from './drawing/picture.ts'
import { placeLabels } from './drawing/place-labels.ts'
import { accent, fontSizes, inks } from './drawing/style.ts'
import { element, textAt, tooltip } from './drawing/svg.ts'
import { fitText, textWidth } from './drawing/text-width.ts'
import { type Axes, chanceLine, drawAxes, type Point, percent, type Scale } from './gap-axes.ts'

/** A pair of models: how far apart they are, and how often two kinds of judges agree on them. */
export type AgreementGapPoint = {
  modelA: string
  modelB: string
  /** Difference of the win rates, in 0–1; null where there is no figure. */
  gap: number | null
  /** Share of agreeing votes, in 0–1, full precision; null where there is no figure. */
  agreement: number | null
  interval: readonly [number, number] | null
  /** Number of comparisons. */
  n: number
}

export type AgreementGapData = {
  points: readonly AgreementGapPoint[]
  /** Words of the axes; both are shown in per cent. */
  gapLabel: string
  agreementLabel: string
  /** What is counted by n: `votes`. */
  unit: string
  /** Agreement of guessing, drawn as a dashed line; null for none. */
  chance: { agreement: number; label: string } | null
}

/**
 * Agreement against the gap in win rate, a point a pair of models, as a standalone SVG (Figure 2
 * of "Judging LLM-as-a-Judge", arXiv:2306.05685). Up to twenty pairs are numbered and listed.
 * @throws UserError without points
 */
export function agreementGap(data: AgreementGapData, options: PictureOptions): string {
  if (data.points.length === 0) {
    throw new UserError('no pair of models: there is no agreement to draw')
  }
  const points = sortedPoints(data.points)
  const drawn = points.filter(isDrawn)
  const votes = data.points.reduce((sum, point) => sum + point.n, 0)
  const isListed = points.length <= mostListed
  const hidden = points.length - drawn.length
  return picture(options, {
    n: `n = ${votes} ${data.unit} on ${points.length} ${points.length === 1 ? 'pair' : 'pairs'} of models`,
    notes: [
      ...(hidden > 0 && !isListed ? [`No data: ${hidden} pairs.`] : []),
      ...(drawn.some((point) => point.interval === null) ? ['Hollow: no interval.'] : []),
    ],
    description: `${data.agreementLabel} by ${data.gapLabel}: ${points.slice(0, mostListed).map(pointText).join('; ')}.`,
    least: {
      width: isListed ? 760 : 600,
      height: Math.max(320, isListed ? 30 + points.length * 18.5 : 0),
    },
    draw: (area) => drawGaps({ data, points, isListed }, area),
  })
}

const mostListed = 20

type DrawnPoint = AgreementGapPoint & { gap: number; agreement: number }

function isDrawn(point: AgreementGapPoint): point is DrawnPoint {
  return point.gap !== null && point.agreement !== null
}

/** From left to right, pairs without a figure last. */
function sortedPoints(points: readonly AgreementGapPoint[]): AgreementGapPoint[] {
  const place = (point: AgreementGapPoint) => (isDrawn(point) ? point.gap : Number.MAX_VALUE)
  return [...points].sort((a, b) => place(a) - place(b) || byName(pairName(a), pairName(b)))
}

function pairName(point: AgreementGapPoint): string {
  return `${point.modelA} : ${point.modelB}`
}

function pointText(point: AgreementGapPoint): string {
  return isDrawn(point)
    ? `${pairName(point)} gap ${percent(point.gap)} %, agreement ${percent(point.agreement)} %`
    : `${pairName(point)} no data`
}

type Gaps = { data: AgreementGapData; points: readonly AgreementGapPoint[]; isListed: boolean }

const listWidth = 330

function drawGaps(gaps: Gaps, area: Area): string[] {
  const { data, points, isListed } = gaps
  const plot: Area = {
    x: area.x + 66,
    y: area.y + 8,
    width: area.width - 66 - (isListed ? listWidth + 24 : 12),
    height: area.height - 8 - 50,
  }
  const drawn = points.filter(isDrawn)
  const toX = scaleLinear(
    [0, Math.max(0.1, ...drawn.map((p) => p.gap))],
    [plot.x + 14, plot.x + plot.width - 14],
  ).nice(6)
  const toY = scaleLinear(agreementDomain(data, drawn), [plot.y + plot.height, plot.y])
  return [
    ...drawAxes({ toX, toY, plot, data }),
    ...chanceLine({ data, toY, plot }),
    ...(drawn.length === 0 ? [noData(plot)] : []),
    ...drawn.map((point) => whisker(point, { x: toX(point.gap), toY, isListed })),
    ...drawn.map((point) =>
      drawPoint(point, { x: toX(point.gap), y: toY(point.agreement), isListed }),
    ),
    ...(isListed ? numbers(drawn, { toX, toY, plot }) : []),
    ...(isListed ? list(points, { x: area.x + area.width - listWidth, y: area.y + 14 }) : []),
  ]
}

function agreementDomain(data: AgreementGapData, drawn: readonly DrawnPoint[]): [number, number] {
  const values = drawn.flatMap((point) => [point.agreement, ...(point.interval ?? [])])
  const low = Math.min(1, ...values, data.chance?.agreement ?? 1)
  return [Math.max(0, Math.floor((low - 0.03) * 10) / 10), 1]
}

function noData(plot: Area): string {
  return textAt({ x: plot.x + plot.width / 2, y: plot.y + plot.height / 2 }, 'no data', {
    'font-size': fontSizes.n,
    'font-style': 'italic',
    'text-anchor': 'middle',
  })
}

function whisker(
  point: DrawnPoint,
  { x, toY, isListed }: { x: number; toY: Scale; isListed: boolean },
): string {
  if (point.interval === null) return ''
  const [low, high] = [toY(point.interval[0]), toY(point.interval[1])]
  // Hundreds of whiskers would be a carpet: there they are faint and have no caps.
  const look = {
    stroke: accent,
    'stroke-width': isListed ? 2 : 1,
    'stroke-opacity': isListed ? 0.6 : 0.3,
  }
  const caps = isListed ? [low, high] : []
  return [
    element('line', { class: 'interval', x1: x, x2: x, y1: low, y2: high, ...look }),
    ...caps.map((y) => element('line', { x1: x - 5, x2: x + 5, y1: y, y2: y, ...look })),
  ].join('')
}

/** A dot; hollow where there is no interval. */
function drawPoint(point: DrawnPoint, { x, y, isListed }: Point & { isListed: boolean }): string {
  const isHollow = point.interval === null
  return element(
    'circle',
    {
      class: 'point',
      cx: x,
      cy: y,
      r: isListed ? 6 : 4.5,
      fill: isHollow ? inks.paper : accent,
      stroke: isHollow ? accent : inks.paper,
      'stroke-width': isHollow ? 2 : 1,
    },
    tooltip(`${pointText(point)}, n = ${point.n}`),
  )
}

/** Pixels that a whisker takes from the labels beside it. */
const whiskerWidth = 3

/** The numbers of the list, beside their dots. */
function numbers(drawn: readonly DrawnPoint[], { toX, toY, plot }: Omit<Axes, 'data'>): string[] {
  const fontSize = fontSizes.small
  const dots = drawn.map((point, index) => ({
    x: toX(point.gap),
    y: toY(point.agreement),
    label: { width: textWidth(String(index + 1), fontSize), height: fontSize },
  }))
  const whiskers = drawn.flatMap(({ gap, interval }): Area[] => {
    if (interval === null) return []
    const [low, high] = [toY(interval[0]), toY(interval[1])]
    return [{ x: toX(gap) - whiskerWidth / 2, y: high, width: whiskerWidth, height: low - high }]
  })
  return placeLabels(dots, plot, whiskers).map(({ x, y }, index) => {
    const text = textAt({ x, y: y + 5 }, String(index + 1), {
      'font-size': fontSize,
      'font-weight': 'bold',
      'text-anchor': 'middle',
      stroke: inks.paper,
      'stroke-width': 3,
      'paint-order': 'stroke',
      class: 'number',
    })
    const dot = dots[index]
    return dot === undefined ? text : `${leader({ x, y }, dot)}${text}`
  })
}

/** Pixels between a dot and its number from which on a line joins them. */
const farAway = 24

function leader(label: Point, dot: Point): string {
  if (Math.hypot(label.x - dot.x, label.y - dot.y) < farAway) return ''
  return element('line', {
    x1: label.x,
    y1: label.y,
    x2: dot.x,
    y2: dot.y,
    stroke: inks.text,
    'stroke-width': 1,
    class: 'leader',
  })
}

function list(points: readonly AgreementGapPoint[], { x, y }: Point): string[] {
  const fontSize = fontSizes.small
  const right = x + listWidth
  const bold = { 'font-size': fontSize, 'font-weight': 'bold' }
  return [
    textAt({ x: x + 28, y }, 'pair', bold),
    textAt({ x: right, y }, 'n', { ...bold, 'text-anchor': 'end' }),
    ...points.map((point, index) => {
      const count = isDrawn(point) ? String(point.n) : 'no data'
      const width = listWidth - 28 - textWidth(count, fontSize) - 10
      const rowY = y + 20 + index * 18.5
      return element(
        'g',
        { class: 'listed' },
        textAt({ x: x + 20, y: rowY }, String(index + 1), {
          'font-size': fontSize,
          'text-anchor': 'end',
        }),
        textAt(
          { x: x + 28, y: rowY },
          fitText(pairName(point), { width, fontSize }),
          { 'font-size': fontSize },
          pairName(point),
        ),
        textAt({ x: right, y: rowY }, count, { 'font-size': fontSize, 'text-anchor': 'end' }),
      )
    }),
  ]
}
