import type { scaleLinear } from 'd3-scale'
import { fixed } from '../round.ts'
import type { AgreementGapData } from './agreement-gap.ts'
import type { Area } from './drawing/picture.ts'
import { fontSizes, inks } from './drawing/style.ts'
import { element, textAt } from './drawing/svg.ts'
import { fitText } from './drawing/text-width.ts'

export type Scale = ReturnType<typeof scaleLinear<number, number>>

export type Axes = { toX: Scale; toY: Scale; plot: Area; data: AgreementGapData }

/** Ticks, lines and words of both axes, in per cent. */
export function drawAxes({ toX, toY, plot, data }: Axes): string[] {
  const [left, bottom] = [plot.x, plot.y + plot.height]
  const small = { 'font-size': fontSizes.small, class: 'tick' }
  const middle = { x: plot.x - 52, y: plot.y + plot.height / 2 }
  const title = { 'font-size': fontSizes.label, 'text-anchor': 'middle', class: 'axis' }
  return [
    ...toY.ticks(6).flatMap((tick) => [
      line({ x: left, y: toY(tick) }, { x: left + plot.width, y: toY(tick) }, inks.grid),
      textAt({ x: left - 8, y: toY(tick) + 5 }, percent(tick), {
        ...small,
        'text-anchor': 'end',
      }),
    ]),
    ...toX.ticks(6).flatMap((tick) => [
      line({ x: toX(tick), y: plot.y }, { x: toX(tick), y: bottom }, inks.grid),
      textAt({ x: toX(tick), y: bottom + 19 }, percent(tick), {
        ...small,
        'text-anchor': 'middle',
      }),
    ]),
    line({ x: left, y: bottom }, { x: left + plot.width, y: bottom }, inks.axis),
    line({ x: left, y: plot.y }, { x: left, y: bottom }, inks.axis),
    textAt({ x: left + plot.width / 2, y: bottom + 42 }, data.gapLabel, title),
    textAt(
      middle,
      fitText(data.agreementLabel, { width: plot.height, fontSize: fontSizes.label }),
      {
        ...title,
        transform: `rotate(-90 ${fixed(middle.x, 2)} ${fixed(middle.y, 2)})`,
      },
      data.agreementLabel,
    ),
  ]
}

export type Point = { x: number; y: number }

function line(from: Point, to: Point, stroke: string): string {
  return element('line', { x1: from.x, y1: from.y, x2: to.x, y2: to.y, stroke })
}

/** The dashed line of guessing, with its name. */
export function chanceLine({ data, toY, plot }: Omit<Axes, 'toX'>): string[] {
  if (data.chance === null) return []
  const y = toY(data.chance.agreement)
  return [
    element('line', {
      x1: plot.x,
      x2: plot.x + plot.width,
      y1: y,
      y2: y,
      stroke: inks.text,
      'stroke-width': 1.5,
      'stroke-dasharray': '7 5',
      class: 'chance',
    }),
    textAt({ x: plot.x + plot.width - 6, y: y - 7 }, data.chance.label, {
      'font-size': fontSizes.small,
      'text-anchor': 'end',
    }),
  ]
}

/** A share as it is printed, in per cent. */
export function percent(share: number): string {
  return fixed(share * 100, 0)
}
