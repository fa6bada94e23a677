import type { Battle, BattleRow } from '../../domain/votes/battle.ts'
import { UserError } from '../../errors.ts'

/** Which battles count. */
export type BattleSelection = {
  /** Voters whose names start with one of these; null for all. */
  judges: readonly string[] | null
  /** What columns must hold; the values of one column are alternatives. */
  where: readonly { column: string; value: string }[]
  /** Battles of one voter on one day (UTC) that count, in the order read; null for all. */
  voteLimit: number | null
}

/** Why a battle was left out. */
export type SelectionReason = 'other_judges' | 'other_subset' | 'over_vote_limit'

const secondsPerDay = 86_400

/**
 * A test that says of each battle, in the order read, why it does not count, or null where it does.
 * `unseen` names the columns of `where` that no row had.
 */
export function createSelection(selection: BattleSelection): {
  reasonAgainst: (battle: Battle, row: BattleRow) => SelectionReason | null
  unseen: () => string[]
} {
  const { judges, voteLimit } = selection
  const wanted = wantedValues(selection.where)
  const seen = new Set<string>()
  const votes = new Map<string, number>()

  function isInSubset(row: BattleRow): boolean {
    let isIn = true
    for (const [column, values] of wanted) {
      const value = columnOf(row, column)
      if (value !== undefined) seen.add(column)
      if (!values.has(String(value))) isIn = false
    }
    return isIn
  }

  function isOverLimit(battle: Battle, limit: number): boolean {
    const { voter, tstamp } = battle
    if (voter === null || tstamp === null) {
      const field = voter === null ? 'judge' : 'tstamp'
      throw new UserError(`--vote-limit needs the field ${field}, which a row lacks`)
    }
    const key = `${Math.floor(tstamp / secondsPerDay)} ${voter}`
    const count = (votes.get(key) ?? 0) + 1
    votes.set(key, count)
    return count > limit
  }

  return {
    reasonAgainst: (battle, row) => {
      if (judges !== null && !judges.some((prefix) => battle.voter?.startsWith(prefix) === true)) {
        return 'other_judges'
      }
      if (wanted.size > 0 && !isInSubset(row)) return 'other_subset'
      if (voteLimit !== null && isOverLimit(battle, voteLimit)) return 'over_vote_limit'
      return null
    },
    unseen: () => [...wanted.keys()].filter((column) => !seen.has(column)),
  }
}

function wantedValues(where: BattleSelection['where']): Map<string, Set<string>> {
  const wanted = new Map<string, Set<string>>()
  for (const { column, value } of where) {
    wanted.set(column, (wanted.get(column) ?? new Set()).add(value))
  }
  return wanted
}

/** A column's value; `a.b` is the field b within a, where no column has that name. */
function columnOf(row: Readonly<Record<string, unknown>>, column: string): unknown {
  if (Object.hasOwn(row, column)) return row[column]
  return column.split('.').reduce<unknown>((value, name) => {
    const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    return isObject ? new Map(Object.entries(value)).get(name) : undefined
  }, row)
}
