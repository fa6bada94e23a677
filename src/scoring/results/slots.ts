/** Values by number, in the order in which the numbers were first set. */
export type Slots<V> = {
  get: (index: number) => V | undefined
  set: (index: number, value: V) => void
  forEach: (visit: (value: V, index: number) => void) => void
}

/**
 * Made for many slots that are filled in ascending order with few gaps, as groups of judgments are: these
 * are held in an array, a fifth of the memory of the map that takes over for any other order.
 */
export function createSlots<V>(): Slots<V> {
  let row: (V | undefined)[] = []
  let held = 0
  let map: Map<number, V> | undefined

  function mapOfRow(): Map<number, V> {
    const made = new Map<number, V>()
    for (const [index, value] of row.entries()) if (value !== undefined) made.set(index, value)
    row = []
    return made
  }

  return {
    get: (index) => (map === undefined ? row[index] : map.get(index)),
    set: (index, value) => {
      if (map !== undefined) {
        map.set(index, value)
      } else if (index < row.length && row[index] !== undefined) {
        row[index] = value
      } else if (index < row.length || index > 2 * held + 64) {
        map = mapOfRow().set(index, value)
      } else {
        while (row.length < index) row.push(undefined)
        row.push(value)
        held++
      }
    },
    forEach: (visit) => {
      if (map !== undefined) map.forEach(visit)
      else {
        row.forEach((value, index) => {
          if (value !== undefined) visit(value, index)
        })
      }
    },
  }
}
