import { codes } from './json-bytes.ts'
import type { JsonWalker } from './json-walker.ts'

/** Takes a value, keeps what is needed of it, and says whether it is one that the schema takes. */
export type ValueReader<D> = (walker: JsonWalker, draft: D) => boolean

/** The fields of an object, by name; those of `required` must be there. */
export type Fields<D> = {
  required: Readonly<Record<string, ValueReader<D>>>
  optional: Readonly<Record<string, ValueReader<D>>>
}

/** More fields than this do not fit into the bits of a number. */
const maxFields = 30

/**
 * A reader of objects with known fields, in any order; others may hold any value. A name that comes
 * twice, and any name with an escape, is refused.
 */
export function createObjectReader<D>(fields: Fields<D>): ValueReader<D> {
  const { required, byName } = createFinder(fields)

  /** The bits of the fields seen, the next one included; −1 where it is refused. */
  function takeField(walker: JsonWalker, draft: D, seen: number): number {
    if (!walker.takePlainString()) return -1
    const field = byName(walker)
    if (!walker.take(codes.colon)) return -1
    if (field === undefined) return walker.skipValue() ? seen : -1
    const isNew = (seen & field.bit) === 0
    return isNew && field.read(walker, draft) ? seen | field.bit : -1
  }

  return (walker, draft) => {
    if (!walker.take(codes.openBrace)) return false
    if (walker.take(codes.closeBrace)) return required === 0
    let seen = 0
    do {
      seen = takeField(walker, draft, seen)
      if (seen < 0) return false
    } while (walker.take(codes.comma))
    return (seen & required) === required && walker.take(codes.closeBrace)
  }
}

/** Finds fields by the bytes of their names, among those of one length. */
function createFinder<D>(fields: Fields<D>) {
  const entries = Object.entries({ ...fields.required, ...fields.optional }).map(
    ([name, read], index) => ({ name: Buffer.from(name), read, bit: 1 << index }),
  )
  if (entries.length > maxFields) throw new RangeError(`more than ${maxFields} fields`)
  const longest = Math.max(...entries.map(({ name }) => name.length))
  const byLength = Array.from({ length: longest + 1 }, (_, length) =>
    entries.filter(({ name }) => name.length === length),
  )
  return {
    // Required fields come first.
    required: 2 ** Object.keys(fields.required).length - 1,
    byName: (walker: JsonWalker) => {
      const length = walker.textLength()
      if (length > longest) return undefined
      for (const entry of byLength[length] ?? []) if (walker.isText(entry.name)) return entry
      return undefined
    },
  }
}
