import { fixed } from '../../report/round.ts'
import {
  type AverageWinRate,
  averageWinRates,
  cyclesOf,
  separabilityOf,
} from '../../scoring/results/average-win-rates.ts'
import type { PairRowName } from '../../scoring/results/pair-tally.ts'
import type { MatchPoints } from '../../scoring/results/pairwise-scores.ts'
import type { ResultFlags, Source } from './result-source.ts'

type Place = Pick<PairRowName, 'judge' | 'model' | 'key' | 'opponent' | 'turn' | 'category'>

/** Average win rates by row; no rates for rows against one opponent, or where keys are mixed. */
export function pairAverages(
  matches: readonly MatchPoints[],
  flags: ResultFlags,
  source: Pick<Source, 'categoryOf' | 'baseline'>,
) {
  const known = new Map<string, Map<string, AverageWinRate>>()
  const matchesOf = (row: Place) =>
    matches.filter(
      (match) =>
        match.judge === row.judge &&
        (row.turn === 'all' || String(match.turn) === row.turn) &&
        (row.category === null ||
          (source.categoryOf(match.questionId) ?? 'unknown') === row.category),
    )
  const averageOf = (row: Place): AverageWinRate | undefined => {
    if (row.opponent !== null || source.baseline !== undefined || row.key !== undefined) return
    const group = JSON.stringify([row.judge, row.turn, row.category])
    const rates =
      known.get(group) ??
      new Map(averageWinRates(matchesOf(row), flags).map((rate) => [rate.model, rate]))
    known.set(group, rates)
    return rates.get(row.model)
  }
  const notesFor = (judge: string): string[] => {
    if (source.baseline !== undefined) return []
    const own = matches.filter((match) => match.judge === judge)
    const separated = separabilityOf(averageWinRates(own, flags))
    const { cyclic, triples } = cyclesOf(own)
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
