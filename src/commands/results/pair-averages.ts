import { fixed } from '../../report/round.ts'
import {
  type AverageWinRate,
  averageWinRates,
  cyclesOf,
  separabilityOf,
} from '../../scoring/results/average-win-rates.ts'
import type { PairRowName } from '../../scoring/results/pair-tally.ts'
import type { Each, MatchPoints } from '../../scoring/results/pairwise-scores.ts'
import type { ResultFlags, Source } from './result-source.ts'

type Group = Pick<PairRowName, 'judge' | 'turn' | 'category'>
type Place = Pick<PairRowName, 'judge' | 'model' | 'key' | 'opponent' | 'turn' | 'category'>

/** Average win rates by row; no rates for rows against one opponent, or where keys are mixed. */
export function pairAverages(
  matches: Each<MatchPoints>,
  flags: ResultFlags,
  source: Pick<Source, 'categoryOf' | 'baseline'>,
) {
  const known = new Map<string, AverageWinRate[]>()
  const matchesOf = ({ judge, turn, category }: Group) =>
    those(
      matches,
      (match) =>
        match.judge === judge &&
        (turn === 'all' || String(match.turn) === turn) &&
        (category === null || (source.categoryOf(match.questionId) ?? 'unknown') === category),
    )
  const ratesOf = (group: Group): AverageWinRate[] => {
    const name = JSON.stringify([group.judge, group.turn, group.category])
    const rates = known.get(name) ?? averageWinRates(matchesOf(group), flags)
    known.set(name, rates)
    return rates
  }
  const averageOf = (row: Place): AverageWinRate | undefined => {
    if (row.opponent !== null || source.baseline !== undefined || row.key !== undefined) return
    return ratesOf(row).find((rate) => rate.model === row.model)
  }
  const notesFor = (judge: string): string[] => {
    if (source.baseline !== undefined) return []
    const all = { judge, turn: 'all', category: null } as const
    const separated = separabilityOf(ratesOf(all))
    const { cyclic, triples } = cyclesOf(matchesOf(all))
    return [
      ...(separated === null
        ? []
        : [
            `separability (${judge}): the intervals of ${separated.separated} of ${separated.pairs} pairs of models do not overlap (${fixed(separated.share * 100, 1)} %)`,
          ]),
      ...(triples === 0
        ? []
        : [`cycles (${judge}): ${cyclic} of ${triples} triples of models go round in a circle`]),
    ]
  }
  return { averageOf, notesFor }
}

/** The items that are wanted, found anew each time they are gone through. */
function those<T>(items: Each<T>, isWanted: (item: T) => boolean): Each<T> {
  return {
    forEach: (visit) =>
      items.forEach((item) => {
        if (isWanted(item)) visit(item)
      }),
  }
}
