import { verifyData } from '../../io/data/verify.ts'
import type { Column } from '../../report/tables/text-table.ts'
import type { Ending, Ui } from '../ui.ts'
import { type DataFlags, printRows } from './print.ts'

type Row = Awaited<ReturnType<typeof verifyData>>[number]

const columns: readonly Column<Row>[] = [
  { heading: 'file', align: 'left', cell: (row) => row.file, shrinks: true },
  { heading: 'expected', align: 'left', cell: (row) => row.expected.slice(0, 12) },
  { heading: 'found', align: 'left', cell: (row) => row.sha256?.slice(0, 12) ?? '–' },
  { heading: 'state', align: 'left', cell: (row) => row.state },
]

/** Recomputes the checksums of all that was pulled. */
export async function dataVerify(flags: DataFlags, ui: Ui): Promise<Ending> {
  const rows = await verifyData(flags.dir)
  const changed = rows.filter((row) => row.state !== 'same')
  const names = [...new Set(changed.map((row) => row.entry))].join(' ')
  const title =
    rows.length === 0
      ? 'nothing was pulled into this workspace'
      : `${rows.length} pulled files: ${rows.length - changed.length} as they were pulled, ${changed.length} not`
  await printRows(
    {
      command: 'data-verify',
      title,
      columns,
      rows,
      notes: [],
      warnings: changed.length === 0 ? [] : [`get them anew: mtbench data pull ${names} --force`],
      settings: {},
    },
    flags,
    ui,
  )
  return changed.length === 0 ? 'done' : 'differs'
}
