import { fontFamily, fontSizes, inks } from './style.ts'
import { element, textAt, tooltip, words } from './svg.ts'
import { boldFactor, fitText, textWidth, wrapText } from './text-width.ts'

export type PictureOptions = {
  title: string
  /** How the figures were computed. */
  footnote: string
  /** Least size in pixels; a picture grows where its rows and labels need more. */
  width?: number
  height?: number
}

/** Size of a picture where none is asked for. */
export const slideSize = { width: 960, height: 540 } as const

/** A rectangle in pixels. */
export type Area = { x: number; y: number; width: number; height: number }

export type PictureContent = {
  /** What was counted: `n = 160 ratings a model`. */
  n: string
  /** What the picture itself adds to the footnote. */
  notes?: readonly string[]
  /** The picture in words, for who cannot see it. */
  description: string
  /** Least size of the area that is drawn on. */
  least: { width: number; height: number }
  draw: (area: Area) => readonly string[]
}

const margin = 24
const footLine = 19

/** A whole SVG document: title and n above, the drawing, the footnote below. */
export function picture(options: PictureOptions, content: PictureContent): string {
  const width = Math.max(options.width ?? slideSize.width, content.least.width + 2 * margin)
  const room = width - 2 * margin
  const title = titleLines(options.title, room)
  const foot = wrapText([options.footnote, ...(content.notes ?? [])].join(' '), {
    width: room,
    fontSize: fontSizes.small,
  })
  const top = margin + title.length * 28 + 26
  const footHeight = foot.length * footLine + 20
  const height = Math.max(
    options.height ?? slideSize.height,
    top + content.least.height + footHeight,
  )
  const area = { x: margin, y: top, width: room, height: height - top - footHeight }
  const parts = [
    tooltip(options.title),
    element('desc', {}, words(`${content.description} ${foot.join(' ')}`)),
    element('rect', { width, height, fill: inks.paper }),
    ...title.map((line, index) =>
      textAt({ x: margin, y: margin + 18 + index * 28 }, line, {
        'font-size': fontSizes.title,
        'font-weight': 'bold',
      }),
    ),
    textAt(
      { x: margin, y: top - 12 },
      fitText(content.n, { width: room, fontSize: fontSizes.n }),
      { 'font-size': fontSizes.n, fill: inks.muted, class: 'n' },
      content.n,
    ),
    ...content.draw(area),
    ...foot.map((line, index) =>
      textAt({ x: margin, y: height - footHeight + 22 + index * footLine }, line, {
        'font-size': fontSizes.small,
        fill: inks.muted,
        class: 'footnote',
      }),
    ),
  ]
  return `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'font-family': fontFamily,
      fill: inks.text,
    },
    `\n${parts.join('\n')}\n`,
  )}\n`
}

/** At most two lines; a longer title ends in an ellipsis and stands in the tooltip as a whole. */
function titleLines(title: string, width: number): string[] {
  const fontSize = fontSizes.title * boldFactor
  const lines = wrapText(title, { width, fontSize })
  if (lines.length <= 2) return lines
  const rest = [...(lines[1] ?? '')]
  while (textWidth(`${rest.join('')} …`, fontSize) > width) rest.pop()
  return [lines[0] ?? '', `${rest.join('').replace(/ \S*$/, '')} …`]
}

/** `n = 160 ratings a model`, or the range where it differs. */
export function countText(counts: readonly number[], what: string): string {
  const least = Math.min(...counts)
  const most = Math.max(...counts)
  return least === most ? `n = ${least} ${what}` : `n = ${least}–${most} ${what}`
}

/** Code-unit order, so that equal figures stand in the same order everywhere. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Largest first, null last, equal ones by name. */
export function byFigure(
  a: { model: string; figure: number | null },
  b: { model: string; figure: number | null },
): number {
  const size = (figure: number | null) => figure ?? Number.NEGATIVE_INFINITY
  if (a.figure === b.figure) return byName(a.model, b.model)
  return size(b.figure) - size(a.figure)
}
