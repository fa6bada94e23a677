import type { DataListing } from '../../domain/catalogue/catalogue-entry.ts'
import { bytesText } from '../bytes.ts'
import type { Column } from './text-table.ts'

export const listColumns: readonly Column<DataListing>[] = [
  { heading: 'name', align: 'left', cell: (row) => row.name },
  { heading: 'state', align: 'left', cell: stateText },
  { heading: 'size', align: 'right', cell: (row) => bytesText(row.bytes) },
  { heading: 'licence', align: 'left', cell: (row) => row.licence ?? '–' },
  { heading: 'source', align: 'left', cell: (row) => sourceText(row.source), shrinks: true },
]

function stateText({ state, files, files_there: there }: DataListing): string {
  return state === 'in part' ? `${there} of ${files}` : state
}

function sourceText(source: string | null): string {
  return source === null
    ? '–'
    : source.replace('https://huggingface.co/', 'hf.co/').replace('https://', '')
}

/** One file of a pull, an import or a check. */
export type DataFileRow = {
  file: string
  state: string
  bytes: number | null
  sha256: string | null
}

export const fileColumns: readonly Column<DataFileRow>[] = [
  { heading: 'file', align: 'left', cell: (row) => row.file, shrinks: true },
  { heading: 'size', align: 'right', cell: (row) => bytesText(row.bytes) },
  { heading: 'sha256', align: 'left', cell: (row) => row.sha256?.slice(0, 12) ?? '–' },
  { heading: 'state', align: 'left', cell: (row) => row.state },
]

export const importColumns: readonly Column<{
  target: string
  holds: string
  rows: number
  state: string
}>[] = [
  { heading: 'file', align: 'left', cell: (row) => row.target, shrinks: true },
  { heading: 'holds', align: 'left', cell: (row) => row.holds },
  { heading: 'records', align: 'right', cell: (row) => String(row.rows) },
  { heading: 'state', align: 'left', cell: (row) => row.state },
]
