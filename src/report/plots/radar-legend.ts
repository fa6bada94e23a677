import { fixed } from '../round.ts'
import type { Area } from './drawing/picture.ts'
import { marker, styleOf } from './drawing/series-style.ts'
import { fontSizes, inks } from './drawing/style.ts'
import { element, textAt } from './drawing/svg.ts'
import { fitText, textWidth } from './drawing/text-width.ts'
import type { RadarData, RadarModel } from './radar.ts'

/** Width of the list of models, in pixels. */
export const legendWidth = 300

/** Models by mean with line, marker and figure, and the categories in which one has no data. */
export function drawLegend(
  data: RadarData,
  { shown, x, area }: { shown: readonly RadarModel[]; x: number; area: Area },
): string[] {
  const step = Math.min(50, (area.height - 40) / shown.length)
  const top = area.y + Math.max(20, (area.height - step * shown.length) / 2)
  const right = area.x + area.width
  const heading = { 'font-size': fontSizes.small, 'font-weight': 'bold', 'text-anchor': 'end' }
  return [
    textAt({ x: right, y: top - 8 }, data.measure, heading),
    ...shown.map((model, index) => {
      const y = top + (index + 0.5) * step
      const mean = scoreText(model.mean)
      const width = legendWidth - 62 - textWidth(mean, fontSizes.label) - 10
      const style = styleOf(index)
      return element(
        'g',
        { class: 'legend' },
        element('line', {
          x1: x,
          x2: x + 50,
          y1: y,
          y2: y,
          stroke: style.colour,
          'stroke-width': 2.5,
          'stroke-dasharray': style.dash,
        }),
        marker(index, { x: x + 25, y }),
        textAt(
          { x: x + 60, y: y + 5 },
          fitText(model.model, { width, fontSize: fontSizes.label }),
          { 'font-size': fontSizes.label },
          model.model,
        ),
        textAt({ x: right, y: y + 5 }, mean, {
          'font-size': fontSizes.label,
          'text-anchor': 'end',
        }),
        ...gapText(model, data, { x: x + 60, y: y + 22, width: legendWidth - 60 }),
      )
    }),
  ]
}

function gapText(
  model: RadarModel,
  data: RadarData,
  place: { x: number; y: number; width: number },
): string[] {
  const gaps = data.categories.filter((_, index) => (model.scores[index] ?? null) === null)
  if (gaps.length === 0) return []
  const text = `no data: ${gaps.join(', ')}`
  const fontSize = fontSizes.small
  return [
    textAt(
      { x: place.x, y: place.y },
      fitText(text, { width: place.width, fontSize }),
      { 'font-size': fontSize, 'font-style': 'italic', fill: inks.muted },
      text,
    ),
  ]
}

/** A score as it is printed. */
export function scoreText(score: number | null): string {
  return score === null ? 'no data' : fixed(score, 2)
}
