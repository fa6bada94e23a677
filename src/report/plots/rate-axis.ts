import { scaleLinear } from 'd3-scale'
import { fixed } from '../round.ts'
import type { Area } from './drawing/picture.ts'
import { fontSizes, inks } from './drawing/style.ts'
import { element, textAt } from './drawing/svg.ts'
import { fitText } from './drawing/text-width.ts'
import { percent, type Scale } from './gap-axes.ts'

/** Where rates are drawn, and how high each one stands. */
export type RatePlot = { plot: Area; toY: Scale }

/** From 0 to the next round number above all rates and intervals, at most 1. */
export function rateDomain(
  rates: readonly { rate: number | null; interval: readonly [number, number] | null }[],
  plot: Area,
): Scale {
  const most = Math.max(
    0.1,
    ...rates.flatMap(({ rate, interval }) => [rate ?? 0, interval?.[1] ?? 0]),
  )
  const top = Math.min(1, Math.ceil(most * 10) / 10)
  return scaleLinear([0, top], [plot.y + plot.height, plot.y])
}

/** Lines and per cent of an upright axis, with its words beside it. */
export function drawRateAxis(measure: string, { plot, toY }: RatePlot): string[] {
  const middle = { x: plot.x - 52, y: plot.y + plot.height / 2 }
  const fontSize = fontSizes.label
  return [
    ...toY.ticks(6).flatMap((tick) => [
      element('line', {
        x1: plot.x,
        x2: plot.x + plot.width,
        y1: toY(tick),
        y2: toY(tick),
        stroke: tick === 0 ? inks.axis : inks.grid,
      }),
      textAt({ x: plot.x - 8, y: toY(tick) + 5 }, percent(tick), {
        'font-size': fontSizes.small,
        'text-anchor': 'end',
        class: 'tick',
      }),
    ]),
    textAt(
      middle,
      fitText(measure, { width: plot.height, fontSize }),
      {
        'font-size': fontSize,
        'text-anchor': 'middle',
        class: 'axis',
        transform: `rotate(-90 ${fixed(middle.x, 2)} ${fixed(middle.y, 2)})`,
      },
      measure,
    ),
  ]
}
