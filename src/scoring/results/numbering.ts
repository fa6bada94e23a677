/** Names as numbers from 0, in the order in which they are first met. */
export type Numbering<N> = {
  of: (name: N) => number
  size: () => number
  names: () => N[]
  /** The names in order, and where each number went. */
  sorted: (compare: (a: N, b: N) => number) => { names: N[]; place: Int32Array }
}

export function createNumbering<N>(): Numbering<N> {
  const numbers = new Map<N, number>()
  return {
    of: (name) => {
      const known = numbers.get(name)
      if (known !== undefined) return known
      numbers.set(name, numbers.size)
      return numbers.size - 1
    },
    size: () => numbers.size,
    names: () => [...numbers.keys()],
    sorted: (compare) => {
      const place = new Int32Array(numbers.size)
      const entries = [...numbers].sort(([a], [b]) => compare(a, b))
      for (const [index, [, number]] of entries.entries()) place[number] = index
      return { names: entries.map(([name]) => name), place }
    },
  }
}
