import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arenaRowSchema, battleRowSchema, isPlainVote } from '../../../src/domain/votes/battle.ts'

/** What a field may hold in a file of others: the right thing, nearly, or something else. */
const anything = fc.oneof(
  fc.string({ maxLength: 3 }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.constantFrom(0, -0, 1.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, 12345678901n),
  fc.constant(['owl', 'pair-v2']),
  fc.constant({}),
)
const mostly = <T>(right: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: right }, { weight: 1, arbitrary: anything })
const name = mostly(fc.constantFrom('x', 'y'))
const winners = ['model_a', 'model_b', 'tie', 'tie (bothbad)', 'both_bad', 'error']
const winner = mostly(fc.constantFrom(...winners))
const row = fc.record(
  {
    model_a: name,
    model_b: name,
    winner,
    question_id: mostly(fc.oneof(fc.constant('q'), fc.integer())),
    judge: mostly(fc.constant('expert_1')),
    turn: mostly(fc.constant(1)),
    tstamp: mostly(fc.double({ noNaN: true, noDefaultInfinity: true })),
    choice: mostly(fc.constant(undefined)),
    repeat: mostly(fc.constant(undefined)),
    other: anything,
  },
  { requiredKeys: ['model_a', 'model_b', 'winner'] },
)

describe('a plain vote', () => {
  it('passes the schema unchanged: the check by hand lets nothing through that the schema refuses', () => {
    let plain = 0
    fc.assert(
      fc.property(row, (value) => {
        if (!isPlainVote(value)) return
        plain++
        const result = arenaRowSchema.safeParse(value)
        expect(result.success, JSON.stringify(result.error?.issues)).toBe(true)
        expect(result.data).toEqual(value)
        expect(battleRowSchema.parse(value)).toBe(value)
      }),
      { numRuns: 3000 },
    )
    expect(plain).toBeGreaterThan(50)
  })

  it('or not, is read and refused as the schema says', () => {
    fc.assert(
      fc.property(row, (value) => {
        const [own, schema] = [battleRowSchema.safeParse(value), arenaRowSchema.safeParse(value)]
        expect(own.success).toBe(schema.success)
        if (own.success) expect(own.data).toEqual(schema.data)
        else
          expect(own.error?.issues.map(({ path }) => path)).toEqual(
            schema.error?.issues.map(({ path }) => path),
          )
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['a game', { g1_winner: 'model_1' }],
    ['an empty name', { model_a: '' }],
    ['a turn that is no whole number', { turn: 1.5 }],
    ['a choice', { choice: 1 }],
  ])('is none with %s', (_, fields) => {
    expect(isPlainVote({ model_a: 'x', model_b: 'y', winner: 'tie', ...fields })).toBe(false)
    expect(isPlainVote({ model_a: 'x', model_b: 'y', winner: 'tie' })).toBe(true)
  })
})
