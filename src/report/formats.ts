import { type Column, textTable } from './tables/text-table.ts'
import { visible } from './terminal/visible.ts'
import { wrap } from './terminal/wrap.ts'

export const formatNames = ['table', 'markdown', 'csv', 'json'] as const

/** A table in Markdown's form. */
export function markdownTable<R>(columns: readonly Column<R>[], rows: readonly R[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((c) => markdownText(c).replaceAll('|', '\\|')).join(' | ')} |`
  return [
    line(columns.map((column) => column.heading)),
    `|${columns.map((column) => (column.align === 'left' ? ' --- |' : ' ---: |')).join('')}`,
    ...rows.map((row) => line(columns.map((column) => column.cell(row)))),
  ].join('\n')
}

/** Records as CSV (RFC 4180, `\n` line ends): full precision, an empty field where there is no figure. */
export function csvTable(
  rows: readonly Readonly<Record<string, unknown>>[],
  columns: readonly string[] = Object.keys(rows[0] ?? {}),
): string {
  const names = columns.flatMap((name) =>
    isInterval(name) ? [`${name}_low`, `${name}_high`] : [name],
  )
  const lines = rows.map((row) =>
    Object.entries(row)
      .flatMap(([name, value]) =>
        isInterval(name) ? (Array.isArray(value) ? value : [null, null]) : [value],
      )
      .map(csvField)
      .join(','),
  )
  return [names.join(','), ...lines].join('\n')
}

function isInterval(name: string): boolean {
  return name === 'ci' || name.endsWith('_ci')
}

function csvField(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A title, a table and notes, as text or Markdown. */
export function tableDocument<R>(
  document: {
    title: string
    columns: readonly Column<R>[]
    rows: readonly R[]
    notes: readonly string[]
  },
  options: { format: 'table' | 'markdown'; width: number },
): string {
  const { title, columns, rows, notes } = document
  if (options.format === 'markdown') {
    const list = notes.map((note) => `- ${markdownText(note)}`).join('\n')
    return [`### ${markdownText(title)}`, markdownTable(columns, rows), list]
      .filter((p) => p !== '')
      .join('\n\n')
  }
  const table = textTable(columns, rows, options)
  const wrapped = notes.map((note) => wrap(visible(note), options.width)).join('\n')
  return [wrap(visible(title), options.width), table, wrapped]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** A text that starts neither an escape nor HTML in Markdown. */
function markdownText(text: string): string {
  return visible(text).replace(/[\\<]/g, '\\$&')
}
