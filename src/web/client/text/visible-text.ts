import { visible } from '../../../report/tables/text-table.ts'

/**
 * A text of several lines in which nothing hides: control characters and those that turn the
 * reading direction are written as escapes, line ends and tabs stay.
 */
export function visibleText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[^\n\t]+/g, visible)
}
