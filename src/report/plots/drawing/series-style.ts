import {
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
} from 'd3-shape'
import { fixed } from '../../round.ts'
import { inks } from './style.ts'
import { element } from './svg.ts'

/**
 * Looks of the series of one picture: colours after Okabe and Ito's colour-blind-safe set, dark and
 * light by turns so that neighbours differ in grey, each at least 3 : 1 on white, with dashes and
 * markers that tell them apart without colour.
 */
export const seriesStyles = [
  { colour: '#0b4f8a', dash: 'none', marker: symbolCircle },
  { colour: '#d55e00', dash: '9 4', marker: symbolSquare },
  { colour: '#1a1a1a', dash: '2.5 3', marker: symbolTriangle },
  { colour: '#009e73', dash: '12 4 2.5 4', marker: symbolDiamond },
  { colour: '#7d2f66', dash: '5 3', marker: symbolCross },
  { colour: '#a67c00', dash: '14 3 5 3', marker: symbolStar },
] as const

/** The look of a series by its place in the picture. */
export function styleOf(index: number) {
  return seriesStyles[index % seriesStyles.length] ?? seriesStyles[0]
}

/** A series' marker. */
export function marker(index: number, { x, y }: { x: number; y: number }): string {
  const style = styleOf(index)
  return element('path', {
    d: symbol(style.marker, 70)() ?? '',
    transform: `translate(${fixed(x, 2)} ${fixed(y, 2)})`,
    fill: style.colour,
    stroke: inks.paper,
    'stroke-width': 1,
    class: 'marker',
  })
}
