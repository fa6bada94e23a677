import type { QuestionId } from '../../domain/question.ts'
import { createSlots, type Slots } from './slots.ts'

/** Which of several rows of one key counts. */
export const duplicateRules = ['last', 'first', 'all', 'repeats'] as const
export type DuplicateRule = (typeof duplicateRules)[number]

/** A judgment's place within a group: question, turn, choice, repeat. */
export type Cell = { questionId: QuestionId; turn: number; choice: number; repeat: number }

/** What was put into a cell: the values that count and the number of rows that do not. */
export type Entry<V> = { cell: Cell; values: readonly V[]; superseded: number }

/** A judgment as far as the rule for duplicates cares. */
export type Reading<V> = {
  value: V
  isReadable: boolean
  /**
   * Written by this harness, which judges a key anew only when what stands there is stale,
   * failed or unparsed: such a row replaces the one before it even if it is unreadable.
   */
  isOwn: boolean
}

/**
 * Judgments by group (a model under a judge, a pair of models under one) and cell, with the rule
 * for duplicates applied as rows come. Made for millions of rows: cells are interned, and a value
 * that is alone in its cell is held without a list.
 */
export type JudgmentTable<V> = {
  add: (group: string, cell: Cell, reading: Reading<V>) => void
  groups: () => string[]
  /** In the order in which the cells were first met. */
  entries: (group: string) => Entry<V>[]
}

class Slot<V> {
  values: V[]
  isReadable: boolean
  superseded: number

  constructor(values: V[], state: { isReadable: boolean; superseded: number }) {
    this.values = values
    this.isReadable = state.isReadable
    this.superseded = state.superseded
  }
}

/** @param rule which of several rows of one key counts: `last` readable, `first`, `all`, `repeats` */
export function createJudgmentTable<V>(rule: DuplicateRule): JudgmentTable<V> {
  const cells: Cell[] = []
  const cellOf = new Map<QuestionId, Map<number | string, number>>()
  const groups = new Map<string, Slots<V | Slot<V>>>()

  function intern(cell: Cell): number {
    const { questionId, turn, choice, repeat } = cell
    let ofQuestion = cellOf.get(questionId)
    if (ofQuestion === undefined) {
      ofQuestion = new Map()
      cellOf.set(questionId, ofQuestion)
    }
    const place = choice === 0 && repeat === 0 ? turn : `${turn} ${choice} ${repeat}`
    const known = ofQuestion.get(place)
    if (known !== undefined) return known
    cells.push(cell)
    ofQuestion.set(place, cells.length - 1)
    return cells.length - 1
  }

  function slotsOf(group: string): Slots<V | Slot<V>> {
    const known = groups.get(group)
    if (known !== undefined) return known
    const made = createSlots<V | Slot<V>>()
    groups.set(group, made)
    return made
  }

  return {
    add: (group, cell, reading) => {
      const slots = slotsOf(group)
      const index = intern(cell)
      const before = slots.get(index)
      if (before === undefined) {
        const { value, isReadable } = reading
        slots.set(index, isReadable ? value : new Slot([value], { isReadable, superseded: 0 }))
        return
      }
      const slot =
        before instanceof Slot ? before : new Slot([before], { isReadable: true, superseded: 0 })
      slots.set(index, combined(slot, reading, rule))
    },
    groups: () => [...groups.keys()],
    entries: (group) => {
      const entries: Entry<V>[] = []
      groups.get(group)?.forEach((held, index) => {
        const cell = cells[index]
        if (cell === undefined) return
        entries.push(
          held instanceof Slot
            ? { cell, values: held.values, superseded: held.superseded }
            : { cell, values: [held], superseded: 0 },
        )
      })
      return entries
    },
  }
}

function combined<V>(slot: Slot<V>, next: Reading<V>, rule: DuplicateRule): Slot<V> {
  const { value, isReadable } = next
  const superseded = slot.superseded + slot.values.length
  if (rule === 'all') {
    return new Slot([...slot.values, value], { isReadable: true, superseded: slot.superseded })
  }
  if (!slot.isReadable) return new Slot([value], { isReadable, superseded })
  if (rule === 'first' || (!isReadable && !next.isOwn)) {
    return new Slot(slot.values, { isReadable: true, superseded: slot.superseded + 1 })
  }
  // A second row of ours is no repeat (those have a number of their own): it replaces the first.
  if (rule === 'repeats' && !next.isOwn) {
    return new Slot([...slot.values, value], { isReadable, superseded: slot.superseded })
  }
  return new Slot([value], { isReadable, superseded })
}

/** Entries by the name of their values' keys; a cell with values of two names stands under both. */
export function entriesByKey<V extends { key: number }, N>(
  entries: readonly Entry<V>[],
  nameOf: (key: number) => N,
): Map<N, Entry<V>[]> {
  const byKey = new Map<N, Entry<V>[]>()
  for (const entry of entries) {
    const keys = new Set(entry.values.map((value) => nameOf(value.key)))
    for (const [place, key] of [...keys].entries()) {
      const values = entry.values.filter((value) => nameOf(value.key) === key)
      const held = byKey.get(key) ?? []
      held.push({ cell: entry.cell, values, superseded: place === 0 ? entry.superseded : 0 })
      byKey.set(key, held)
    }
  }
  return byKey
}

/** Keys of the values that count. */
export function keysOf(entries: readonly Entry<{ key: number }>[]): Set<number> {
  const keys = new Set<number>()
  for (const { values } of entries) for (const { key } of values) keys.add(key)
  return keys
}
