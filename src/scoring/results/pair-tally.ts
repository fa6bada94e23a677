import type { Winner } from '../../domain/judgment.ts'
import type { QuestionId } from '../../domain/question.ts'
import type { Cluster } from '../../stats/means/clustered-mean.ts'
import { type MeanOptions, shareWithInterval } from '../../stats/means/mean-interval.ts'
import type { Entry } from './judgment-table.ts'

/** One model's matches under one judge, against one opponent or all (null). */
export type PairRow = {
  judge: string
  model: string
  /** Where results are mixed: the parts in which the keys differ. */
  key?: string
  opponent: string | null
  turn: '1' | '2' | 'all'
  category: string | null
  /** Matches counted: those with a verdict in both games. */
  n: number
  win: number
  loss: number
  tie: number
  /** Shares of n; null where n is 0. Adjusted: (win + tie / 2) / n, with its interval. */
  win_rate: number | null
  loss_rate: number | null
  win_rate_adjusted: number | null
  ci: [number, number] | null
  /** Share of the matches whose two games name the same winner. */
  consistency: number | null
  /** Inconsistent matches in which the answer shown first, or second, came off better. */
  first: number
  second: number
  /** Matches left out because a game has no verdict. */
  error: number
  superseded: number
  empty: number
}

export type PairRowName = Pick<
  PairRow,
  'judge' | 'model' | 'key' | 'opponent' | 'turn' | 'category'
>

/** The two games of a match, the model shown first in game 1 being first in code-unit order. */
export type Verdicts = { g1: Winner; g2: Winner; isEmpty: boolean; key: number }

/** How a match's two games bear on position. The four partition the matches. */
export type PositionOutcome = 'consistent' | 'first' | 'second' | 'error'

/**
 * Consistent where both games name the same winner; else toward the place in the prompt that came
 * off better over the two games; error where a game has no verdict.
 */
export function positionOutcome(g1: Winner, g2: Winner): PositionOutcome {
  if (g1 === 'error' || g2 === 'error') return 'error'
  if (g1 === g2) return 'consistent'
  const byPlace = { model_1: 1, tie: 0, model_2: -1 }
  return byPlace[g1] - byPlace[g2] > 0 ? 'first' : 'second'
}

export type MatchOutcome = 'win' | 'loss' | 'tie' | 'error'

/** FastChat's rule: a win needs both games, any other pair of verdicts is a tie. */
export function outcomeFor(verdicts: Verdicts, own: 'model_1' | 'model_2'): MatchOutcome {
  const { g1, g2 } = verdicts
  if (g1 === 'error' || g2 === 'error') return 'error'
  if (g1 !== g2 || g1 === 'tie') return 'tie'
  return g1 === own ? 'win' : 'loss'
}

/** What is counted for one row. */
export type Tally = {
  win: number
  loss: number
  tie: number
  error: number
  consistent: number
  first: number
  second: number
  superseded: number
  empty: number
  clusters: Map<QuestionId, Cluster>
}

export function emptyTally(): Tally {
  const counts = { win: 0, loss: 0, tie: 0, error: 0, consistent: 0, first: 0, second: 0 }
  return { ...counts, superseded: 0, empty: 0, clusters: new Map() }
}

/** What a match is worth to a model. */
export const points = { win: 1, tie: 0.5, loss: 0 }

/** Counts an entry for the model that is model_1 or model_2 of it. */
export function addEntry(tally: Tally, entry: Entry<Verdicts>, own: 'model_1' | 'model_2'): void {
  tally.superseded += entry.superseded
  for (const verdicts of entry.values) {
    const outcome = outcomeFor(verdicts, own)
    tally[outcome]++
    if (outcome === 'error') continue
    tally[positionOutcome(verdicts.g1, verdicts.g2) as Exclude<PositionOutcome, 'error'>]++
    if (verdicts.isEmpty) tally.empty++
    const { questionId } = entry.cell
    let cluster = tally.clusters.get(questionId)
    if (cluster === undefined) {
      cluster = { sum: 0, n: 0 }
      tally.clusters.set(questionId, cluster)
    }
    cluster.sum += points[outcome]
    cluster.n++
  }
}

/** The figures of a tally. */
export function pairRowOf(name: PairRowName, tally: Tally, options: MeanOptions): PairRow {
  const { win, loss, tie, error, first, second, superseded, empty } = tally
  const n = win + loss + tie
  const adjusted = n === 0 ? undefined : shareWithInterval([...tally.clusters.values()], options)
  return {
    ...name,
    n,
    win,
    loss,
    tie,
    win_rate: n === 0 ? null : win / n,
    loss_rate: n === 0 ? null : loss / n,
    win_rate_adjusted: n === 0 ? null : (win + tie / 2) / n,
    ci: adjusted?.interval ?? null,
    consistency: n === 0 ? null : tally.consistent / n,
    first,
    second,
    error,
    superseded,
    empty,
  }
}
