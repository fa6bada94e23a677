import { describe, expect, it } from 'vitest'
import { type LadderSet, ladder, ladderSets } from './mt-fresh.ts'

/** Tests of what holds for every category's ladder: sets, faults, lengths, padding, repetition. */
export function describeLadderForm(category: string, ids: readonly number[]): void {
  const pairs = ids.flatMap((id): [number, 1 | 2][] => [
    [id, 1],
    [id, 2],
  ])
  describe(`${category} ladder: form`, () => {
    const sizes = (set: LadderSet): number[] =>
      pairs.map(([id, turn]) => textOf(set, id, turn).length)
    const longer = (a: LadderSet, b: LadderSet): number =>
      pairs.filter(([id, turn]) => textOf(a, id, turn).length > textOf(b, id, turn).length).length

    it.each(ladderSets)('%s has five answers of two turns with its faults', (set) => {
      for (const id of ids) {
        const row = ladder(set, id)
        expect(row.turns).toHaveLength(2)
        expect(row.fault.map((f) => f.turn)).toEqual(set === 'strong' ? [] : [1, 2])
      }
    })

    it('keeps the median lengths of strong, fair and weak within 12 %', () => {
      const medians = (['strong', 'fair', 'weak'] as const).map((s) => median(sizes(s)))
      expect(Math.max(...medians) / Math.min(...medians)).toBeLessThan(1.12)
    })

    it('does not let the longest answer win', () => {
      for (const lower of ['weak', 'fair'] as const) {
        expect(longer('strong', lower)).toBeGreaterThanOrEqual(4)
        expect(longer('strong', lower)).toBeLessThanOrEqual(6)
      }
    })

    it.each(pairs)('%i turn %i: padded is fair made half as long again', (id, turn) => {
      const fair = textOf('fair', id, turn)
      const padded = textOf('padded', id, turn)
      expect(padded.length / fair.length).toBeGreaterThanOrEqual(1.4)
      expect(padded.length / fair.length).toBeLessThanOrEqual(1.6)
      for (const part of fair.split(/(?<=[.?!:]) |\n+/)) expect(padded).toContain(part)
    })

    it.each(ladderSets)('%s shares no run of twelve words between two answers', (set) => {
      expect(sharedRuns(set, pairs)).toEqual([])
    })
  })
}

function textOf(set: LadderSet, id: number, turn: 1 | 2): string {
  return ladder(set, id).turns[turn - 1] ?? ''
}

function grams(source: string, size: number): string[] {
  const words = source
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((w) => w !== '')
  return words.slice(size - 1).map((_, i) => words.slice(i, i + size).join(' '))
}

/** Runs of twelve words that two answers of one set have in common. */
function sharedRuns(set: LadderSet, pairs: readonly [number, 1 | 2][]): string[] {
  const owner = new Map<string, string>()
  const shared: string[] = []
  for (const [id, turn] of pairs) {
    const here = `${id}/${turn}`
    for (const run of grams(textOf(set, id, turn), 12)) {
      const before = owner.get(run)
      if (before !== undefined && before !== here) shared.push(run)
      owner.set(run, here)
    }
  }
  return shared
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  return ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2
}
