/** The first items of a list, and how many more there are. */
export function shortList(items: readonly string[]): string {
  const shown = items.slice(0, 6).join('; ')
  return items.length > 6 ? `${shown}; and ${items.length - 6} more` : shown
}
