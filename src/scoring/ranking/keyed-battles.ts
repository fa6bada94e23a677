import { type Battle, type BattleRow, battleOf, keyOfBattle } from '../../domain/votes/battle.ts'
import { comparabilityOf, createKeyIndex, type KeyUse } from '../comparability.ts'
import {
  type BattleSet,
  type BattleTable,
  type BattleTableOptions,
  createBattleTable,
} from './battle-table.ts'

/** Battles that are comparable; `label` names their key where there are several. */
export type KeyedSet = { label: string | null; set: BattleSet }

/**
 * Battles as they stream by, with the keys of the judgments among them: votes of people carry none.
 * @param options.isMixed judgments that are not comparable are ranked on their own, key by key
 */
export function createKeyedBattles(options: BattleTableOptions & { isMixed: boolean }): {
  add: (row: BattleRow) => void
  finish: () => { sets: KeyedSet[]; keyUses: KeyUse[] }
} {
  const all = createBattleTable(options)
  const byKey = new Map<number, BattleTable>()
  const keys = createKeyIndex(undefined)
  const lists = createKeyIndex(undefined)
  const uses = new Map<string, { judge: string; models: Set<string>; index: number }>()

  function noteKey(row: BattleRow, battle: Battle): void {
    const judge = battle.voter ?? ''
    const index = keys.indexOf(keyOfBattle(row), battle.questionId ?? undefined)
    const name = `${index} ${judge}`
    const use = uses.get(name) ?? { judge, models: new Set(), index }
    uses.set(name, use)
    use.models.add(battle.modelA).add(battle.modelB)
  }

  return {
    add: (row) => {
      const battle = battleOf(row)
      const isCounted = all.add(row, battle)
      if (isCounted && 'g1_winner' in row) noteKey(row, battle)
      if (!options.isMixed) return
      const list = lists.indexOf(keyOfBattle(row))
      const own = byKey.get(list) ?? createBattleTable(options)
      byKey.set(list, own)
      own.add(row, battle)
    },
    finish: () => {
      const keyUses = [...uses.values()].map(
        ({ judge, models, index }): KeyUse => ({
          judge,
          models: [...models],
          key: keys.keyAt(index),
          question: keys.questionAt(index),
        }),
      )
      const isSplit = options.isMixed && comparabilityOf(keyUses).conflicts.length > 0
      const sets = isSplit
        ? [...byKey].map(([list, table]) => ({ label: lists.labelOf(list), set: table.finish() }))
        : [{ label: null, set: all.finish() }]
      return { sets, keyUses }
    },
  }
}
