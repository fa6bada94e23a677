import { visibleLines } from '../../../report/terminal/visible.ts'

/**
 * A text of several lines in which nothing hides: control characters and those that turn the
 * reading direction are written as escapes, line ends and tabs stay.
 */
export function visibleText(text: string): string {
  return visibleLines(text.replace(/\r\n?/g, '\n'))
}
