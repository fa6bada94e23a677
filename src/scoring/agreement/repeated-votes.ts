import { at } from '../../stats/numeric/at.ts'

/** Outcome code of a battle whose verdict could not be read, and of one that this harness wrote so. */
export const unreadable = { foreign: 3, own: 4 } as const

/** Columns of battles that name a question (−1: none) and a voter (−1: none). */
export type VoteColumns = {
  first: Int32Array
  second: Int32Array
  outcome: Int32Array
  question: Int32Array
  voter: Int32Array
  place: Int32Array
}

/**
 * The rows that count, in the order given: of several votes of one individual on one question, place and
 * pair the last readable one; a row of our own also replaces where it is unreadable. What cannot be read
 * is left out at the end.
 */
export function rowsThatCount(
  columns: VoteColumns,
  { isRepeated }: { isRepeated: boolean },
): {
  rows: Int32Array
  errors: number
  repeated: number
} {
  const { outcome, question } = columns
  const isDropped = new Uint8Array(outcome.length)
  let repeated = 0
  for (const group of isRepeated ? rowsByQuestion(question) : []) {
    repeated += dropRepeated(columns, group, isDropped)
  }
  let errors = 0
  const rows = new Int32Array(outcome.length)
  let kept = 0
  for (let row = 0; row < outcome.length; row++) {
    if (isDropped[row] === 1) continue
    if (at(outcome, row) >= unreadable.foreign) errors++
    else rows[kept++] = row
  }
  return { rows: rows.subarray(0, kept), errors, repeated }
}

/** Marks the rows of one question that do not count; returns how many. */
function dropRepeated(columns: VoteColumns, group: Int32Array, isDropped: Uint8Array): number {
  const { outcome, voter } = columns
  const lastOf = new Map<string, number>()
  let dropped = 0
  for (const row of group) {
    if (at(voter, row) === -1) continue
    const key = keyOf(columns, row)
    const before = lastOf.get(key)
    lastOf.set(key, row)
    if (before === undefined) continue
    dropped++
    const keepsBefore =
      at(outcome, row) === unreadable.foreign && at(outcome, before) < unreadable.foreign
    isDropped[keepsBefore ? row : before] = 1
    if (keepsBefore) lastOf.set(key, before)
  }
  return dropped
}

function keyOf({ first, second, voter, place }: VoteColumns, row: number): string {
  const [i, j] = [at(first, row), at(second, row)]
  return `${at(voter, row)} ${at(place, row)} ${Math.min(i, j)} ${Math.max(i, j)}`
}

/** Rows of each question that has more than one, in order. */
function* rowsByQuestion(question: Int32Array): Generator<Int32Array> {
  const most = question.reduce((high, id) => Math.max(high, id), -1)
  const start = new Int32Array(most + 2)
  for (const id of question) if (id >= 0) start[id + 1] = at(start, id + 1) + 1
  for (let id = 0; id <= most; id++) start[id + 1] = at(start, id + 1) + at(start, id)
  const next = start.slice()
  const rows = new Int32Array(at(start, most + 1))
  for (let row = 0; row < question.length; row++) {
    const id = at(question, row)
    if (id < 0) continue
    rows[at(next, id)] = row
    next[id] = at(next, id) + 1
  }
  for (let id = 0; id <= most; id++) {
    if (at(start, id + 1) - at(start, id) > 1) yield rows.subarray(at(start, id), at(start, id + 1))
  }
}
