import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareSides, type SideValue } from '../../../src/scoring/comparing/comparison.ts'

const options = {
  confidence: 0.95,
  seed: 3,
  draws: 200,
  categoryOf: (id: number | string) => (Number(id) % 2 === 0 ? 'even' : 'odd'),
}

const value = (questionId: number, item: string, rating: number | null): SideValue => ({
  questionId,
  item,
  value: rating,
})

/** One value a question and turn, in any order, some of them unread. */
const anySide = fc
  .uniqueArray(
    fc.record({
      questionId: fc.integer({ min: 1, max: 30 }),
      item: fc.constantFrom('1', '2'),
      value: fc.option(fc.integer({ min: 1, max: 10 }), { freq: 8 }),
    }),
    { selector: (v) => `${v.questionId} ${v.item}`, minLength: 20, maxLength: 60 },
  )
  .filter((side) => side.some((v) => v.value !== null))

describe('compareSides', () => {
  it('takes the mean difference over what both sides have, with what was left out', () => {
    const a = [value(1, '1', 7), value(1, '2', 8), value(2, '1', 5), value(3, '1', 9)]
    const b = [value(1, '1', 6), value(1, '2', 6), value(2, '1', 6), value(2, '2', null)]
    const { rows, questions, leftOut } = compareSides(a, b, options)
    expect(rows[0]).toMatchObject({
      category: null,
      n: 3,
      questions: 2,
      difference: 2 / 3,
      mean_a: 20 / 3,
      mean_b: 6,
      ci: null,
      mde: null,
      p_holm: null,
      win: 1,
      tie: 0,
      loss: 1,
    })
    expect(rows.map((row) => row.category)).toEqual([null, 'even', 'odd'])
    expect(questions.map((q) => [q.question_id, q.difference])).toEqual([
      [1, 1.5],
      [2, -1],
    ])
    expect(leftOut).toEqual({
      questions_only_a: 1,
      questions_only_b: 0,
      items_only_a: 0,
      items_only_b: 1,
      unparsed_a: 0,
      unparsed_b: 1,
    })
  })

  // Differences 1, 2, 3, 4, 5: mean 3, sd 1.581139, t(0.975; 4) = 2.776445, so 3 ± 1.963243; of 32 sign
  // patterns 2 reach ±15; the effect is R's power.t.test(n = 5, power = 0.8, sd = 1.581139, type =
  // "paired", strict = TRUE) = 2.681 and a little more, for the sd is an estimate.
  it('agrees with a calculation by hand', () => {
    const ids = [1, 3, 5, 7, 9]
    const a = ids.map((id, i) => value(id, '1', 2 + i))
    const b = ids.map((id) => value(id, '1', 1))
    const [all] = compareSides(a, b, options).rows
    expect(all?.difference).toBe(3)
    expect(all?.ci?.[0]).toBeCloseTo(1.036757, 5)
    expect(all?.ci?.[1]).toBeCloseTo(4.963243, 5)
    expect(all?.p).toBe(2 / 32)
    expect(all?.mde).toBeGreaterThan(2.4)
    expect(all?.mde).toBeLessThan(3.8)
  })

  it('adjusts the categories for their number, by Holm', () => {
    const ids = Array.from({ length: 10 }, (_, i) => i + 1)
    const a = ids.map((id) => value(id, '1', id % 2 === 0 ? 5 + (id % 3) : 9))
    const b = ids.map((id) => value(id, '1', 6))
    const [, even, odd] = compareSides(a, b, options).rows
    expect(odd?.p).toBe(2 / 32)
    expect(odd?.p_holm).toBe(4 / 32)
    expect(even?.p_holm).toBe(Math.max(even?.p ?? 0, 4 / 32))
  })

  it('has no rows where the sides share nothing', () => {
    expect(compareSides([value(1, '1', 5)], [value(2, '1', 5)], options).rows).toEqual([])
  })

  it('law: swapping the sides negates the difference and keeps p and the effect', () => {
    fc.assert(
      fc.property(anySide, anySide, (a, b) => {
        const forth = compareSides(a, b, options).rows
        const back = compareSides(b, a, options).rows
        expect(back).toHaveLength(forth.length)
        for (const [i, row] of forth.entries()) {
          const other = back[i]
          expect(other?.difference).toBeCloseTo(-row.difference, 12)
          expect(other?.p).toBe(row.p)
          expect(other?.p_holm).toBe(row.p_holm)
          expect([other?.win, other?.loss, other?.n]).toEqual([row.loss, row.win, row.n])
          if (row.mde !== null) expect(other?.mde).toBeCloseTo(row.mde, 10)
        }
      }),
      { numRuns: 8 },
    )
  })

  it('law: the order of the values does not matter', () => {
    fc.assert(
      fc.property(anySide, anySide, fc.infiniteStream(fc.nat()), (a, b, numbers) => {
        const reordered = [...a].sort(() => ((numbers.next().value ?? 0) % 3) - 1)
        expect(compareSides(reordered, [...b].reverse(), options)).toEqual(
          compareSides(a, b, options),
        )
      }),
      { numRuns: 8 },
    )
  })

  it('law: a side compared with itself differs by 0, p = 1', () => {
    fc.assert(
      fc.property(anySide, (side) => {
        for (const row of compareSides(side, side, options).rows) {
          expect(row).toMatchObject({ difference: 0, p: 1, win: 0, loss: 0 })
        }
      }),
      { numRuns: 8 },
    )
  })
})
