/** Bytes that JSON is made of. */
export const codes = {
  quote: 34,
  comma: 44,
  minus: 45,
  dot: 46,
  zero: 48,
  nine: 57,
  colon: 58,
  upperE: 69,
  openBracket: 91,
  backslash: 92,
  closeBracket: 93,
  e: 101,
  f: 102,
  n: 110,
  t: 116,
  u: 117,
  openBrace: 123,
  closeBrace: 125,
} as const

export const words = {
  true: Buffer.from('true'),
  false: Buffer.from('false'),
  null: Buffer.from('null'),
} as const

export function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9
}

export function isHexDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102)
}

const escapable: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'))

/** Bytes that follow a backslash at `place` as its escape; 0 where there is none of the two. */
export function escapeLength(bytes: Uint8Array, place: number, end: number): number {
  if (place + 1 >= end || bytes[place] !== codes.backslash) return 0
  const code = bytes[place + 1] ?? 0
  if (code !== codes.u) return escapable.has(code) ? 1 : 0
  if (place + 5 >= end) return 0
  for (let digit = place + 2; digit <= place + 5; digit++) {
    if (!isHexDigit(bytes[digit] ?? 0)) return 0
  }
  return 5
}

/** The bytes four at a time, from `first`, the first of them that lies at a multiple of four. */
export type Quads = { values: Int32Array; first: number }

export function quadsOf(bytes: Buffer): Quads {
  const first = -bytes.byteOffset & 3
  const length = Math.max(0, (bytes.length - first) >> 2)
  const offset = length === 0 ? 0 : bytes.byteOffset + first
  return { values: new Int32Array(bytes.buffer, offset, length), first }
}

/** Where, from a place on, the first quote, backslash or control character stands; `end` without one. */
export function findSpecial(
  bytes: Uint8Array,
  quads: Quads,
  { from, end }: { from: number; end: number },
): number {
  for (let place = from; place < end; place++) {
    if (((place - quads.first) & 3) === 0) place = skipPlainQuads(quads, place, end)
    if (place >= end) return end
    const code = bytes[place] ?? 0
    if (code < 32 || code === codes.quote || code === codes.backslash) return place
  }
  return end
}

/**
 * Where, from a place at the start of four bytes, the first four stand that hold a quote, a backslash or
 * a control character; at the latest, what is left of the bytes up to `end`.
 */
function skipPlainQuads({ values, first }: Quads, place: number, end: number): number {
  const last = (end - first) >> 2
  let at = (place - first) >> 2
  for (; at < last; at++) {
    const quad = values[at] ?? 0
    const quote = quad ^ 0x22222222
    const backslash = quad ^ 0x5c5c5c5c
    // The highest bit of a byte comes up where taking away 1 (or 32) makes it negative.
    const found =
      ((quote - 0x01010101) & ~quote) |
      ((backslash - 0x01010101) & ~backslash) |
      ((quad - 0x20202020) & ~quad)
    if ((found & 0x80808080) !== 0) break
  }
  return first + (at << 2)
}
