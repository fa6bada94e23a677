import { packageVersion } from '../io/files/package-files.ts'
import { writeDocument } from '../io/files/write-document.ts'
import type { RunCounts } from '../pipeline/run-events.ts'
import { jsonText } from '../report/json-document.ts'
import type { SummaryFlags } from './flags.ts'
import type { Ui } from './ui.ts'

/** What a stage did, for `--json`: one row, with the names of the JSON documents. */
export function countsRow(counts: RunCounts) {
  return {
    done: counts.done,
    failed: counts.failed.length,
    truncated: counts.truncated,
    unparsed: counts.unparsed,
    filtered: counts.filtered,
    not_run: counts.notRun,
  }
}

/** Prints what a command did where `--json` or `--output` asks for it. */
export async function writeSummary(
  flags: SummaryFlags,
  what: {
    command: string
    key: object | null
    settings: Record<string, unknown>
    rows: object[]
    leftOut: Record<string, number>
    warnings: string[]
  },
  ui: Ui,
): Promise<void> {
  if (!flags.json && flags.output === undefined) return
  const text = jsonText({
    schema: `mtbench.${what.command}/1`,
    version: packageVersion(),
    inputs: [],
    key: what.key,
    settings: what.settings,
    rows: what.rows,
    left_out: what.leftOut,
    warnings: what.warnings,
  })
  if (flags.output === undefined) ui.stdout.write(`${text}\n`)
  else await writeDocument(flags.output, text)
}
