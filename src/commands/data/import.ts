import type { RecordKind } from '../../domain/catalogue/catalogue-entry.ts'
import { importData } from '../../io/data/import.ts'
import { withDataLock } from '../../io/data/lock-file.ts'
import { importColumns } from '../../report/tables/data-tables.ts'
import type { Ending, Ui } from '../ui.ts'
import { type DataFlags, printRows } from './print.ts'

export type ImportFlags = DataFlags & { as: string; kind?: RecordKind; force: boolean }

/** Copies checked files of the user's own into the workspace. */
export async function dataImport(path: string, flags: ImportFlags, ui: Ui): Promise<Ending> {
  const { dir, as: name, kind, force } = flags
  const rows = await withDataLock(dir, () => importData(path, { dir, name, kind, force }))
  const imported = rows.filter((row) => row.state === 'imported').length
  await printRows(
    {
      command: 'data-import',
      title: `${path}: every record checked, ${imported} of ${rows.length} files imported`,
      columns: importColumns,
      rows,
      notes: [],
      warnings: [],
      settings: { as: name, kind: kind ?? null, force },
    },
    flags,
    ui,
  )
  return 'done'
}
