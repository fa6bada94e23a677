import { visible } from '../terminal/visible.ts'

/**
 * A text as a code span of Markdown, whatever it holds: no markup, link, picture or mention comes of it.
 * Control characters are shown as escapes, so that it stays on its line.
 */
export function codeSpan(text: string): string {
  const shown = visible(text)
  const runs = shown.match(/`+/g) ?? []
  const fence = '`'.repeat(1 + Math.max(0, ...runs.map((run) => run.length)))
  // A space on both sides is taken off again by readers; it keeps a backtick at the edge apart.
  const padding = /^[` ]|[` ]$/.test(shown) || shown === '' ? ' ' : ''
  return `${fence}${padding}${shown}${padding}${fence}`
}
