import { textWidth } from './text-width.ts'

/** How lines are broken: at most `width` columns where words allow it. */
export type WrapOptions = {
  width: number
  /** Put before the second and further lines; two spaces where it is not given. */
  indent?: string
}

/** Breaks one line between words; a word that is wider than a line is never broken. */
export function wrap(text: string, width: number, indent = '  '): string {
  if (textWidth(text) <= width) return text
  const [first = '', ...words] = text.split(' ')
  const lines: string[] = []
  let line = first
  let used = textWidth(first)
  for (const word of words) {
    const own = textWidth(word)
    // What is only the line's indentation is not left standing alone.
    if (used + 1 + own > width && line.trim() !== '') {
      lines.push(line)
      line = indent + word
      used = textWidth(line)
    } else {
      line += ` ${word}`
      used += 1 + own
    }
  }
  return [...lines, line].join('\n')
}

/** Breaks each line of a text; further lines keep the line's own indentation. */
export function wrapLines(text: string, options: WrapOptions): string {
  const { width, indent = '  ' } = options
  if (width === Number.POSITIVE_INFINITY) return text
  return text
    .split('\n')
    .map((line) => {
      const own = /^ */.exec(line)?.[0] ?? ''
      return wrap(line, width, own.length < width / 2 ? own + indent : indent)
    })
    .join('\n')
}
