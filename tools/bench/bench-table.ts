import { cpus, release, totalmem, type } from 'node:os'
import { packageVersion } from '../../src/io/files/package-files.ts'
import { type Column, textTable } from '../../src/report/tables/text-table.ts'
import type { BenchRow } from './measurement.ts'

/** What the figures were measured on. */
export type Machine = { system: string; processors: string; memoryGb: number; node: string }

export function thisMachine(): Machine {
  const [first] = cpus()
  return {
    system: `${type()} ${release()}`,
    processors: `${cpus().length} × ${first?.model ?? 'unknown'}`,
    memoryGb: Math.round(totalmem() / 1e9),
    node: process.version,
  }
}

/** All figures of a run in one of three forms. */
export function benchText(
  rows: readonly BenchRow[],
  options: { machine: Machine; isQuick: boolean; form: 'text' | 'markdown' | 'json' },
): string {
  const { machine, isQuick, form } = options
  const version = packageVersion()
  if (form === 'json') {
    return JSON.stringify(
      { schema: 'mtbench.bench/1', version, machine, is_quick: isQuick, rows },
      null,
      2,
    )
  }
  const head = [
    `mtbench ${version}, Node ${machine.node}, ${machine.system}`,
    `${machine.processors}, ${machine.memoryGb} GB`,
    ...(isQuick ? ['--quick: too little work for the figures to mean anything'] : []),
  ]
  const notes = rows.map((row) => [row.name, ...(row.notes ?? []).map((note) => `  ${note}`)])
  return form === 'markdown'
    ? [head.join('  \n'), markdown(rows), notes.map(listItem).join('\n')].join('\n\n')
    : [head.join('\n'), textTable(columns, rows, { width: 100 }), notes.flat().join('\n')].join(
        '\n\n',
      )
}

/** Was the goal reached? Null where nothing is promised or there is no figure. */
export function isMet(row: BenchRow): boolean | null {
  const { ratio, goal } = row
  return ratio == null || goal == null ? null : ratio <= goal
}

const columns: Column<BenchRow>[] = [
  { heading: 'measured', align: 'left', cell: (row) => row.name },
  { heading: 'wall s', align: 'right', cell: (row) => figure(row.wallMs, 1000) },
  { heading: 'CPU s', align: 'right', cell: (row) => figure(row.cpuMs, 1000) },
  { heading: 'peak MB', align: 'right', cell: (row) => row.peakRssMb?.toFixed(0) ?? '–' },
  { heading: 'figure', align: 'right', cell: (row) => figure(row.ratio) },
  { heading: 'goal', align: 'right', cell: (row) => (row.goal == null ? '–' : `≤ ${row.goal}`) },
  { heading: 'met', align: 'left', cell: (row) => metText(isMet(row)) },
  { heading: 'of', align: 'left', cell: (row) => row.unit ?? '' },
]

function figure(value: number | null | undefined, divisor = 1): string {
  return value == null ? '–' : (value / divisor).toFixed(2)
}

function metText(met: boolean | null): string {
  return met === null ? '' : met ? 'yes' : 'NO'
}

function markdown(rows: readonly BenchRow[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [
    line(columns.map(({ heading }) => heading)),
    line(columns.map(({ align }) => (align === 'left' ? ':--' : '--:'))),
    ...rows.map((row) => line(columns.map(({ cell }) => cell(row)))),
  ].join('\n')
}

function listItem([name = '', ...notes]: readonly string[]): string {
  return `- ${name}: ${notes.map((note) => note.trim()).join('; ')}`
}
