import { UserError } from '../../errors.ts'
import { fixed } from '../round.ts'
import { hatching } from './drawing/hatching.ts'
import { type Area, countText, type PictureOptions, picture } from './drawing/picture.ts'
import { fontSizes, inks } from './drawing/style.ts'
import { element, textAt, tooltip } from './drawing/svg.ts'
import { boldFactor, fitText, textWidth } from './drawing/text-width.ts'

/** How often the gate said what, in counts. */
export type OutcomeSharesRow = {
  label: string
  pass: number
  inconclusive: number
  regressed: number
}

export type OutcomeSharesData = {
  /** In the order in which they are drawn. */
  rows: readonly OutcomeSharesRow[]
  /** What the labels are: `true loss (grade)`. */
  heading: string
  /** What is counted: `pairs of runs`. */
  unit: string
}

/** In the order in which they are stacked; told apart without colour by hatching and by the columns. */
const outcomes = [
  { name: 'pass', fill: '#5aa0d6', isHatched: false },
  { name: 'inconclusive', fill: '#e6e6e6', isHatched: false },
  { name: 'regressed', fill: '#e08214', isHatched: true },
] as const

/**
 * Stacked bars of the gate's outcomes, a bar a row, with the shares in per cent beside them, as a standalone
 * SVG: what a self-test found.
 * @throws UserError without rows
 */
export function outcomeShares(data: OutcomeSharesData, options: PictureOptions): string {
  const { rows } = data
  if (rows.length === 0) throw new UserError('no trials: there is nothing to draw')
  return picture(options, {
    n: countText(rows.map(total), `${data.unit} a bar`),
    description: `${data.heading}: ${rows.map(rowText).join('; ')}.`,
    least: {
      width: labelWidth(data) + gap + leastBar + outcomes.length * columnWidth,
      height: headHeight + rows.length * leastRow,
    },
    draw: (area) => drawRows(data, area),
  })
}

const gap = 14
const leastBar = 260
const leastRow = 30
const mostRow = 58
const headHeight = 34
const columnWidth = 140
const mostLabel = 240

function total({ pass, inconclusive, regressed }: OutcomeSharesRow): number {
  return pass + inconclusive + regressed
}

function shareText(row: OutcomeSharesRow, name: (typeof outcomes)[number]['name']): string {
  const all = total(row)
  return all === 0 ? 'no data' : `${fixed((100 * row[name]) / all, 1)} %`
}

function rowText(row: OutcomeSharesRow): string {
  return `${row.label} ${outcomes.map(({ name }) => `${name} ${shareText(row, name)}`).join(', ')}`
}

function labelWidth({ rows, heading }: OutcomeSharesData): number {
  const widths = rows.map(({ label }) => textWidth(label, fontSizes.label))
  return Math.min(mostLabel, Math.max(textWidth(heading, fontSizes.small * boldFactor), ...widths))
}

function drawRows(data: OutcomeSharesData, area: Area): string[] {
  const { rows, heading } = data
  const labels = labelWidth(data)
  const bars = {
    x: area.x + labels + gap,
    width: area.width - labels - gap - outcomes.length * columnWidth,
  }
  const height = Math.min(mostRow, (area.height - headHeight) / rows.length)
  const top = area.y + headHeight
  const right = (index: number) => bars.x + bars.width + (index + 1) * columnWidth
  const bold = { 'font-size': fontSizes.small, 'font-weight': 'bold' }
  return [
    textAt(
      { x: area.x + labels, y: top - 12 },
      fitText(heading, { width: labels, fontSize: fontSizes.small * boldFactor }),
      { ...bold, 'text-anchor': 'end' },
      heading,
    ),
    ...outcomes.flatMap(({ name, ...look }, index) => [
      box(
        { x: right(index) - textWidth(name, fontSizes.small * boldFactor) - 26, y: top - 24 },
        look,
      ),
      textAt({ x: right(index), y: top - 12 }, name, { ...bold, 'text-anchor': 'end' }),
    ]),
    ...rows.map((row, index) => {
      const y = top + index * height
      return element(
        'g',
        { class: 'outcomes' },
        tooltip(rowText(row)),
        textAt(
          { x: area.x + labels, y: y + height / 2 + 5 },
          fitText(row.label, { width: labels, fontSize: fontSizes.label }),
          { 'font-size': fontSizes.label, 'text-anchor': 'end' },
          row.label,
        ),
        ...stack(row, { ...bars, y: y + 4, height: height - 8 }),
        ...outcomes.map(({ name }, column) =>
          textAt({ x: right(column), y: y + height / 2 + 5 }, shareText(row, name), {
            'font-size': fontSizes.label,
            'text-anchor': 'end',
            class: name,
          }),
        ),
      )
    }),
  ]
}

/** The key of an outcome. */
function box({ x, y }: { x: number; y: number }, look: { fill: string; isHatched: boolean }) {
  const area = { x, y, width: 18, height: 14 }
  return [
    element('rect', { ...area, fill: look.fill, stroke: inks.axis }),
    ...(look.isHatched ? [hatching(area)] : []),
  ].join('')
}

function stack(row: OutcomeSharesRow, area: Area): string[] {
  const all = total(row)
  const frame = element('rect', { ...area, fill: inks.paper, stroke: inks.axis })
  let x = area.x
  const parts = outcomes.flatMap(({ name, fill, isHatched }) => {
    const part = { ...area, x, width: all === 0 ? 0 : (area.width * row[name]) / all }
    x += part.width
    if (part.width === 0) return []
    return [
      element('rect', { ...part, fill, stroke: inks.axis, class: `part ${name}` }),
      ...(isHatched ? [hatching(part)] : []),
    ]
  })
  return [frame, ...parts]
}
