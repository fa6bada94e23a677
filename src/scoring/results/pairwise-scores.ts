import type { PairJudgment, Winner } from '../../domain/judgment.ts'
import { judgeModelOf, type PairVerdict, winners } from '../../domain/judgment-fields.ts'
import type { QuestionId } from '../../domain/question.ts'
import type { IntervalChoice } from '../../stats/means/interval-method.ts'
import { createTQuantiles } from '../../stats/numeric/student-t.ts'
import { createKeyIndex, type KeyUse } from '../comparability.ts'
import { createGroupNames } from './group-names.ts'
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

/** Items that are gone through one by one, as often as asked: an array, or what stands for a large one. */
export type Each<T> = { forEach: (visit: (item: T) => void) => void }

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
  const names = createGroupNames()
  const verdictsOf = createVerdicts()

  return {
    add: (row: PairJudgment): void => {
      if (isWanted(row)) add(row, winnersOf(row, options.source))
    },
    /** Adds a row whose stored winners count. */
    addStored: (row: PairVerdict): void => {
      if (isWanted(row)) add(row, [row.g1_winner, row.g2_winner])
    },
    rows: (): PairRow[] => rowsOf(options.isMixed === true ? groupsByKey() : groups(), options),
    keyUses: (): KeyUse[] => [...eachKeyUse()],
    /** Every match twice, once for each of its models. */
    matchPoints: (): MatchPoints[] => [...groups()].flatMap(pointsOf),
    /** As `matchPoints`, made anew each time they are gone through: millions are never in memory. */
    matches: (): Each<MatchPoints> => ({ forEach: eachMatch }),
  }

  function isWanted({ model_1, model_2 }: PairVerdict): boolean {
    const { baseline } = options
    return baseline === undefined || model_1 === baseline || model_2 === baseline
  }

  function add(row: PairVerdict, [g1, g2]: readonly [Winner, Winner]): void {
    const { question_id: questionId, turn, choice = 0, repeat = 0, outcome } = row
    const isEmpty = outcome === 'empty_answer'
    const key = keys.indexOf(row.key, questionId)
    const isSwapped = row.model_1 > row.model_2
    const [a, b] = isSwapped ? [row.model_2, row.model_1] : [row.model_1, row.model_2]
    // Seen with the models the other way round, game 2 is the one that shows the first model first.
    const value = isSwapped
      ? verdictsOf({ g1: otherModel(g2), g2: otherModel(g1), isEmpty, key })
      : verdictsOf({ g1, g2, isEmpty, key })
    table.add(
      names(judgeModelOf(row), a, b),
      { questionId, turn, choice, repeat },
      {
        value,
        isReadable: g1 !== 'error' && g2 !== 'error',
        isOwn: outcome !== undefined,
      },
    )
  }

  /** One group at a time, so that only its entries are in memory. */
  function* groups(): Generator<Group> {
    for (const group of table.groups()) {
      const [judge, a, b] = JSON.parse(group) as [string, string, string]
      yield { judge, a, b, key: undefined, entries: table.entries(group) }
    }
  }

  function eachMatch(visit: (match: MatchPoints) => void): void {
    for (const group of groups()) visitPoints(group, visit)
  }

  function* eachKeyUse(): Generator<KeyUse> {
    for (const { judge, a, b, entries } of groups()) {
      for (const key of keysOf(entries)) {
        yield { judge, models: [a, b], key: keys.keyAt(key), question: keys.questionAt(key) }
      }
    }
  }

  function* groupsByKey(): Generator<Group> {
    for (const group of groups()) {
      for (const [key, entries] of entriesByKey(group.entries, keys.labelOf)) {
        yield { ...group, key, entries }
      }
    }
  }
}

function pointsOf(group: Group): MatchPoints[] {
  const all: MatchPoints[] = []
  visitPoints(group, (match) => all.push(match))
  return all
}

/** Equal verdicts are one object, so that a million rows hold a few dozen of them. */
function createVerdicts(): (verdicts: Verdicts) => Verdicts {
  const interned = new Map<number, Verdicts>()
  return (verdicts) => {
    const { g1, g2, isEmpty, key } = verdicts
    const code = ((key * 4 + winners.indexOf(g1)) * 4 + winners.indexOf(g2)) * 2 + (isEmpty ? 1 : 0)
    const known = interned.get(code)
    if (known !== undefined) return known
    interned.set(code, verdicts)
    return verdicts
  }
}

function visitPoints({ judge, a, b, entries }: Group, visit: (match: MatchPoints) => void): void {
  for (const { cell, values } of entries) {
    const { questionId, turn, choice } = cell
    for (const verdicts of values) {
      const outcome = outcomeFor(verdicts, 'model_1')
      const own = outcome === 'error' ? null : points[outcome]
      const other = own === null ? null : 1 - own
      visit({ judge, questionId, turn, choice, model: a, opponent: b, points: own })
      visit({ judge, questionId, turn, choice, model: b, opponent: a, points: other })
    }
  }
}

function otherModel(winner: Winner): Winner {
  if (winner === 'model_1') return 'model_2'
  return winner === 'model_2' ? 'model_1' : winner
}

function rowsOf(groups: Iterable<Group>, options: PairwiseScoresOptions): PairRow[] {
  const tallies = new Map<string, Tally>()
  const categoryOf = (id: QuestionId) =>
    options.by === 'category' ? (options.categoryOf(id) ?? 'unknown') : null
  for (const group of groups) {
    addGroup(group.entries, sidesOf(group, { tallies, ...options }), categoryOf)
  }
  const context = { ...options, quantile: createTQuantiles() }
  return [...tallies].map(([name, tally]) =>
    pairRowOf(JSON.parse(name) as PairRowName, tally, context),
  )
}

function addGroup(
  entries: readonly Entry<Verdicts>[],
  sides: ReturnType<typeof sidesOf>,
  categoryOf: (questionId: QuestionId) => string | null,
): void {
  for (const entry of entries) {
    const { questionId, turn } = entry.cell
    const category = categoryOf(questionId)
    for (const { own, tallyOf } of sides) {
      // Turns from the third on stand in the row of all.
      if (turn <= 2) addEntry(tallyOf(turn === 1 ? '1' : '2', category), entry, own)
      addEntry(tallyOf('all', category), entry, own)
    }
  }
}

/** The models of a group that are listed, with where their matches are counted. */
function sidesOf(
  { judge, a, b, key }: Group,
  options: Pick<PairwiseScoresOptions, 'by' | 'baseline'> & { tallies: Map<string, Tally> },
) {
  const mixed = key === undefined ? {} : { key }
  const sides = [
    { model: a, other: b, own: 'model_1' as const },
    { model: b, other: a, own: 'model_2' as const },
  ]
  return sides
    .filter(({ model }) => model !== options.baseline)
    .map(({ model, other, own }) => {
      const opponent = options.by === 'model-pair' ? other : null
      const name = { judge, model, ...mixed, opponent }
      return { own, tallyOf: tallyFinder(options.tallies, name) }
    })
}

/** Finds the tallies of one side of a group; each by its name only once, since there are millions of entries. */
function tallyFinder(
  tallies: Map<string, Tally>,
  side: Pick<PairRowName, 'judge' | 'model' | 'key' | 'opponent'>,
) {
  const known = { '1': new Map(), '2': new Map(), all: new Map<string | null, Tally>() }
  return (turn: PairRow['turn'], category: string | null): Tally => {
    const ofTurn: Map<string | null, Tally> = known[turn]
    const tally = ofTurn.get(category) ?? tallyOf(tallies, { ...side, turn, category })
    ofTurn.set(category, tally)
    return tally
  }
}

function tallyOf(tallies: Map<string, Tally>, name: PairRowName): Tally {
  const key = JSON.stringify(name)
  const known = tallies.get(key)
  if (known !== undefined) return known
  const made = emptyTally()
  tallies.set(key, made)
  return made
}
