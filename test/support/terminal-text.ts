const escapeCharacter = '\u001b'

/** A text without the colours that this program sets, and nothing else taken away. */
export function withoutColours(text: string): string {
  return text.replaceAll(new RegExp(`${escapeCharacter}\\[(?:1|2|7|22|27|31|32|36|39)m`, 'g'), '')
}

/** Every character of a text that a terminal would obey, line ends and tabs aside. */
export function obeyedIn(text: string): string[] {
  return text.match(/(?![\n\t])[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu) ?? []
}
