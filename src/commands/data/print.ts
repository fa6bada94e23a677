import { packageVersion } from '../../io/files/package-files.ts'
import { writeDocument } from '../../io/files/write-document.ts'
import { csvTable, tableDocument } from '../../report/formats.ts'
import { type JsonDocument, jsonText } from '../../report/json-document.ts'
import type { Column } from '../../report/tables/text-table.ts'
import type { OutputFlags } from '../flags.ts'
import { type Ui, widthOf } from '../ui.ts'

/** Flags of every `data` command. */
export type DataFlags = OutputFlags & { dir: string; quiet: boolean }

/** A table of a `data` command, in the form that the flags ask for. */
export async function printRows<R extends Readonly<Record<string, unknown>>>(
  result: {
    command: string
    title: string
    columns: readonly Column<R>[]
    rows: R[]
    /** Lines below the table that a JSON document does not need. */
    notes: readonly string[]
    warnings: string[]
    settings: Record<string, unknown>
  },
  flags: DataFlags,
  ui: Ui,
): Promise<void> {
  const { rows, title, columns } = result
  const document: JsonDocument<R> = {
    schema: `mtbench.${result.command}/1`,
    version: packageVersion(),
    inputs: [],
    key: null,
    settings: result.settings,
    rows,
    left_out: {},
    warnings: result.warnings,
  }
  const notes = [...result.notes, ...result.warnings]
  const { format } = flags
  const text =
    format === 'json'
      ? jsonText(document)
      : format === 'csv'
        ? csvTable(rows)
        : tableDocument({ title, columns, rows, notes }, { format, width: widthOf(ui) })
  if (flags.output === undefined) ui.stdout.write(`${text}\n`)
  else await writeDocument(flags.output, text)
}
