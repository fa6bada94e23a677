import { judgeModelOf, type PairJudgment, type Winner } from '../../domain/judgment.ts'
import type { QuestionId } from '../../domain/question.ts'
import type { IntervalChoice } from '../../stats/means/interval-method.ts'
import { createKeyIndex, type KeyUse } from '../comparability.ts'
import {
  createJudgmentTable,
  type DuplicateRule,
  type Entry,
  entriesByKey,
  keysOf,
} from './judgment-table.ts'
import {
  addEntry,
  emptyTally,
  outcomeFor,
  type PairRow,
  type PairRowName,
  pairRowOf,
  points,
  type Tally,
  type Verdicts,
} from './pair-tally.ts'
import { parserOf, type ScoreSource, winnersOf } from './parse-stored.ts'

export type PairwiseScoresOptions = {
  source: ScoreSource
  duplicates: DuplicateRule
  confidence: number
  /** Of the adjusted win rate; left out: t. */
  interval?: IntervalChoice | undefined
  categoryOf: (questionId: QuestionId) => string | undefined
  by: 'turn' | 'category' | 'model-pair'
  /** Only matches against this model count, and it is not listed itself. */
  baseline: string | undefined
  /** Figures of each key on their own, where rows differ in what they depend on. */
  isMixed?: boolean
}

/** What one match is worth to one of its models: 1, 0.5 or 0; null where a game has no verdict. */
export type MatchPoints = {
  judge: string
  model: string
  opponent: string
  questionId: QuestionId
  turn: number
  choice: number
  points: number | null
}

type Group = {
  judge: string
  a: string
  b: string
  key: string | undefined
  entries: Entry<Verdicts>[]
}

/** Win rates by model: collect rows in file order with `add`, then ask for `rows`. */
export function createPairwiseScores(options: PairwiseScoresOptions) {
  const table = createJudgmentTable<Verdicts>(options.duplicates)
  const keys = createKeyIndex(parserOf(options.source))
  const interned = new Map<string, Verdicts>()

  /** Equal verdicts are one object, so that a million rows hold a few dozen of them. */
  function verdictsOf(verdicts: Verdicts): Verdicts {
    const { g1, g2, isEmpty, key } = verdicts
    const code = `${g1} ${g2} ${isEmpty} ${key}`
    const known = interned.get(code)
    if (known !== undefined) return known
    interned.set(code, verdicts)
    return verdicts
  }

  return {
    add: (row: PairJudgment): void => {
      const { baseline } = options
      if (baseline !== undefined && row.model_1 !== baseline && row.model_2 !== baseline) return
      const isEmpty = row.outcome === 'empty_answer'
      const key = keys.indexOf(row.key, row.question_id)
      const [g1, g2] = winnersOf(row, options.source)
      const isSwapped = row.model_1 > row.model_2
      const pair = isSwapped ? [row.model_2, row.model_1] : [row.model_1, row.model_2]
      // Seen with the models the other way round, game 2 is the one that shows the first model first.
      const value = isSwapped
        ? verdictsOf({ g1: otherModel(g2), g2: otherModel(g1), isEmpty, key })
        : verdictsOf({ g1, g2, isEmpty, key })
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
    rows: (): PairRow[] =>
      rowsOf(options.isMixed === true ? groups().flatMap(splitByKey) : groups(), options),
    keyUses: (): KeyUse[] =>
      groups().flatMap(({ judge, a, b, entries }) =>
        [...keysOf(entries)].map((key) => ({
          judge,
          models: [a, b],
          key: keys.keyAt(key),
          question: keys.questionAt(key),
        })),
      ),
    /** Every match twice, once for each of its models. */
    matchPoints: (): MatchPoints[] => groups().flatMap(pointsOfGroup),
  }

  function groups(): Group[] {
    return table.groups().map((group) => {
      const [judge, a, b] = JSON.parse(group) as [string, string, string]
      return { judge, a, b, key: undefined, entries: [...table.entries(group)] }
    })
  }

  function splitByKey(group: Group): Group[] {
    return [...entriesByKey(group.entries, keys.labelOf)].map(([key, entries]) => ({
      ...group,
      key,
      entries,
    }))
  }
}

function pointsOfGroup({ judge, a, b, entries }: Group): MatchPoints[] {
  return entries.flatMap(({ cell, values }) => {
    const { questionId, turn, choice } = cell
    return values.flatMap((verdicts) => {
      const outcome = outcomeFor(verdicts, 'model_1')
      const own = outcome === 'error' ? null : points[outcome]
      const place = { judge, questionId, turn, choice }
      return [
        { ...place, model: a, opponent: b, points: own },
        { ...place, model: b, opponent: a, points: own === null ? null : 1 - own },
      ]
    })
  })
}

function otherModel(winner: Winner): Winner {
  if (winner === 'model_1') return 'model_2'
  return winner === 'model_2' ? 'model_1' : winner
}

function rowsOf(groups: readonly Group[], options: PairwiseScoresOptions): PairRow[] {
  const tallies = new Map<string, Tally>()
  for (const { judge, a, b, key, entries } of groups) {
    const mixed = key === undefined ? {} : { key }
    const sides = [
      { judge, model: a, ...mixed, other: b, own: 'model_1' as const },
      { judge, model: b, ...mixed, other: a, own: 'model_2' as const },
    ].filter((side) => side.model !== options.baseline)
    for (const entry of entries) {
      for (const side of sides) {
        for (const name of namesOf(side, entry.cell, options)) {
          addEntry(tallyOf(tallies, name), entry, side.own)
        }
      }
    }
  }
  return [...tallies].map(([name, tally]) =>
    pairRowOf(JSON.parse(name) as PairRowName, tally, options),
  )
}

function namesOf(
  side: { judge: string; model: string; key?: string; other: string },
  cell: { questionId: QuestionId; turn: number },
  options: PairwiseScoresOptions,
): PairRowName[] {
  const { judge, model, key, other } = side
  const opponent = options.by === 'model-pair' ? other : null
  const category =
    options.by === 'category' ? (options.categoryOf(cell.questionId) ?? 'unknown') : null
  const turns = (['1', '2', 'all'] as const).filter(
    (turn) => turn === 'all' || turn === String(cell.turn),
  )
  const mixed = key === undefined ? {} : { key }
  return turns.map((turn) => ({ judge, model, ...mixed, opponent, turn, category }))
}

function tallyOf(tallies: Map<string, Tally>, name: PairRowName): Tally {
  const key = JSON.stringify(name)
  const known = tallies.get(key)
  if (known !== undefined) return known
  const made = emptyTally()
  tallies.set(key, made)
  return made
}
