import { hash } from 'node:crypto'

/** SHA-256 of the parts, hexadecimal. Parts are joined by NUL. */
export function digest(parts: readonly (string | number)[]): string {
  return hash('sha256', parts.join('\0'), 'hex')
}

/** A number in [0, 1) from the first 52 bits of a hexadecimal digest. */
export function fraction(hex: string): number {
  return Number.parseInt(hex.slice(0, 13), 16) / 2 ** 52
}

/**
 * Numbers in [0, 1), always the same for the same digest: the generator sfc32 with its state
 * taken from 128 bits of the digest. Source: Chris Doty-Humphrey, PractRand.
 */
export function createRandom(hex: string): () => number {
  let a = wordAt(hex, 0)
  let b = wordAt(hex, 1)
  let c = wordAt(hex, 2)
  let counter = wordAt(hex, 3)
  return () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
}

/** A whole number from min to max, both included. */
export function drawInteger(
  random: () => number,
  { min, max }: { min: number; max: number },
): number {
  return min + Math.floor(random() * (max - min + 1))
}

/** One item of a list; RangeError when it is empty. */
export function drawItem<T>(random: () => number, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new RangeError('nothing to draw from')
  return item
}

function wordAt(hex: string, index: number): number {
  return Number.parseInt(hex.slice(index * 8, index * 8 + 8), 16) | 0
}
