import { scalePoint } from 'd3-scale'
import { UserError } from '../../errors.ts'
import { type Area, byName, type PictureOptions, picture } from './drawing/picture.ts'
import { marker, styleOf } from './drawing/series-style.ts'
import { fontSizes, inks } from './drawing/style.ts'
import { element, textAt, tooltip } from './drawing/svg.ts'
import { fitText, textWidth, wrapText } from './drawing/text-width.ts'
import { percent } from './gap-axes.ts'
import { drawRateAxis, type RatePlot, rateDomain } from './rate-axis.ts'

/** A model's win rate under one kind of judges, in 0–1; null where there is no figure. */
export type JudgeRate = {
  model: string
  rate: number | null
  interval: readonly [number, number] | null
}

export type JudgeRatesData = {
  /** Kinds of judges, at most six, each with its models in any order. */
  judges: readonly { judge: string; rates: readonly JudgeRate[]; n: number }[]
  /** What the axis shows, in per cent. */
  measure: string
  /** What is counted by n: `votes`. */
  unit: string
}

/** Judges beyond this are not told apart: there are no more looks. */
export const mostJudges = 6

/**
 * Win rates of models under different judges, a line a judge, the models of the first judge from best to
 * worst, as a standalone SVG (Figure 3 of "Judging LLM-as-a-Judge", arXiv:2306.05685).
 * @throws UserError without judges, or with more than six
 */
export function judgeRates(data: JudgeRatesData, options: PictureOptions): string {
  const { judges } = data
  if (judges.length === 0 || judges.length > mostJudges) {
    throw new UserError(`win rates of 1 to ${mostJudges} judges can be drawn, not ${judges.length}`)
  }
  const models = modelsOf(data)
  return picture(options, {
    n: `n = ${judges.map(({ judge, n }) => `${n} ${data.unit} of ${judge}`).join(', ')}`,
    description: `${data.measure}: ${judges.map(judgeText).join('; ')}.`,
    least: { width: 170 + legendWidth + models.length * leastStep, height: 320 },
    draw: (area) => drawRates({ data, models }, area),
  })
}

const legendWidth = 190
const leastStep = 84
/** Pixels between the markers of two judges of one model. */
const spread = 13

function modelsOf({ judges }: JudgeRatesData): string[] {
  const all = judges.flatMap(({ rates }) => rates)
  const placeOf = (model: string) => all.find((rate) => rate.model === model)?.rate ?? -1
  return [...new Set(all.map(({ model }) => model))].sort(
    (a, b) => placeOf(b) - placeOf(a) || byName(a, b),
  )
}

function judgeText({ judge, rates }: JudgeRatesData['judges'][number]): string {
  const figures = rates.map(({ model, rate }) => `${model} ${rate === null ? '–' : percent(rate)}`)
  return `${judge}: ${figures.join(', ')}`
}

type Rates = { data: JudgeRatesData; models: readonly string[] }

function drawRates({ data, models }: Rates, area: Area): string[] {
  const plot: Area = {
    x: area.x + 66,
    y: area.y + 8,
    width: area.width - 66 - legendWidth - 24,
    height: area.height - 8 - 44,
  }
  const shown = data.judges.flatMap(({ rates }) => rates)
  const toX = scalePoint(models, [plot.x, plot.x + plot.width]).padding(0.5)
  const place: RatePlot = { plot, toY: rateDomain(shown, plot) }
  return [
    ...drawRateAxis(data.measure, place),
    ...models.flatMap((model) => modelName(model, { x: toX(model) ?? 0, plot, step: toX.step() })),
    ...data.judges.map(({ judge, rates }, index) => {
      const shift = (index - (data.judges.length - 1) / 2) * spread
      const points = models.flatMap((model) => {
        const found = rates.find((rate) => rate.model === model)
        if (found === undefined || found.rate === null) return []
        return [{ ...found, rate: found.rate, x: (toX(model) ?? 0) + shift }]
      })
      return drawJudge({ judge, index, points }, place)
    }),
    ...data.judges.map(({ judge }, index) =>
      legendLine(judge, { index, x: plot.x + plot.width + 24, y: plot.y + 14 + index * 30 }),
    ),
  ]
}

type RatePoint = Omit<JudgeRate, 'rate'> & { rate: number; x: number }

/** One judge's line with its intervals and markers. */
function drawJudge(
  series: { judge: string; index: number; points: readonly RatePoint[] },
  { toY }: RatePlot,
): string {
  const { judge, index, points } = series
  const { colour, dash } = styleOf(index)
  const path = points.map(({ x, rate }) => `${x.toFixed(2)},${toY(rate).toFixed(2)}`).join(' ')
  return element(
    'g',
    { class: 'series' },
    tooltip(judge),
    element('polyline', {
      points: path,
      fill: 'none',
      stroke: colour,
      'stroke-width': 1.5,
      'stroke-opacity': 0.7,
      'stroke-dasharray': dash,
    }),
    ...points.map(({ x, interval }) =>
      interval === null
        ? ''
        : element('line', {
            class: 'interval',
            x1: x,
            x2: x,
            y1: toY(interval[0]),
            y2: toY(interval[1]),
            stroke: colour,
            'stroke-width': 2.5,
          }),
    ),
    ...points.map(({ x, rate }) => marker(index, { x, y: toY(rate) })),
  )
}

/** A model's name under its place, in at most two lines. */
function modelName(
  model: string,
  { x, plot, step }: { x: number; plot: Area; step: number },
): string[] {
  const fontSize = fontSizes.small
  const room = { width: step - 6, fontSize }
  const broken = wrapText(model.replace(/-/g, '- '), room).map((line) => line.replace(/- /g, '-'))
  const lines = broken.length <= 2 ? broken : [fitText(model, room)]
  return lines.map((line, row) =>
    textAt(
      { x, y: plot.y + plot.height + 20 + row * 17 },
      line,
      { 'font-size': fontSize, 'text-anchor': 'middle', class: 'model' },
      model,
    ),
  )
}

function legendLine(
  judge: string,
  { index, x, y }: { index: number; x: number; y: number },
): string {
  const { colour, dash } = styleOf(index)
  const fontSize = fontSizes.label
  const room = { width: legendWidth - 60, fontSize }
  return element(
    'g',
    { class: 'legend' },
    element('line', {
      x1: x,
      x2: x + 46,
      y1: y,
      y2: y,
      stroke: colour,
      'stroke-width': 2.5,
      'stroke-dasharray': dash,
    }),
    marker(index, { x: x + 23, y }),
    textAt(
      { x: x + 56, y: y + 5 },
      textWidth(judge, fontSize) <= room.width ? judge : fitText(judge, room),
      { 'font-size': fontSize, fill: inks.text },
      judge,
    ),
  )
}
