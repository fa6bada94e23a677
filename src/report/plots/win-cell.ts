import { scaleLinear } from 'd3-scale'
import { fixed } from '../round.ts'
import { hatching } from './drawing/hatching.ts'
import type { Area } from './drawing/picture.ts'
import { fontSizes, inks } from './drawing/style.ts'
import { element, textAt, tooltip } from './drawing/svg.ts'
import { textWidth } from './drawing/text-width.ts'
import type { WinMatrixCell } from './win-matrix.ts'

/**
 * Orange to white to blue: told apart with any colour vision, and in grey by the hatching. Both ends
 * are light enough for dark figures (7 : 1).
 */
const colourOf = scaleLinear<string>()
  .domain([0, 0.25, 0.5, 0.75, 1])
  .range(['#e08214', '#f8c88a', '#f7f7f7', '#aed4ec', '#5aa0d6'])
  .clamp(true)

/** A pair's cell; nothing on the diagonal. */
export function drawCell(
  cell: WinMatrixCell | undefined,
  place: { row: string; column: string; area: Area },
): string {
  const { row, column, area } = place
  if (row === column) return ''
  const share = cell?.share ?? null
  const figure =
    cell === undefined || share === null ? 'no data' : `${fixed(share * 100, 1)} % of ${cell.n}`
  return element(
    'g',
    { class: 'cell' },
    tooltip(`${row} over ${column}: ${figure}`),
    share === null ? emptyBox(area) : shareBox(share, area),
  )
}

const border = { stroke: inks.paper, 'stroke-width': 1.5 }

/** A box in a share's colour, with the share in per cent in it. */
export function shareBox(share: number, area: Area): string {
  if (!Number.isFinite(share)) throw new RangeError(`${share} is no share: null stands for none`)
  const percent = fixed(share * 100, 0)
  const colour = colourOf(share)
  return [
    element('rect', { ...area, ...border, fill: colour }),
    ...(Number(percent) < 50 ? [hatching(area)] : []),
    textAt(middleOf(area), percent, {
      'font-size': fontSizes.label,
      'text-anchor': 'middle',
      stroke: colour,
      'stroke-width': 5,
      'paint-order': 'stroke',
      class: 'share',
    }),
  ].join('')
}

function emptyBox(area: Area): string {
  const fits = textWidth('no data', fontSizes.small) <= area.width - 4
  return [
    element('rect', { ...area, ...border, fill: inks.paper, stroke: inks.grid }),
    textAt(middleOf(area), fits ? 'no data' : 'n/d', {
      'font-size': fontSizes.small,
      'text-anchor': 'middle',
      'font-style': 'italic',
      fill: inks.muted,
    }),
  ].join('')
}

function middleOf({ x, y, width, height }: Area): { x: number; y: number } {
  return { x: x + width / 2, y: y + height / 2 + 5 }
}
