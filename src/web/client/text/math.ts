import type { TokenizerAndRendererExtension } from 'marked'
import temml from 'temml'

/** Longest formula that is set; a longer one stands as it was written. */
const longest = 4000

/** `$$…$$` and `\[…\]` on lines of their own. */
const block = /^ {0,3}(?:\$\$([\s\S]+?)\$\$|\\\[([\s\S]+?)\\\])[ \t]*(?:\n|$)/

/**
 * `\(…\)`, `\[…\]`, `$$…$$`, and `$…$` where it cannot be money: no space inside its ends, and no
 * digit behind it.
 */
const inline =
  /^(?:\\\(([\s\S]+?)\\\)|\\\[([\s\S]+?)\\\]|\$\$([^$]+?)\$\$|\$(?![\s$])([^$\n]*?[^\s\\$])\$(?!\d))/

/** What marked needs to read and set formulas as MathML, which every browser draws without fonts of ours. */
export const mathExtensions: TokenizerAndRendererExtension[] = [
  {
    name: 'mathBlock',
    level: 'block',
    start: (source) => startOf(source, /\$\$|\\\[/),
    tokenizer: (source) => token('mathBlock', block.exec(source)),
    renderer: (read) => rendered(String(read['formula']), { display: true, raw: read.raw }),
  },
  {
    name: 'mathInline',
    level: 'inline',
    start: (source) => startOf(source, /\$|\\\(|\\\[/),
    tokenizer: (source) => token('mathInline', inline.exec(source)),
    renderer: (read) => rendered(String(read['formula']), { display: false, raw: read.raw }),
  },
]

function startOf(source: string, sign: RegExp): number | undefined {
  const at = source.search(sign)
  return at < 0 ? undefined : at
}

function token(type: string, match: RegExpExecArray | null) {
  if (match === null) return undefined
  const formula = match.slice(1).find((group) => group !== undefined) ?? ''
  return { type, raw: match[0], formula }
}

function rendered(formula: string, of: { display: boolean; raw: string }): string {
  try {
    if (formula.length > longest) return escaped(of.raw)
    const math = temml.renderToString(formula, {
      displayMode: of.display,
      throwOnError: true,
      trust: false,
      maxExpand: 200,
      maxSize: [20, 20],
    })
    // The page's policy lets no element carry a style of its own.
    return math.replace(/ style=(?:"[^"]*"|'[^']*')/g, '')
  } catch {
    return escaped(of.raw)
  }
}

/** A text as HTML that says nothing but this text. */
export function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replace(/[&<>"']/g, (sign) => names[sign] ?? '')
}
