import { visibleLines } from './terminal/visible.ts'

/** What every command prints with `--json`: one document, full precision, null for no figure. */
export type JsonDocument<R> = {
  schema: string
  version: string
  inputs: { path: string; sha256: string; rows: number; bytes?: number }[]
  key: object | null
  settings: Record<string, unknown>
  rows: R[]
  left_out: Record<string, number>
  warnings: string[]
}

/** The document as JSON text, which can do nothing to a terminal. */
export function jsonText(document: JsonDocument<unknown>): string {
  return visibleLines(JSON.stringify(document, null, 2))
}
