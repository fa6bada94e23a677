/**
 * Characters that can change what a terminal does or how it orders text: C0 and C1 controls, marks,
 * overrides and isolates of bidirectional text, and Unicode's own line ends.
 */
const unseen = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu
const unseenButLines = /(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu

/** A text for one line, which can do nothing to a terminal: such characters as `\x1b` or `\u202e`. */
export function visible(text: string): string {
  return text.replace(unseen, escaped)
}

/** A text of several lines, which can do nothing to a terminal; line ends and tabs stay. */
export function visibleLines(text: string): string {
  return text.replace(unseenButLines, escaped)
}

/** Above ASCII in JSON's own form, so that an escaped JSON document holds the same values. */
function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return code < 0x7f
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`
}
