import { existsSync, statSync } from 'node:fs'
import type { Command } from 'commander'
import { UserError } from '../errors.ts'
import { packageVersion } from '../io/files/package-files.ts'
import { writeDocument } from '../io/files/write-document.ts'
import { csvTable, tableDocument } from '../report/formats.ts'
import { jsonText } from '../report/json-document.ts'
import type { Column } from '../report/tables/text-table.ts'
import { visible } from '../report/terminal/visible.ts'
import { tolerance } from '../scoring/differences.ts'
import { type OutputFlags, withOutputFlags } from './flags.ts'
import { type Ending, type Ui, widthOf } from './ui.ts'
import { verifyCassette } from './verification/verify-cassette.ts'
import type { Checked, Finding } from './verification/verify-rows.ts'
import { verifyWorkspace } from './verification/verify-workspace.ts'

type Flags = OutputFlags & { dir: string }

/** Adds the flags of `verify`; `run` is called with what the command does. */
export function defineVerify(
  command: Command,
  run: (action: (ui: Ui) => Promise<Ending>) => Promise<void>,
): void {
  withOutputFlags(command)
    .argument('[path]', 'workspace, or file written with --record (default: --dir)')
    .option('--dir <workspace>', 'workspace to verify', '.')
    .addHelpText(
      'after',
      `
Exit 1 where anything differs.

Examples:
  $ mtbench verify
  $ mtbench verify run.gz --json`,
    )
    .action((path: string | undefined, flags: Flags) =>
      run((ui) => verify(path ?? flags.dir, flags, ui)),
    )
}

async function verify(path: string, flags: Flags, ui: Ui): Promise<Ending> {
  if (!existsSync(path)) throw new UserError(`${path}: no such file or folder`)
  const isFolder = statSync(path).isDirectory()
  const { findings, checked } = await (isFolder ? verifyWorkspace(path) : verifyCassette(path))
  const text = textOf(findings, { path, checked, flags, width: widthOf(ui) })
  if (flags.output === undefined) ui.stdout.write(`${text}\n`)
  else await writeDocument(flags.output, text)
  return findings.length === 0 ? 'done' : 'differs'
}

function textOf(
  findings: Finding[],
  context: { path: string; checked: Checked; flags: Flags; width: number },
): string {
  const { checked, flags, path, width } = context
  const notes = notesOf(checked)
  if (flags.format === 'csv') return csvTable(findings)
  if (flags.format === 'json') {
    return jsonText({
      schema: 'mtbench.verify/1',
      version: packageVersion(),
      inputs: [],
      key: null,
      settings: { path, tolerance },
      rows: findings,
      left_out: { rows: checked.unread, reports: checked.otherReports.length },
      warnings: notes,
    })
  }
  const seen = `${checked.rows} records read again, ${checked.reports} stored results computed again`
  const title = `${path}: ${seen}: ${findings.length === 0 ? 'nothing differs' : `${findings.length} ${findings.length === 1 ? 'figure differs' : 'figures differ'}`}`
  if (flags.format === 'markdown') {
    return tableDocument({ title, columns, rows: findings, notes }, { format: 'markdown', width })
  }
  const lines = findings.map(
    ({ file, field, stored, computed }) =>
      `${file}: ${field}: stored ${stored}, computed ${computed}`,
  )
  return [title, ...lines, ...notes].map(visible).join('\n')
}

function notesOf({ unread, otherReports }: Checked): string[] {
  return [
    ...(unread > 0
      ? [
          `${unread} records were not read again: they name no parser of this version, or hold no judge’s text`,
        ]
      : []),
    ...(otherReports.length > 0 ? [`not computed again: ${otherReports.join(', ')}`] : []),
  ]
}

const columns: Column<Finding>[] = [
  { heading: 'file', align: 'left', cell: (row) => row.file },
  { heading: 'field', align: 'left', cell: (row) => row.field },
  { heading: 'stored', align: 'right', cell: (row) => row.stored },
  { heading: 'computed', align: 'right', cell: (row) => row.computed },
]
