import { at } from '../../stats/numeric/at.ts'

/** Ids as numbers from 0, in the order in which they are first met, without keeping their texts. */
export type HashedNumbering = {
  of: (id: string | number) => number
  size: () => number
  /** Compares two numbers by the hashes of their ids: an order that does not depend on which came first. */
  compare: (a: number, b: number) => number
}

/** Slots of the first table, a power of two; it is doubled before it is half full. */
const firstSlots = 1024

/**
 * Numbers ids by a hash of 64 bits, in some twenty bytes each, where a Map of a million texts takes six
 * times as much. Two ids of one hash would count as one: of a million ids that happens to two with
 * probability 10^12 / 2^65, about 3 in 10^8.
 */
export function createHashedNumbering(): HashedNumbering {
  let slots = new Int32Array(firstSlots).fill(-1)
  let high = new Int32Array(firstSlots)
  let low = new Int32Array(firstSlots)
  let size = 0
  const hash = new Int32Array(2)

  function slotOf(h: number, l: number): number {
    const mask = slots.length - 1
    let slot = l & mask
    for (;;) {
      const number = at(slots, slot)
      if (number === -1 || (at(high, number) === h && at(low, number) === l)) return slot
      slot = (slot + 1) & mask
    }
  }

  function grow(): void {
    const [wider, deeper] = [new Int32Array(2 * high.length), new Int32Array(2 * low.length)]
    wider.set(high)
    deeper.set(low)
    high = wider
    low = deeper
    slots = new Int32Array(2 * slots.length).fill(-1)
    for (let number = 0; number < size; number++) {
      slots[slotOf(at(high, number), at(low, number))] = number
    }
  }

  return {
    of: (id) => {
      hashInto(hash, id)
      const [h, l] = [at(hash, 0), at(hash, 1)]
      const slot = slotOf(h, l)
      const known = at(slots, slot)
      if (known !== -1) return known
      high[size] = h
      low[size] = l
      slots[slot] = size
      size++
      if (2 * size > slots.length) grow()
      return size - 1
    },
    size: () => size,
    compare: (a, b) => at(high, a) - at(high, b) || at(low, a) - at(low, b),
  }
}

/**
 * Two hashes of 32 bits of an id, from two multipliers over its characters, each then mixed with the
 * other as in MurmurHash3's last step. The number 7 and the text "7" are two ids.
 */
function hashInto(hash: Int32Array, id: string | number): void {
  const text = String(id)
  let a = typeof id === 'number' ? 0x2545f491 : 0x6c62272e
  let b = typeof id === 'number' ? 0x1b873593 : 0x07bb0142
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 0x9e3779b1)
    b = Math.imul(b ^ code, 0x5f356495)
    a ^= a >>> 15
    b ^= b >>> 13
  }
  hash[0] = mixed(a ^ Math.imul(b, 0x85ebca6b))
  hash[1] = mixed(b ^ Math.imul(a, 0xc2b2ae35))
}

function mixed(value: number): number {
  const once = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35)
  return twice ^ (twice >>> 16)
}
