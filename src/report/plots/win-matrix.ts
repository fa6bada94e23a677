import { UserError } from '../../errors.ts'
import { type Area, byFigure, countText, type PictureOptions, picture } from './drawing/picture.ts'
import { fontSizes } from './drawing/style.ts'
import { textAt } from './drawing/svg.ts'
import { fitText, textWidth } from './drawing/text-width.ts'
import { drawCell, shareBox } from './win-cell.ts'

/** What `row` won against `column`. */
export type WinMatrixCell = {
  row: string
  column: string
  /** Share in 0–1, full precision; null where there is no figure. */
  share: number | null
  /** Matches of the pair. */
  n: number
}

export type WinMatrixData = {
  cells: readonly WinMatrixCell[]
  /** What a cell shows, with its unit: `wins of the row over the column, ties half (%)`. */
  measure: string
  /** What is counted by n: `matches`, `votes`. */
  unit: string
}

/**
 * A heat map of who beats whom, strongest model on top (by the mean of its shares), the share in
 * per cent in each cell, as a standalone SVG. Blue is above one half, orange and hatched below.
 * @throws UserError without cells
 */
export function winMatrix(data: WinMatrixData, options: PictureOptions): string {
  const models = modelsByShare(data.cells)
  if (models.length === 0) throw new UserError('no pair of models: there are no wins to draw')
  const known = data.cells.filter((cell) => cell.share !== null)
  const table = new Map(data.cells.map((cell) => [pairKey(cell.row, cell.column), cell]))
  const layout = layoutOf(models)
  return picture(options, {
    n:
      known.length === 0
        ? `n = 0 ${data.unit}`
        : countText(
            known.map((cell) => cell.n),
            known.length <= 2 ? data.unit : `${data.unit} a pair`,
          ),
    notes: [
      'Strongest model on top. Hatched: below 50.',
      ...(layout.isNumbered && known.length < models.length * (models.length - 1)
        ? ['n/d: no data.']
        : []),
    ],
    description: `${data.measure}, strongest first: ${models.join(', ')}.`,
    least: {
      width: layout.names + models.length * layout.leastCell.width,
      height: headHeight + layout.columnHeight + models.length * layout.leastCell.height,
    },
    draw: (area) => drawMatrix({ data, models, table, layout }, area),
  })
}

function pairKey(row: string, column: string): string {
  return JSON.stringify([row, column])
}

function modelsByShare(cells: readonly WinMatrixCell[]): string[] {
  const names = new Set(cells.flatMap((cell) => [cell.row, cell.column]))
  return [...names]
    .map((model) => {
      const shares = cells.flatMap((cell) =>
        cell.row === model && cell.share !== null ? [cell.share] : [],
      )
      const sum = shares.reduce((total, share) => total + share, 0)
      return { model, figure: shares.length === 0 ? null : sum / shares.length }
    })
    .sort(byFigure)
    .map(({ model }) => model)
}

/** Height of the line that says what colours mean. */
const headHeight = 34

type Layout = {
  /** Width of the row names. */
  names: number
  columnHeight: number
  leastCell: { width: number; height: number }
  /** Columns are headed by numbers that stand before the row names. */
  isNumbered: boolean
}

/** Up to this number of models, columns are headed by names of two lines at most. */
const mostNamed = 8

function layoutOf(models: readonly string[]): Layout {
  const isNumbered = models.length > mostNamed
  const widest = Math.max(...models.map((model) => textWidth(model, fontSizes.label)))
  const numbers = isNumbered ? 30 : 0
  return {
    names: Math.min(220, widest) + numbers + 12,
    columnHeight: isNumbered ? 24 : 42,
    leastCell: isNumbered ? { width: 34, height: 22 } : { width: 76, height: 30 },
    isNumbered,
  }
}

/** Size beyond which cells do not grow. */
const mostCell = { width: 170, height: 90 }

type Matrix = {
  data: WinMatrixData
  models: readonly string[]
  table: ReadonlyMap<string, WinMatrixCell>
  layout: Layout
}

function drawMatrix(matrix: Matrix, area: Area): string[] {
  const { models, layout, data } = matrix
  const top = area.y + headHeight + layout.columnHeight
  const width = Math.min(mostCell.width, (area.width - layout.names) / models.length)
  const height = Math.min(mostCell.height, (area.y + area.height - top) / models.length)
  const left = area.x + layout.names + (area.width - layout.names - models.length * width) / 2
  return [
    ...key(data.measure, area),
    ...models.map((model, index) =>
      columnHead(model, { index, layout, x: left + (index + 0.5) * width, y: top, width }),
    ),
    ...models.flatMap((row, r) => [
      rowName(row, { index: r, layout, x: left - 10, y: top + (r + 0.5) * height }),
      ...models.map((column, c) =>
        drawCell(row === column ? undefined : matrix.table.get(pairKey(row, column)), {
          row,
          column,
          area: { x: left + c * width, y: top + r * height, width, height },
        }),
      ),
    ]),
  ]
}

function columnHead(
  model: string,
  place: { index: number; layout: Layout; x: number; y: number; width: number },
): string {
  const { index, layout, x, y, width } = place
  const style = { 'font-size': fontSizes.small, 'text-anchor': 'middle', class: 'column' }
  if (layout.isNumbered) return textAt({ x, y: y - 8 }, String(index + 1), style, model)
  const lines = twoLines(model, { width: width - 6, fontSize: fontSizes.small })
  return lines
    .map((line, i) => textAt({ x, y: y - 8 - (lines.length - 1 - i) * 17 }, line, style, model))
    .join('')
}

/** A name on two lines, broken at a hyphen where that fits. */
function twoLines(name: string, room: { width: number; fontSize: number }): string[] {
  const fits = (text: string) => textWidth(text, room.fontSize) <= room.width
  if (fits(name)) return [name]
  const breaks = [...name.matchAll(/[-_./: ]/g)].map((match) => match.index + 1)
  const at = breaks.filter((index) => fits(name.slice(0, index))).at(-1)
  if (at === undefined) return [fitText(name, room)]
  return [name.slice(0, at), fitText(name.slice(at), room)]
}

function rowName(
  model: string,
  { index, layout, x, y }: { index: number; layout: Layout; x: number; y: number },
): string {
  const number = layout.isNumbered ? 30 : 0
  const width = layout.names - 12 - number
  const style = { 'font-size': fontSizes.label, 'text-anchor': 'end' }
  return [
    textAt(
      { x: x - number, y: y + 5 },
      fitText(model, { width, fontSize: fontSizes.label }),
      { ...style, class: 'model' },
      model,
    ),
    ...(layout.isNumbered
      ? [textAt({ x, y: y + 5 }, String(index + 1), { ...style, 'font-size': fontSizes.small })]
      : []),
  ].join('')
}

/** The words for a cell, and a scale of colours. */
function key(measure: string, area: Area): string[] {
  const width = 40
  const steps = [0, 0.25, 0.5, 0.75, 1]
  const scaleLeft = area.x + area.width - steps.length * width
  const label = fitText(measure, {
    width: scaleLeft - area.x - 16,
    fontSize: fontSizes.label,
  })
  return [
    textAt(
      { x: area.x, y: area.y + 17 },
      label,
      { 'font-size': fontSizes.label, class: 'axis' },
      measure,
    ),
    ...steps.map((share, index) => {
      const swatch = { x: scaleLeft + index * width, y: area.y, width, height: 24 }
      return shareBox(share, swatch)
    }),
  ]
}
