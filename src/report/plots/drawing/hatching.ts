import { fixed } from '../../round.ts'
import type { Area } from './picture.ts'
import { inks } from './style.ts'
import { element } from './svg.ts'

const hatchStep = 9

/** Diagonals within a rectangle, from the lower left to the upper right. */
export function hatching({ x, y, width, height }: Area): string {
  const lines: string[] = []
  for (let offset = hatchStep; offset < width + height; offset += hatchStep) {
    const [fromX, fromY] = [Math.max(0, offset - height), Math.min(height, offset)]
    const [toX, toY] = [Math.min(width, offset), Math.max(0, offset - width)]
    const [a, b, c, d] = [x + fromX, y + fromY, x + toX, y + toY].map((v) => fixed(v, 1))
    lines.push(`M${a} ${b}L${c} ${d}`)
  }
  return element('path', {
    d: lines.join(''),
    stroke: inks.text,
    'stroke-opacity': 0.3,
    class: 'hatch',
  })
}
