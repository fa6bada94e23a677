/** The first different items of a list, and how many more there are. */
export function shortList(items: readonly string[]): string {
  const different = [...new Set(items)]
  const shown = different.slice(0, 6).join('; ')
  return different.length > 6 ? `${shown}; and ${different.length - 6} more` : shown
}
