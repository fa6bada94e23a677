import { visible } from '../terminal/visible.ts'
import type { CheckDocument } from './check-document.ts'
import { adviceTexts, headline, reasonText } from './gate-words.ts'

/** GitHub shows ten annotations of a kind a step. */
const mostAnnotations = 10

/**
 * The annotations of a check, as GitHub's workflow commands: an error for what regressed, and for what is
 * inconclusive unless that passes; then a warning. Nothing for what passes.
 */
export function githubAnnotations(document: CheckDocument): string[] {
  const title = headline(document, (name) => name)
  const advice = adviceTexts(document)
  const commands = document.reasons.flatMap((finding) => {
    if (finding.outcome === 'pass') return []
    const isError = finding.outcome === 'regressed' || document.settings.inconclusive !== 'pass'
    const text = reasonText(finding, { document, name: (name) => name })
    const more = finding.code === 'difference' ? advice : []
    return [command(isError ? 'error' : 'warning', { title, text: [text, ...more].join('; ') })]
  })
  const warnings = document.warnings.map((text) =>
    command('warning', { title: 'mtbench check', text }),
  )
  return [...commands.slice(0, mostAnnotations), ...warnings.slice(0, mostAnnotations)]
}

function command(name: 'error' | 'warning', said: { title: string; text: string }): string {
  return `::${name} title=${escapedProperty(said.title)}::${escaped(visible(said.text))}`
}

/** A workflow command ends at its line's end, and takes %XX for what would end it. */
function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapedProperty(text: string): string {
  return escaped(visible(text)).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

/**
 * A text in which GitHub finds no workflow command: of the line starts `::name` and of `##[name]`, with which a
 * model could be named, the first sign is shown as an escape.
 */
export function withoutCommands(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, '$1\\x3a').replace(/#(?=#\[)/g, '\\x23')
}
