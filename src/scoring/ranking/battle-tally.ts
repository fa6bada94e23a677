import { addAt, at } from '../../stats/numeric/at.ts'
import type { OutcomeCounts } from '../../stats/ratings/battles.ts'

/** Counts of battles by pair and outcome, made while rows stream by; models may still be added. */
export type BattleTally = {
  /** Outcome as in `Battles`: 0 the second wins, 1 tie, 2 the first wins. */
  add: (first: number, second: number, outcome: number) => void
  /** The counts with the models in a new order: `place[i]` is where model i goes. */
  counts: (place: Int32Array) => OutcomeCounts
}

export function createBattleTally(): BattleTally {
  let size = 16
  let cells = new Float64Array(3 * size * size)

  function grow(needed: number): void {
    let larger = size
    while (larger <= needed) larger *= 2
    const moved = new Float64Array(3 * larger * larger)
    for (let i = 0; i < size; i++) {
      moved.set(cells.subarray(3 * i * size, 3 * (i + 1) * size), 3 * i * larger)
    }
    size = larger
    cells = moved
  }

  return {
    add: (first, second, outcome) => {
      if (first >= size || second >= size) grow(Math.max(first, second))
      addAt(cells, 3 * (first * size + second) + outcome, 1)
    },
    counts: (place) => {
      const models = place.length
      const wins = new Float64Array(models * models)
      const ties = new Float64Array(models * models)
      for (let i = 0; i < Math.min(models, size); i++) {
        for (let j = 0; j < Math.min(models, size); j++) {
          const start = 3 * (i * size + j)
          const [from, to] = [at(place, i), at(place, j)]
          addAt(wins, to * models + from, at(cells, start))
          addAt(ties, from * models + to, at(cells, start + 1))
          addAt(ties, to * models + from, at(cells, start + 1))
          addAt(wins, from * models + to, at(cells, start + 2))
        }
      }
      return { models, wins, ties }
    },
  }
}
