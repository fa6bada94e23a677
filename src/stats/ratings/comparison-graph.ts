import { at } from '../numeric/at.ts'
import type { ScoreMatrix } from './battles.ts'

/** Why ratings have no finite optimum. */
export type ComparisonProblem = {
  /**
   * `disconnected`: the groups never met, so that their ratings cannot be compared.
   * `separated`: the groups met, but a later one never won a point from an earlier one.
   */
  kind: 'disconnected' | 'separated'
  /** Models by group; for `separated` the strongest first. */
  groups: number[][]
  /** Models that met others and won nothing. */
  neverWin: number[]
  /** Models that met others and lost nothing. */
  neverLose: number[]
}

/**
 * Looks for what keeps Bradley–Terry from a finite optimum: it has one exactly if, whichever way the
 * models are parted in two, some model of each part has won something from the other.
 * Source: Ford, "Solution of a Ranking Problem from Binary Comparisons" (1957).
 *
 * Worked example: 0 beats 1, 1 beats 2, 2 beats 1: separated, groups [0], [1, 2]; 0 never loses.
 */
export function findComparisonProblem(matrix: ScoreMatrix): ComparisonProblem | null {
  const { models } = matrix
  const beats: Edge = (i, j) => at(matrix.scores, i * models + j) > 0
  const lists = {
    neverWin: loneModels(models, { from: beats, to: (i, j) => beats(j, i) }),
    neverLose: loneModels(models, { from: (i, j) => beats(j, i), to: beats }),
  }
  const met = components(models, (i, j) => beats(i, j) || beats(j, i))
  if (met.length > 1) return { kind: 'disconnected', groups: met, ...lists }
  const groups = components(models, beats)
  return groups.length > 1 ? { kind: 'separated', groups, ...lists } : null
}

type Edge = (i: number, j: number) => boolean

/** Models with an edge of the second kind and none of the first. */
function loneModels(models: number, edges: { from: Edge; to: Edge }): number[] {
  const all = Array.from({ length: models }, (_, i) => i)
  return all.filter((i) => all.some((j) => edges.to(i, j)) && !all.some((j) => edges.from(i, j)))
}

/** Strongly connected components, sources first (Kosaraju and Sharir, 1981). */
function components(models: number, edge: Edge): number[][] {
  const seen = new Uint8Array(models)
  const finished: number[] = []
  for (let i = 0; i < models; i++) visit(i, { models, edge, seen, finished })
  seen.fill(0)
  const groups: number[][] = []
  for (const start of finished.reverse()) {
    const group: number[] = []
    visit(start, { models, edge: (i, j) => edge(j, i), seen, finished: group })
    if (group.length > 0) groups.push(group.sort((x, y) => x - y))
  }
  return groups
}

type Walk = { models: number; edge: Edge; seen: Uint8Array; finished: number[] }

/** Depth first from a model, noting each model when all behind it is seen. */
function visit(start: number, walk: Walk): void {
  if (walk.seen[start] === 1) return
  walk.seen[start] = 1
  const path = [{ model: start, next: 0 }]
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const next = nextUnseen(top, walk)
    if (next === null) {
      walk.finished.push(top.model)
      path.pop()
    } else {
      walk.seen[next] = 1
      path.push({ model: next, next: 0 })
    }
  }
}

function nextUnseen(place: { model: number; next: number }, walk: Walk): number | null {
  while (place.next < walk.models) {
    const candidate = place.next++
    if (walk.seen[candidate] === 0 && walk.edge(place.model, candidate)) return candidate
  }
  return null
}
