/** A column: its heading, where its cells stand, and whether it gives way when space is short. */
export type Column<R> = {
  heading: string
  align: 'left' | 'right'
  cell: (row: R) => string
  /** The one column that is cut, in the middle, where the table is wider than the terminal. */
  shrinks?: boolean
}

const gap = '  '

/** Least width that a shrinking column keeps, in characters. */
const minShrunk = 12

/**
 * A table of plain text, as wide as its cells, at most `width` characters where a column can shrink.
 * Cells are shown as they are: control characters are written as `\xNN`.
 */
export function textTable<R>(
  columns: readonly Column<R>[],
  rows: readonly R[],
  options: { width: number },
): string {
  const cells = rows.map((row) => columns.map((column) => visible(column.cell(row))))
  const widths = columns.map((column, index) =>
    Math.max(column.heading.length, ...cells.map((line) => line[index]?.length ?? 0)),
  )
  const total = widths.reduce((sum, w) => sum + w, 0) + gap.length * (columns.length - 1)
  const shrinking = columns.findIndex((column) => column.shrinks === true)
  const wide = widths[shrinking]
  if (wide !== undefined && total > options.width) {
    widths[shrinking] = Math.min(wide, Math.max(minShrunk, wide - (total - options.width)))
  }
  const line = (texts: readonly string[]) =>
    columns
      .map((column, index) => {
        const width = widths[index] ?? 0
        const text = middleCut(texts[index] ?? '', width)
        return column.align === 'left' ? text.padEnd(width) : text.padStart(width)
      })
      .join(gap)
      .trimEnd()
  return [line(columns.map((column) => column.heading)), ...cells.map(line)].join('\n')
}

/** The text, or its start and end around an ellipsis where it is longer than `width`. */
export function middleCut(text: string, width: number): string {
  if (text.length <= width) return text
  const head = Math.ceil((width - 1) / 2)
  return `${text.slice(0, head)}…${text.slice(text.length - (width - 1 - head))}`
}

/** A text that can do nothing to a terminal: control and bidirectional characters as escapes. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu, (c) => {
    const code = c.codePointAt(0) ?? 0
    return code < 256
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`
  })
}
