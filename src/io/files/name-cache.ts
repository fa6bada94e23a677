/** Texts that come again and again, decoded once: a bounded table, the last met of a place stays. */
export type NameCache = { textOf: (bytes: Buffer, start: number, end: number) => string }

const cacheSize = 8192

/** Bytes at the end of a text that choose its place: names are told apart there. */
const tellingBytes = 8

/** Longer texts are decoded each time. */
const maxBytes = 1024

export function createNameCache(): NameCache {
  const held: ({ bytes: Buffer; text: string } | undefined)[] = new Array(cacheSize)
  return {
    textOf: (bytes, start, end) => {
      if (end - start > maxBytes) return bytes.toString('utf8', start, end)
      const slot = slotOf(bytes, start, end)
      const known = held[slot]
      if (known !== undefined && isSame(known.bytes, bytes, { start, end })) return known.text
      const own = Buffer.from(bytes.subarray(start, end))
      const text = own.toString('utf8')
      held[slot] = { bytes: own, text }
      return text
    },
  }
}

function slotOf(bytes: Buffer, start: number, end: number): number {
  let hash = end - start
  for (let place = Math.max(start, end - tellingBytes); place < end; place++) {
    hash = (Math.imul(hash, 31) + (bytes[place] ?? 0)) | 0
  }
  return (hash ^ (hash >>> 12)) & (cacheSize - 1)
}

function isSame(known: Buffer, bytes: Buffer, place: { start: number; end: number }): boolean {
  const { start, end } = place
  if (known.length !== end - start) return false
  for (let i = known.length - 1; i >= 0; i--) {
    if (known[i] !== bytes[start + i]) return false
  }
  return true
}
