import { visible } from './visible.ts'

/** A text as one word of a shell command, which can be copied from a terminal as it stands. */
export function shellWord(text: string): string {
  const shown = visible(text)
  return /^[\w./:@=+,-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`
}
