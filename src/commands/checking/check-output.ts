import { appendText } from '../../io/files/append-text.ts'
import { writeDocument } from '../../io/files/write-document.ts'
import type { CheckDocument } from '../../report/gate/check-document.ts'
import { checkMarkdown, checkText } from '../../report/gate/check-text.ts'
import { githubAnnotations } from '../../report/gate/github.ts'
import { checkJunit } from '../../report/gate/junit.ts'
import { jsonText } from '../../report/json-document.ts'
import { type Ending, type Ui, widthOf } from '../ui.ts'
import type { CheckFormat } from './check-flags.ts'

/** Prints or writes what the gate says; under GitHub Actions also its job summary and annotations. */
export async function showCheck(
  document: CheckDocument,
  options: { format: CheckFormat; output: string | undefined },
  ui: Ui,
): Promise<void> {
  const text = textOf(document, { format: options.format, width: widthOf(ui) })
  if (options.output === undefined) ui.stdout.write(`${text}\n`)
  else await writeDocument(options.output, text)
  if (ui.env['GITHUB_ACTIONS'] !== 'true') return
  // The runner reads its commands from both streams; stdout is for the result.
  for (const line of githubAnnotations(document)) ui.stderr.write(`${line}\n`)
  const summary = ui.env['GITHUB_STEP_SUMMARY']
  if (summary !== undefined) await appendText(summary, `${checkMarkdown(document)}\n`)
}

function textOf(
  document: CheckDocument,
  { format, width }: { format: CheckFormat; width: number },
): string {
  if (format === 'json') return jsonText(document)
  if (format === 'junit') return checkJunit(document)
  return format === 'markdown' ? checkMarkdown(document) : checkText(document, { width })
}

/** How a check ended: `--inconclusive` decides what is not decided. */
export function checkEnding(
  document: CheckDocument,
  { inconclusive }: { inconclusive?: 'pass' | 'fail' },
): Ending {
  if (document.outcome === 'pass') return 'done'
  if (document.outcome === 'regressed' || inconclusive === 'fail') return 'regressed'
  return inconclusive === 'pass' ? 'done' : 'inconclusive'
}
