import { scaleLinear } from 'd3-scale'
import type { Area } from './picture.ts'
import { accent, fontSizes, inks } from './style.ts'
import { element, textAt, tooltip } from './svg.ts'
import { boldFactor, fitText, textWidth } from './text-width.ts'

/** A row of a chart: a model's figure with its interval, and what stands to its right. */
export type IntervalRow = {
  model: string
  figure: number | null
  interval: readonly [number, number] | null
  /** One text a column. */
  cells: readonly string[]
}

export type IntervalChart = {
  rows: readonly IntervalRow[]
  /** Headings of the columns on the right. */
  headings: readonly string[]
  /** Words under the axis, with the unit. */
  axis: string
  /** Values that the axis does not go beyond unless the data do. */
  bounds?: readonly [number, number]
}

const rowHeights = { least: 21, most: 64 }
const headHeight = 24
const axisHeight = 48
const gap = 18
const leastAxis = 300
/** Widest name that is not cut. */
const mostName = 280

/** Size that the chart needs at least. */
export function leastChart(chart: IntervalChart): { width: number; height: number } {
  const { names, columns } = widthsOf(chart)
  return {
    width: names + gap + leastAxis + columns.reduce((sum, width) => sum + gap + width, 0),
    height: headHeight + chart.rows.length * rowHeights.least + axisHeight,
  }
}

/** Horizontal intervals, a row each in the order given; rows without a figure say so. */
export function drawIntervalChart(chart: IntervalChart, area: Area): string[] {
  const { rows } = chart
  const { names, columns } = widthsOf(chart)
  const rowHeight = Math.min(
    rowHeights.most,
    Math.max(rowHeights.least, (area.height - headHeight - axisHeight) / rows.length),
  )
  const used = headHeight + rows.length * rowHeight + axisHeight
  const top = area.y + Math.max(0, (area.height - used) / 2) + headHeight
  const right = columns.reduce((sum, width) => sum + gap + width, 0)
  const plot = {
    x: area.x + names + gap,
    y: top,
    width: area.width - names - gap - right,
    height: rows.length * rowHeight,
  }
  const toX = scaleLinear(domainOf(chart), [plot.x + 10, plot.x + plot.width - 10])
  const edges = columnEdges(columns, plot.x + plot.width)
  return [
    ...bands(rows.length, { ...area, y: top, height: rowHeight }),
    ...axis(toX, plot, chart.axis),
    ...chart.headings.map((heading, index) =>
      textAt({ x: edges[index] ?? 0, y: top - 8 }, heading, {
        'font-size': fontSizes.small,
        'font-weight': 'bold',
        'text-anchor': 'end',
      }),
    ),
    ...rows.map((row, index) => {
      const y = top + (index + 0.5) * rowHeight
      return drawRow(row, { y, toX, names, left: area.x, plot, edges })
    }),
  ]
}

function widthsOf(chart: IntervalChart): { names: number; columns: number[] } {
  const widest = Math.max(...chart.rows.map((row) => textWidth(row.model, fontSizes.label)))
  const columns = chart.headings.map((heading, index) =>
    Math.max(
      textWidth(heading, fontSizes.small * boldFactor),
      ...chart.rows.map((row) => textWidth(row.cells[index] ?? '', fontSizes.small)),
    ),
  )
  return { names: Math.min(mostName, widest), columns }
}

function columnEdges(columns: readonly number[], start: number): number[] {
  const edges: number[] = []
  let edge = start
  for (const width of columns) {
    edge += gap + width
    edges.push(edge)
  }
  return edges
}

/** Round numbers around all figures and intervals; a little room where there is but one value. */
function domainOf(chart: IntervalChart): [number, number] {
  const values = chart.rows.flatMap((row) => [
    ...(row.figure === null ? [] : [row.figure]),
    ...(row.figure === null ? [] : (row.interval ?? [])),
  ])
  const wrong = values.find((value) => !Number.isFinite(value))
  if (wrong !== undefined) throw new RangeError(`${wrong} is no figure: null stands for none`)
  if (values.length === 0) return [...(chart.bounds ?? [0, 1])]
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const room = low === high ? Math.max(0.5, Math.abs(low) * 0.02) : 0
  const [least = low, most = high] = scaleLinear([low - room, high + room], [0, 1])
    .nice(6)
    .domain()
  const [floor, ceiling] = chart.bounds ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  return [
    low >= floor ? Math.max(least, floor) : least,
    high <= ceiling ? Math.min(most, ceiling) : most,
  ]
}

function bands(count: number, first: Area): string[] {
  return Array.from({ length: Math.ceil(count / 2) }, (_, index) =>
    element('rect', { ...first, y: first.y + 2 * index * first.height, fill: inks.band }),
  )
}

type Scale = ReturnType<typeof scaleLinear<number, number>>

function axis(toX: Scale, plot: Area, label: string): string[] {
  const bottom = plot.y + plot.height
  const ticks = toX.ticks(Math.max(2, Math.floor(plot.width / 70)))
  const tickText = toX.tickFormat(ticks.length, 'f')
  return [
    ...ticks.flatMap((tick) => [
      element('line', {
        x1: toX(tick),
        x2: toX(tick),
        y1: plot.y,
        y2: bottom,
        stroke: inks.grid,
      }),
      textAt({ x: toX(tick), y: bottom + 18 }, tickText(tick), {
        'font-size': fontSizes.small,
        'text-anchor': 'middle',
        class: 'tick',
      }),
    ]),
    element('line', {
      x1: plot.x,
      x2: plot.x + plot.width,
      y1: bottom,
      y2: bottom,
      stroke: inks.axis,
    }),
    textAt({ x: plot.x + plot.width / 2, y: bottom + 40 }, label, {
      'font-size': fontSizes.label,
      'text-anchor': 'middle',
      class: 'axis',
    }),
  ]
}

type RowPlace = {
  y: number
  toX: Scale
  names: number
  left: number
  plot: Area
  edges: readonly number[]
}

function drawRow(row: IntervalRow, place: RowPlace): string {
  const { y, edges } = place
  const name = fitText(row.model, { width: place.names, fontSize: fontSizes.label })
  const said = [row.model, ...row.cells].join(' · ')
  return element(
    'g',
    { class: 'row' },
    tooltip(said),
    textAt(
      { x: place.left + place.names, y: y + 5 },
      name,
      { 'font-size': fontSizes.label, 'text-anchor': 'end', class: 'model' },
      row.model,
    ),
    ...(row.figure === null ? [noData(place)] : marks(row.figure, row.interval, place)),
    ...row.cells.map((cell, index) =>
      textAt({ x: edges[index] ?? 0, y: y + 5 }, cell, {
        'font-size': fontSizes.small,
        'text-anchor': 'end',
        class: 'cell',
      }),
    ),
  )
}

function noData({ y, plot }: RowPlace): string {
  return textAt({ x: plot.x + plot.width / 2, y: y + 5 }, 'no data', {
    'font-size': fontSizes.small,
    'font-style': 'italic',
    'text-anchor': 'middle',
    fill: inks.muted,
  })
}

/** A dot on its interval; hollow where there is no interval. */
function marks(
  figure: number,
  interval: readonly [number, number] | null,
  { y, toX }: RowPlace,
): string[] {
  const dot = { cx: toX(figure), cy: y, r: 5.5, stroke: accent, 'stroke-width': 2, class: 'figure' }
  if (interval === null) return [element('circle', { ...dot, fill: inks.paper })]
  const [low, high] = [toX(interval[0]), toX(interval[1])]
  const line = { stroke: accent, 'stroke-width': 2.5 }
  return [
    element('line', { class: 'interval', x1: low, x2: high, y1: y, y2: y, ...line }),
    ...[low, high].map((x) => element('line', { x1: x, x2: x, y1: y - 6, y2: y + 6, ...line })),
    element('circle', { ...dot, fill: accent }),
  ]
}
