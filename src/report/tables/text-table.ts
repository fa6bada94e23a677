import { characterWidth, textWidth } from '../terminal/text-width.ts'
import { visible } from '../terminal/visible.ts'

/** A column: its heading, where its cells stand, and whether it gives way when space is short. */
export type Column<R> = {
  heading: string
  align: 'left' | 'right'
  cell: (row: R) => string
  /** Cut in the middle where the table is wider than the terminal, the widest such column first. */
  shrinks?: boolean
}

const gap = '  '

/** Least width that a shrinking column keeps, in characters. */
const minShrunk = 12

/**
 * A table of plain text, as wide as its cells, at most `width` characters where a column can shrink.
 * Cells are shown as they are: control characters are written as `\xNN` or `\uNNNN`.
 */
export function textTable<R>(
  columns: readonly Column<R>[],
  rows: readonly R[],
  options: { width: number },
): string {
  const cells = rows.map((row) => columns.map((column) => visible(column.cell(row))))
  const widths = columns.map((column, index) =>
    Math.max(textWidth(column.heading), ...cells.map((line) => textWidth(line[index] ?? ''))),
  )
  const total = widths.reduce((sum, w) => sum + w, 0) + gap.length * (columns.length - 1)
  const shrinking = columns.flatMap((column, index) => (column.shrinks === true ? [index] : []))
  narrow(widths, { shrinking, by: total - options.width })
  const line = (texts: readonly string[]) =>
    columns
      .map((column, index) => {
        const width = widths[index] ?? 0
        const text = middleCut(texts[index] ?? '', width)
        const space = ' '.repeat(Math.max(0, width - textWidth(text)))
        return column.align === 'left' ? text + space : space + text
      })
      .join(gap)
      .trimEnd()
  return [line(columns.map((column) => column.heading)), ...cells.map(line)].join('\n')
}

/** Takes columns off the widest of those that may shrink, until enough is gone or all are narrow. */
function narrow(widths: number[], of: { shrinking: readonly number[]; by: number }): void {
  let left = of.by
  while (left > 0) {
    const byWidth = [...of.shrinking].sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))
    const [widest, second] = byWidth
    const width = widest === undefined ? 0 : (widths[widest] ?? 0)
    if (widest === undefined || width <= minShrunk) return
    const next = second === undefined ? minShrunk : (widths[second] ?? 0)
    const step = Math.min(left, Math.max(1, width - Math.max(minShrunk, next)))
    widths[widest] = width - step
    left -= step
  }
}

/** The text, or its start and end around an ellipsis where it takes more than `width` columns. */
export function middleCut(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  const characters = [...text]
  const head = columnsFrom(characters, Math.ceil((width - 1) / 2))
  const tail = columnsFrom(characters.reverse(), width - 1 - textWidth(head))
  return `${head}…${[...tail].reverse().join('')}`
}

/** As many of the first characters as fit into `width` columns. */
function columnsFrom(characters: readonly string[], width: number): string {
  let used = 0
  const end = characters.findIndex((character) => {
    used += characterWidth(character)
    return used > width
  })
  return characters.slice(0, end < 0 ? characters.length : end).join('')
}
