import { listData } from '../../io/data/list.ts'
import { listColumns } from '../../report/tables/data-tables.ts'
import type { Ending, Ui } from '../ui.ts'
import { type DataFlags, printRows } from './print.ts'

/** Prints what is shipped, what is in the workspace and what can be pulled. */
export async function dataList(flags: DataFlags, ui: Ui): Promise<Ending> {
  const rows = await listData(flags.dir)
  const unpinned = rows.some((row) => row.revision !== null && row.pinned < row.files)
  await printRows(
    {
      command: 'data-list',
      title: 'suites and public data',
      columns: listColumns,
      rows,
      notes: [
        'get one with: mtbench data pull <name>',
        ...(unpinned
          ? [
              'size –: not known before it is pulled. Files whose checksum is not known here are recorded in data/mtbench.lock.json by the first pull.',
            ]
          : []),
      ],
      warnings: [],
      settings: {},
    },
    flags,
    ui,
  )
  return 'done'
}
