import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { battleRowSchema } from '../../../src/domain/votes/battle.ts'

/** Values that a field of a vote may have, and such as it must not have. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    ...['', 'tie', 'model_a', 'both_bad', 'expert_1', null, undefined, true],
  ),
  fc.constantFrom<unknown>(
    0,
    -1,
    1,
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    ['a', 'b'],
    {},
  ),
)
const mostly = (...good: unknown[]) =>
  fc.oneof({ weight: 12, arbitrary: fc.constantFrom<unknown>(...good) }, odd)
const vote = fc.record(
  {
    model_a: mostly('alder'),
    model_b: mostly('birch'),
    winner: mostly('model_a', 'model_b', 'tie'),
    judge: mostly('expert_1', 'gpt-4'),
    question_id: mostly(81, 'q1'),
    turn: mostly(1, 2),
    tstamp: mostly(1_687_222_830.5),
    choice: mostly(undefined),
    extra: odd,
  },
  { requiredKeys: ['model_a', 'model_b', 'winner'] },
)

/** The same row with a field that is no plain vote's, but that the schema takes as it is: it is checked whole. */
const checkedWhole = (row: object) => battleRowSchema.safeParse({ repeat: 0, ...row })

describe('battleRowSchema', () => {
  it('law: the check by hand takes a vote exactly where the schema does', () => {
    let taken = 0
    fc.assert(
      fc.property(vote, (row) => {
        const [quick, whole] = [battleRowSchema.safeParse(row), checkedWhole(row)]
        expect(quick.success).toBe(whole.success)
        if (!quick.success) return
        taken++
        expect(quick.data).toEqual(row)
      }),
      { numRuns: 5000 },
    )
    expect(taken).toBeGreaterThan(100)
  })

  it.each([
    ['model_a', { model_a: '', model_b: 'b', winner: 'tie' }],
    ['winner', { model_a: 'a', model_b: 'b', winner: 'a' }],
    ['turn', { model_a: 'a', model_b: 'b', winner: 'tie', turn: 1.5 }],
    ['g2_winner', { question_id: 1, judge: 'j', model_1: 'a', model_2: 'b', g1_winner: 'tie' }],
  ])('names %s where it is wrong', (field, row) => {
    const paths = battleRowSchema.safeParse(row).error?.issues.map(({ path }) => path.join('.'))
    expect(paths?.[0]).toBe(field)
  })
})
