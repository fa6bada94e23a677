/** The first different items of a list, and how many more there are. */
export function shortList(items: readonly string[]): string {
  const different = [...new Set(items)]
  const shown = different.slice(0, 6).join('; ')
  return different.length > 6 ? `${shown}; and ${different.length - 6} more` : shown
}

/** Most names that an error lists. */
const mostNames = 12

/** The names of which something is there, for an error about one of which there is nothing. */
export function thoseThere(names: Iterable<string>): string {
  const sorted = [...new Set(names)].sort()
  if (sorted.length === 0) return 'there are none'
  const rest = sorted.length - mostNames
  const more = rest > 0 ? ` and ${rest} more` : ''
  return `there are: ${sorted.slice(0, mostNames).join(', ')}${more}`
}
