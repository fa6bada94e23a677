import { scaleLog } from 'd3-scale'
import { type Area, picture } from '../../src/report/plots/drawing/picture.ts'
import { marker, styleOf } from '../../src/report/plots/drawing/series-style.ts'
import { fontSizes, inks } from '../../src/report/plots/drawing/style.ts'
import { element, textAt } from '../../src/report/plots/drawing/svg.ts'

export type GrowthPoint = { size: number; seconds: number }
export type GrowthSeries = { name: string; unit: string; points: readonly GrowthPoint[] }

/** Seconds by size on logarithmic axes, a panel a series, as a standalone SVG. */
export function growthPlot(series: readonly GrowthSeries[]): string {
  return picture(
    {
      title: 'How the time of ratings grows',
      footnote:
        'Seconds of CPU on one core. Both axes are logarithmic: along the dotted line time grows with the size.',
    },
    {
      n: `n = ${series.reduce((sum, { points }) => sum + points.length, 0)} runs`,
      description: series
        .map(({ name, points }) => `${name}: ${points.map(pointText).join(', ')}`)
        .join('; '),
      least: { width: 700, height: 320 },
      draw: (area) =>
        series.flatMap((one, index) => {
          const width = area.width / series.length
          return drawPanel(one, { index, area: { ...area, x: area.x + index * width, width } })
        }),
    },
  )
}

function pointText({ size, seconds }: GrowthPoint): string {
  return `${size} ${seconds.toFixed(2)} s`
}

function drawPanel(series: GrowthSeries, place: { index: number; area: Area }): string[] {
  const { index, area } = place
  const plot = { x: area.x + 66, y: area.y + 34, width: area.width - 96, height: area.height - 84 }
  const sizes = series.points.map(({ size }) => size)
  const seconds = series.points.map((point) => point.seconds)
  const toX = scaleLog([Math.min(...sizes), Math.max(...sizes)], [plot.x, plot.x + plot.width])
  const toY = scaleLog(
    [Math.min(...seconds) / 1.5, Math.max(...seconds) * 1.5],
    [plot.y + plot.height, plot.y],
  )
  const path = series.points.map((p) => `${toX(p.size).toFixed(2)},${toY(p.seconds).toFixed(2)}`)
  const small = { 'font-size': fontSizes.small, class: 'tick' }
  const { colour } = styleOf(index)
  return [
    textAt({ x: plot.x, y: area.y + 18 }, series.name, {
      'font-size': fontSizes.label,
      'font-weight': 'bold',
    }),
    element('rect', { ...plot, fill: 'none', stroke: inks.axis }),
    ...sizes.map((size) =>
      textAt({ x: toX(size), y: plot.y + plot.height + 19 }, sizeText(size), {
        ...small,
        'text-anchor': 'middle',
      }),
    ),
    textAt({ x: plot.x + plot.width / 2, y: plot.y + plot.height + 42 }, series.unit, {
      'font-size': fontSizes.label,
      'text-anchor': 'middle',
      class: 'axis',
    }),
    ...series.points.flatMap(({ size, seconds: value }) => [
      marker(index, { x: toX(size), y: toY(value) }),
      textAt({ x: toX(size), y: toY(value) - 12 }, `${value.toFixed(2)} s`, {
        ...small,
        'text-anchor': size === Math.max(...sizes) ? 'end' : 'middle',
      }),
    ]),
    linear(series.points, { toX, toY }),
    element('polyline', {
      points: path.join(' '),
      fill: 'none',
      stroke: colour,
      'stroke-width': 2,
    }),
  ]
}

type Scales = { toX: (size: number) => number; toY: (seconds: number) => number }

/** From the last point back along time that grows with the size, as far as the panel reaches. */
function linear(points: readonly GrowthPoint[], { toX, toY }: Scales): string {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return ''
  const least = Math.min(...points.map((point) => point.seconds)) / 1.5
  const size = Math.max(first.size, (least / last.seconds) * last.size)
  return element('line', {
    x1: toX(last.size),
    y1: toY(last.seconds),
    x2: toX(size),
    y2: toY((last.seconds * size) / last.size),
    stroke: inks.axis,
    'stroke-dasharray': '2 4',
    class: 'linear',
  })
}

/** `300k`, `1M`. */
export function sizeText(size: number): string {
  return size >= 1e6 ? `${size / 1e6}M` : size >= 1e3 ? `${size / 1e3}k` : String(size)
}
