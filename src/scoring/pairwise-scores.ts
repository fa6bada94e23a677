import { judgeModelOf, type PairJudgment, type Winner } from '../domain/judgment.ts'
import type { QuestionId } from '../domain/question.ts'
import { type Cluster, clusteredMean } from '../stats/clustered-mean.ts'
import { createJudgmentTable, type DuplicateRule, type Entry } from './judgment-table.ts'
import { type ScoreSource, winnersOf } from './parse-stored.ts'

/** One model's matches under one judge, against one opponent or all (null). */
export type PairRow = {
  judge: string
  model: string
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

export type PairwiseScoresOptions = {
  source: ScoreSource
  duplicates: DuplicateRule
  confidence: number
  categoryOf: (questionId: QuestionId) => string | undefined
  by: 'turn' | 'category' | 'model-pair'
  /** Only matches against this model count, and it is not listed itself. */
  baseline: string | undefined
}

/** The two games of a match, the model shown first in game 1 being first in code-unit order. */
type Verdicts = { g1: Winner; g2: Winner; isEmpty: boolean }

/** Win rates by model: collect rows in file order with `add`, then ask for `rows`. */
export function createPairwiseScores(options: PairwiseScoresOptions) {
  const table = createJudgmentTable<Verdicts>(options.duplicates)
  const interned = new Map<string, Verdicts>()

  /** Equal verdicts are one object, so that a million rows hold a few dozen of them. */
  function verdictsOf(g1: Winner, g2: Winner, isEmpty: boolean): Verdicts {
    const code = `${g1} ${g2} ${isEmpty}`
    const known = interned.get(code)
    if (known !== undefined) return known
    const made = { g1, g2, isEmpty }
    interned.set(code, made)
    return made
  }

  return {
    add: (row: PairJudgment): void => {
      const { baseline } = options
      if (baseline !== undefined && row.model_1 !== baseline && row.model_2 !== baseline) return
      const isEmpty = row.outcome === 'empty_answer'
      const [g1, g2] = winnersOf(row, options.source)
      const isSwapped = row.model_1 > row.model_2
      const pair = isSwapped ? [row.model_2, row.model_1] : [row.model_1, row.model_2]
      // Seen with the models the other way round, game 2 is the one that shows the first model first.
      const value = isSwapped
        ? verdictsOf(otherModel(g2), otherModel(g1), isEmpty)
        : verdictsOf(g1, g2, isEmpty)
      const cell = {
        questionId: row.question_id,
        turn: row.turn,
        choice: row.choice ?? 0,
        repeat: row.repeat ?? 0,
      }
      table.add(JSON.stringify([judgeModelOf(row), ...pair]), cell, {
        value,
        isReadable: g1 !== 'error' && g2 !== 'error',
        isOwn: row.outcome !== undefined,
      })
    },
    rows: (): PairRow[] => rowsOf(table, options),
  }
}

function otherModel(winner: Winner): Winner {
  if (winner === 'model_1') return 'model_2'
  return winner === 'model_2' ? 'model_1' : winner
}

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

type Outcome = 'win' | 'loss' | 'tie' | 'error'

/** FastChat's rule: a win needs both games, any other pair of verdicts is a tie. */
function outcomeFor(verdicts: Verdicts, own: 'model_1' | 'model_2'): Outcome {
  const { g1, g2 } = verdicts
  if (g1 === 'error' || g2 === 'error') return 'error'
  if (g1 !== g2 || g1 === 'tie') return 'tie'
  return g1 === own ? 'win' : 'loss'
}

type Tally = {
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

type RowName = Pick<PairRow, 'judge' | 'model' | 'opponent' | 'turn' | 'category'>

function rowsOf(
  table: ReturnType<typeof createJudgmentTable<Verdicts>>,
  options: PairwiseScoresOptions,
): PairRow[] {
  const tallies = new Map<string, Tally>()
  for (const group of table.groups()) {
    const [judge, a, b] = JSON.parse(group) as [string, string, string]
    const sides = [
      { judge, model: a, other: b, own: 'model_1' as const },
      { judge, model: b, other: a, own: 'model_2' as const },
    ].filter((side) => side.model !== options.baseline)
    for (const entry of table.entries(group)) {
      for (const side of sides) {
        for (const name of namesOf(side, entry.cell, options)) {
          addEntry(tallyOf(tallies, name), entry, side.own)
        }
      }
    }
  }
  return [...tallies].map(([name, tally]) => rowOf(JSON.parse(name) as RowName, tally, options))
}

function namesOf(
  side: { judge: string; model: string; other: string },
  cell: { questionId: QuestionId; turn: number },
  options: PairwiseScoresOptions,
): RowName[] {
  const { judge, model, other } = side
  const opponent = options.by === 'model-pair' ? other : null
  const category =
    options.by === 'category' ? (options.categoryOf(cell.questionId) ?? 'unknown') : null
  const turns = (['1', '2', 'all'] as const).filter(
    (turn) => turn === 'all' || turn === String(cell.turn),
  )
  return turns.map((turn) => ({ judge, model, opponent, turn, category }))
}

function tallyOf(tallies: Map<string, Tally>, name: RowName): Tally {
  const key = JSON.stringify(name)
  const known = tallies.get(key)
  if (known !== undefined) return known
  const counts = { win: 0, loss: 0, tie: 0, error: 0, consistent: 0, first: 0, second: 0 }
  const made = { ...counts, superseded: 0, empty: 0, clusters: new Map() }
  tallies.set(key, made)
  return made
}

const points = { win: 1, tie: 0.5, loss: 0 }

function addEntry(tally: Tally, entry: Entry<Verdicts>, own: 'model_1' | 'model_2'): void {
  tally.superseded += entry.superseded
  for (const verdicts of entry.values) {
    const outcome = outcomeFor(verdicts, own)
    tally[outcome]++
    if (outcome === 'error') continue
    tally[positionOutcome(verdicts.g1, verdicts.g2) as Exclude<PositionOutcome, 'error'>]++
    if (verdicts.isEmpty) tally.empty++
    const { questionId } = entry.cell
    const cluster = tally.clusters.get(questionId) ?? { sum: 0, n: 0 }
    cluster.sum += points[outcome]
    cluster.n++
    tally.clusters.set(questionId, cluster)
  }
}

function rowOf(name: RowName, tally: Tally, options: PairwiseScoresOptions): PairRow {
  const { win, loss, tie, error, first, second, superseded, empty } = tally
  const n = win + loss + tie
  const adjusted = n === 0 ? undefined : clusteredMean([...tally.clusters.values()], options)
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
