import { at } from '../numeric/at.ts'
import type { ScoreMatrix } from './battles.ts'

export type Cycles = {
  /** Share of the triples that go round in a circle; null where no triple has met. */
  share: number | null
  cyclic: number
  /** Triples of models whose three pairs have met. */
  triples: number
}

/**
 * Share of triples of models where A beats B, B beats C and C beats A, each by more points won than lost.
 * Source: Kendall and Babington Smith, "On the Method of Paired Comparisons" (1940).
 *
 * Worked example: three models that each beat the next one: 1 of 1.
 */
export function cycles(matrix: ScoreMatrix): Cycles {
  const { models, scores } = matrix
  const points = (i: number, j: number) => at(scores, i * models + j)
  /** 1 or −1 for who leads, 0 for a draw; null where the two have not met. */
  const leader = (i: number, j: number) =>
    points(i, j) + points(j, i) > 0 ? Math.sign(points(i, j) - points(j, i)) : null
  let cyclic = 0
  let triples = 0
  forEachTriple(models, (a, b, c) => {
    const leaders = [leader(a, b), leader(b, c), leader(c, a)]
    if (leaders.includes(null)) return
    triples++
    if (leaders[0] !== 0 && leaders.every((one) => one === leaders[0])) cyclic++
  })
  return { share: triples === 0 ? null : cyclic / triples, cyclic, triples }
}

function forEachTriple(models: number, visit: (a: number, b: number, c: number) => void): void {
  for (let a = 0; a < models; a++) {
    for (let b = a + 1; b < models; b++) {
      for (let c = b + 1; c < models; c++) visit(a, b, c)
    }
  }
}
