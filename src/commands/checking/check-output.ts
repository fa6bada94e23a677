import { appendText } from '../../io/files/append-text.ts'
import { writeDocument } from '../../io/files/write-document.ts'
import type { CheckDocument } from '../../report/gate/check-document.ts'
import { checkMarkdown, checkText } from '../../report/gate/check-text.ts'
import { headline } from '../../report/gate/gate-words.ts'
import { githubAnnotations, withoutCommands } from '../../report/gate/github.ts'
import { checkJunit } from '../../report/gate/junit.ts'
import { jsonText } from '../../report/json-document.ts'
import { visible } from '../../report/terminal/visible.ts'
import { type Ending, type Ui, widthOf } from '../ui.ts'
import type { CheckFormat } from './check-flags.ts'

/** Prints or writes what the gate says; under GitHub Actions also its job summary and annotations. */
export async function showCheck(
  document: CheckDocument,
  options: { format: CheckFormat; output: string | undefined },
  ui: Ui,
): Promise<void> {
  const { format, output } = options
  const isGithub = ui.env['GITHUB_ACTIONS'] === 'true'
  const text = textOf(document, { format, width: widthOf(ui) })
  if (output === undefined) ui.stdout.write(`${isGithub ? withoutCommands(text) : text}\n`)
  else {
    await writeDocument(output, text)
    const said = visible(`${headline(document, (name) => name)}; written to ${output}`)
    ui.stderr.write(`${isGithub ? withoutCommands(said) : said}\n`)
  }
  if (!isGithub) return
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
