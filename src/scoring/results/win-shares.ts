import { at } from '../../stats/numeric/at.ts'
import type { BattleSet } from '../ranking/battle-table.ts'

/** (win + tie/2)/n of each model against each other one, in the order given; null where they never met. */
export function winShares(
  { models, counts }: BattleSet,
  order: readonly string[],
): (number | null)[][] {
  const places = order.map((name) => models.indexOf(name))
  return places.map((i) =>
    places.map((j) => {
      const tied = at(counts.ties, i * models.length + j)
      const won = at(counts.wins, i * models.length + j)
      const played = won + at(counts.wins, j * models.length + i) + tied
      return i === j || played === 0 ? null : (won + tied / 2) / played
    }),
  )
}
