import { at } from '../../stats/numeric/at.ts'
import type { Battles, OutcomeCounts, ScoreMatrix } from '../../stats/ratings/battles.ts'
import { findComparisonProblem } from '../../stats/ratings/comparison-graph.ts'
import type { BattleRows } from './battle-table.ts'

/** Models whose ratings can be compared, and in words why the others have none. */
export type Rankable = { models: number[]; reasons: string[] }

/**
 * The largest group of models that can be rated together. Ratings of groups that never met cannot be
 * compared; where the method needs finite ratings, a group that only won or only lost has none either.
 */
export function findRankable(
  matrix: ScoreMatrix,
  options: { names: readonly string[]; needsFinite: boolean },
): Rankable {
  const { names, needsFinite } = options
  const reasons: string[] = []
  let models = names.map((_, index) => index)
  for (;;) {
    const part = submatrix(matrix, models)
    const problem = findComparisonProblem(part)
    if (problem === null || (problem.kind === 'separated' && !needsFinite))
      return { models, reasons }
    const nameOf = (local: number) => names[at(models, local)] ?? ''
    const groups = problem.groups.map((group) => ({ group, won: pointsIn(part, group) }))
    groups.sort((a, b) => b.group.length - a.group.length || b.won - a.won)
    const chosen = groups[0]?.group ?? []
    const others = groups.slice(1).flatMap(({ group }) => group)
    if (problem.kind === 'disconnected') {
      const lists = groups.map(({ group }) => listed(group.map(nameOf))).join(' | ')
      reasons.push(
        `the models fall into ${groups.length} groups that have no counted battle with each other, so their ratings cannot be compared: ${lists}; the first group is ranked`,
      )
    } else {
      for (const model of others) reasons.push(separatedReason(nameOf(model), { model, problem }))
    }
    models = chosen.map((local) => at(models, local)).sort((a, b) => a - b)
  }
}

function separatedReason(
  name: string,
  place: { model: number; problem: { neverWin: number[]; neverLose: number[] } },
): string {
  const { model, problem } = place
  if (problem.neverWin.includes(model)) return `${name} never won a point: it has no finite rating`
  if (problem.neverLose.includes(model))
    return `${name} never lost a point: it has no finite rating`
  return `${name} only won against, or only lost to, the models that are ranked: it has no finite rating beside them`
}

const mostListed = 8

function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostListed).join(', ')
  return names.length > mostListed ? `${shown} and ${names.length - mostListed} more` : shown
}

function pointsIn({ models, scores }: ScoreMatrix, group: readonly number[]): number {
  let sum = 0
  for (const i of group) for (const j of group) sum += at(scores, i * models + j)
  return sum
}

function submatrix({ models, scores }: ScoreMatrix, chosen: readonly number[]): ScoreMatrix {
  return { models: chosen.length, scores: subsquare(scores, { models, chosen }) }
}

/** The counts among some of the models. */
export function countsAmong(counts: OutcomeCounts, chosen: readonly number[]): OutcomeCounts {
  const { models } = counts
  return {
    models: chosen.length,
    wins: subsquare(counts.wins, { models, chosen }),
    ties: subsquare(counts.ties, { models, chosen }),
  }
}

function subsquare(
  cells: Float64Array,
  options: { models: number; chosen: readonly number[] },
): Float64Array {
  const { models, chosen } = options
  return Float64Array.from(chosen.flatMap((i) => chosen.map((j) => at(cells, i * models + j))))
}

/** The battles among some of the models, without ties where they do not count; questions renumbered. */
export function rowsAmong(
  rows: BattleRows,
  options: { chosen: readonly number[]; withTies: boolean },
): BattleRows & { kept: Int32Array } {
  const { chosen, withTies } = options
  const { battles, question, voter, style } = rows
  const place = new Map(chosen.map((model, index) => [model, index]))
  const isKept = (row: number) =>
    place.has(at(battles.first, row)) &&
    place.has(at(battles.second, row)) &&
    (withTies || at(battles.outcome, row) !== 1)
  const kept = Int32Array.from(battles.first.keys()).filter(isKept)
  const renamed = (column: Int32Array) => kept.map((row) => place.get(at(column, row)) ?? 0)
  const picked: Battles = {
    models: chosen.length,
    first: renamed(battles.first),
    second: renamed(battles.second),
    outcome: Uint8Array.from(kept, (row) => at(battles.outcome, row)),
  }
  const numbered = question === null ? null : renumbered(kept.map((row) => at(question, row)))
  return {
    battles: picked,
    question: numbered?.question ?? null,
    questions: numbered?.questions ?? 0,
    voter: kept.map((row) => at(voter, row)),
    voters: rows.voters,
    style,
    kept,
  }
}

/** Numbers from 0 without gaps, in the same order. */
function renumbered(question: Int32Array): { question: Int32Array; questions: number } {
  const met = Int32Array.from(new Set(question)).sort()
  const place = new Int32Array((met.at(-1) ?? -1) + 1)
  for (const [index, id] of met.entries()) place[id] = index
  return { question: question.map((id) => at(place, id)), questions: met.length }
}
