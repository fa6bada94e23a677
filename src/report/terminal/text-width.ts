import { eastAsianWidth } from 'get-east-asian-width'

const plain = /^[\x20-\x7e]*$/
const zeroWidth = /^[\p{Mn}\p{Me}\p{Cf}]$/u
const pictured = /^\p{Emoji_Presentation}$/u

/**
 * Columns that a text takes on a terminal: two for East Asian wide characters and pictures, none
 * for combining and format characters. Pictures joined from several are counted one by one, as
 * many terminals show them, so that a line may end early, never late.
 */
export function textWidth(text: string): number {
  if (plain.test(text)) return text.length
  let width = 0
  for (const character of text) width += characterWidth(character)
  return width
}

/** Columns of one character. */
export function characterWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x7f) return 1
  if (zeroWidth.test(character)) return 0
  return pictured.test(character) ? 2 : eastAsianWidth(code)
}
