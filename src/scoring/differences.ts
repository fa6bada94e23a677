/** A figure that is stored otherwise than it is computed. */
export type Difference = { field: string; stored: string; computed: string }

/** Most by which two figures may differ, as a part of the larger, or of 1 where both are smaller. */
export const tolerance = 1e-12

/**
 * Where two values of JSON differ, by the names that lead there: `rows.0.mean`. Numbers may differ
 * by `tolerance`; a field that only one of them has differs.
 */
export function differencesOf(stored: unknown, computed: unknown, field = ''): Difference[] {
  if (isSame(stored, computed)) return []
  if (!isBranch(stored) || !isBranch(computed)) {
    return [{ field, stored: textOf(stored), computed: textOf(computed) }]
  }
  const [a, b] = [new Map(Object.entries(stored)), new Map(Object.entries(computed))]
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((name) =>
    differencesOf(a.get(name), b.get(name), field === '' ? name : `${field}.${name}`),
  )
}

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b
  return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b))
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function textOf(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}
