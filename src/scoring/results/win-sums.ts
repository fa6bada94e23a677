import { addAt, at } from '../../stats/numeric/at.ts'

/** A model's points against one opponent in one match: `halves` 0, 1 (tie) or 2; all are numbers from 0. */
export type Meeting = { question: number; model: number; opponent: number; halves: number }

/** Collects meetings, eight bytes each. */
export type Meetings = {
  add: (meeting: Meeting) => void
  /**
   * A statistic of weighted questions: each model's mean, over the opponents it has met, of the share of
   * the matches won; NaN for one that has met nobody. The row it gives is used again.
   */
  statistic: () => (weights: Float64Array) => Float64Array
}

export function createMeetings(size: { models: number; questions: number }): Meetings {
  const { models, questions } = size
  const cells = models * models
  let codes = new Float64Array(1024)
  let length = 0
  return {
    add: ({ question, model, opponent, halves }) => {
      if (length === codes.length) {
        const larger = new Float64Array(2 * length)
        larger.set(codes)
        codes = larger
      }
      codes[length++] = (question * cells + model * models + opponent) * 4 + halves
    },
    statistic: () => {
      const packed = pack(codes.subarray(0, length).sort(), { cells, questions })
      const rates = new Float64Array(models)
      return (weights) => ratesOf(sumsOf(packed, weights), { packed, rates })
    },
  }
}

/**
 * Points and matches of several cells (model against opponent) in one double each: whole numbers in bit
 * fields that no weighted sum can overflow, so that a sum over questions is one addition for all of them.
 */
type Packed = {
  /** Where each question's entries start; the next one's start ends them. */
  start: Int32Array
  slot: Int32Array
  value: Float64Array
  /** Sums under way, by slot. */
  sums: Float64Array
  cellsInSlot: number
  /** Sizes of the two fields of a cell, as powers of two: half points, then matches. */
  halves: number
  matches: number
}

/** Halves and matches of one cell on one question, the cells of a question in order. */
type Visit = (question: number, cell: number, counts: { halves: number; matches: number }) => void

function eachCell(codes: Float64Array, cells: number, visit: Visit): void {
  for (let i = 0; i < codes.length; ) {
    const key = Math.floor(at(codes, i) / 4)
    const counts = { halves: 0, matches: 0 }
    for (; i < codes.length && Math.floor(at(codes, i) / 4) === key; i++) {
      counts.halves += at(codes, i) % 4
      counts.matches++
    }
    visit(Math.floor(key / cells), key % cells, counts)
  }
}

function pack(codes: Float64Array, size: { cells: number; questions: number }): Packed {
  const { cells, questions } = size
  let most = 0
  eachCell(codes, cells, (_, __, { matches }) => {
    most = Math.max(most, matches)
  })
  const bits = Math.ceil(Math.log2(questions * most + 1))
  const cellsInSlot = Math.max(1, Math.min(3, Math.floor(53 / (2 * bits + 1))))
  const [halves, matches] = [2 ** (bits + 1), 2 ** bits]
  const start = new Int32Array(questions + 1)
  const slot = new Int32Array(codes.length)
  const value = new Float64Array(codes.length)
  let entries = 0
  let last = -1
  eachCell(codes, cells, (question, cell, counts) => {
    const own = Math.floor(cell / cellsInSlot)
    if (at(start, question + 1) === 0 || own !== last) {
      slot[entries++] = own
      last = own
    }
    start[question + 1] = entries
    const shift = (halves * matches) ** (cell % cellsInSlot)
    addAt(value, entries - 1, shift * (counts.halves + halves * counts.matches))
  })
  for (let q = 1; q <= questions; q++) start[q] = Math.max(at(start, q), at(start, q - 1))
  return {
    start,
    slot: slot.slice(0, entries),
    value: value.slice(0, entries),
    sums: new Float64Array(Math.ceil(cells / cellsInSlot)),
    cellsInSlot,
    halves,
    matches,
  }
}

function sumsOf({ start, slot, value, sums }: Packed, weights: Float64Array): Float64Array {
  sums.fill(0)
  for (let question = 0; question < weights.length; question++) {
    const weight = at(weights, question)
    if (weight === 0) continue
    const end = at(start, question + 1)
    for (let entry = at(start, question); entry < end; entry++) {
      const place = at(slot, entry)
      sums[place] = at(sums, place) + weight * at(value, entry)
    }
  }
  return sums
}

function ratesOf(sums: Float64Array, parts: { packed: Packed; rates: Float64Array }): Float64Array {
  const { packed, rates } = parts
  const { cellsInSlot, halves, matches } = packed
  const models = rates.length
  let [slot, inSlot, rest] = [0, 0, at(sums, 0)]
  for (let model = 0; model < models; model++) {
    let total = 0
    let opponents = 0
    for (let opponent = 0; opponent < models; opponent++) {
      if (inSlot === cellsInSlot) {
        inSlot = 0
        rest = at(sums, ++slot)
      }
      inSlot++
      const withMatches = Math.floor(rest / halves)
      const won = rest - withMatches * halves
      rest = Math.floor(withMatches / matches)
      const played = withMatches - rest * matches
      if (played === 0) continue
      total += won / 2 / played
      opponents++
    }
    rates[model] = opponents === 0 ? Number.NaN : total / opponents
  }
  return rates
}
