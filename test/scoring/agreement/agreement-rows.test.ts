import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BallotRow, ballotRowSchema } from '../../../src/domain/votes/ballot-row.ts'
import {
  type AgreementOptions,
  type AgreementRow,
  agreementRows,
} from '../../../src/scoring/agreement/agreement-rows.ts'
import { alphaRows } from '../../../src/scoring/agreement/alpha-rows.ts'
import { createBallotBox } from '../../../src/scoring/agreement/ballot-box.ts'

type Vote = {
  question_id: number
  turn: number
  model_a: string
  model_b: string
  winner: 'model_a' | 'model_b' | 'tie'
  judge: string
}

const models = ['m1', 'm2', 'm3']
const vote = fc
  .record({
    question_id: fc.integer({ min: 1, max: 6 }),
    turn: fc.constantFrom(1, 2),
    pair: fc.constantFrom<[string, string]>(['m1', 'm2'], ['m3', 'm1'], ['m2', 'm3']),
    winner: fc.constantFrom('model_a', 'model_b', 'tie'),
    judge: fc.constantFrom('expert_1', 'expert_2', 'author_1', 'owl'),
  })
  .map(({ pair: [model_a, model_b], ...rest }): Vote => ({ ...rest, model_a, model_b }))

/** What an individual has voted on: it counts once. */
const placeOf = (v: Vote) =>
  JSON.stringify([v.judge, v.question_id, v.turn, [v.model_a, v.model_b].sort()])
const votes = fc.uniqueArray(vote, { selector: placeOf, minLength: 4, maxLength: 60 })

const plain: AgreementOptions = {
  by: null,
  categoryOf: () => undefined,
  majorityOf: 'expert',
  resamples: 20,
  confidence: 0.9,
  seed: 1,
  orientation: 'code',
}
const bothWays: AgreementOptions = { ...plain, orientation: 'both' }

function ballotsOf(...shards: readonly (readonly Vote[])[]) {
  const box = createBallotBox()
  for (const row of shards.flat()) box.add(ballotRowSchema.parse(row) satisfies BallotRow)
  return box.result()
}

function figures(list: readonly Vote[], options = plain) {
  const { ballots } = ballotsOf(list)
  return { rows: agreementRows(ballots, options), alpha: alphaRows(ballots, options) }
}

const turned = (v: Vote): Vote => ({
  ...v,
  model_a: v.model_b,
  model_b: v.model_a,
  winner: v.winner === 'tie' ? 'tie' : v.winner === 'model_a' ? 'model_b' : 'model_a',
})

/** Names in another order: m1 … m3 become z3 … z1. */
const renamed = (v: Vote): Vote => {
  const name = (model: string) => `z${models.length - models.indexOf(model)}`
  return { ...v, model_a: name(v.model_a), model_b: name(v.model_b) }
}

const some = { numRuns: 15 }
const percent = ({ a, b, setup, turn, agree, total, questions, rate, ci }: AgreementRow) => ({
  ...{ a, b, setup, turn, agree, total, questions, rate, ci },
})

describe('agreement', () => {
  it('stays when a and b of any votes change places', () => {
    fc.assert(
      fc.property(
        votes,
        fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
        (list, flips) => {
          expect(figures(list.map((v, i) => (flips[i] === true ? turned(v) : v)))).toEqual(
            figures(list),
          )
        },
      ),
      some,
    )
  })

  it('stays when votes change places, and when shards are read in another order', () => {
    fc.assert(
      fc.property(votes, fc.nat(), (list, cut) => {
        const at = cut % list.length
        const whole = figures(list)
        expect(figures([...list].reverse())).toEqual(whole)
        const { ballots } = ballotsOf(list.slice(at), list.slice(0, at))
        expect(agreementRows(ballots, plain)).toEqual(whole.rows)
        expect(alphaRows(ballots, plain)).toEqual(whole.alpha)
      }),
      some,
    )
  })

  it('in per cent does not depend on what models are called', () => {
    fc.assert(
      fc.property(votes, (list) => {
        expect(figures(list.map(renamed)).rows.map(percent)).toEqual(
          figures(list).rows.map(percent),
        )
      }),
      some,
    )
  })

  it('corrected for chance does not either, with both orders of the models', () => {
    fc.assert(
      fc.property(votes, (list) => {
        const [one, other] = [figures(list, bothWays), figures(list.map(renamed), bothWays)]
        expectClose(
          other.rows.flatMap(({ kappa, ac1 }) => [kappa, ac1]),
          one.rows.flatMap(({ kappa, ac1 }) => [kappa, ac1]),
        )
        expectClose(
          other.alpha.map((row) => row.alpha),
          one.alpha.map((row) => row.alpha),
        )
      }),
      some,
    )
  })

  it('depends on the names without: the reason for --orientation both', () => {
    // One says first, second, first; the other first, first, first: marginals tell the names apart.
    const pair = (question_id: number, judge: string, winner: Vote['winner']): Vote => ({
      ...{ question_id, judge, winner, turn: 1, model_a: 'm1', model_b: 'm2' },
    })
    const list = [1, 2, 3].flatMap((q) => [
      pair(q, 'owl', q === 2 ? 'model_b' : 'model_a'),
      pair(q, 'expert_1', 'model_a'),
    ])
    const mixed = [...list.slice(0, 4), ...list.slice(4).map(turnedNames)]
    const ac1 = (votesOf: readonly Vote[], options: AgreementOptions) =>
      figures(votesOf, options).rows.find((row) => row.a === 'owl' && row.b === 'expert')?.ac1
    expect(ac1(mixed, plain)).not.toBeCloseTo(ac1(list, plain) ?? 0, 6)
    expect(ac1(mixed, bothWays)).toBeCloseTo(ac1(list, bothWays) ?? 0, 12)
  })

  it('counts a vote that an individual casts twice once, and says so', () => {
    fc.assert(
      fc.property(votes, (list) => {
        const { ballots, losses } = ballotsOf(list, list)
        expect(losses.repeated).toBe(list.length)
        expect(agreementRows(ballots, plain)).toEqual(figures(list).rows)
      }),
      some,
    )
  })

  it('of every vote once more on another question is the same, over twice as many', () => {
    fc.assert(
      fc.property(votes, (list) => {
        const more = list.map((v) => ({ ...v, question_id: v.question_id + 100 }))
        const [one, two] = [figures(list).rows, figures([...list, ...more]).rows]
        expect(two.map(({ agree, total }) => [agree, total])).toEqual(
          one.map(({ agree, total }) => [2 * agree, 2 * total]),
        )
        expectClose(
          two.flatMap(({ rate, kappa, ac1 }) => [rate, kappa, ac1]),
          one.flatMap(({ rate, kappa, ac1 }) => [rate, kappa, ac1]),
        )
      }),
      some,
    )
  })

  it('makes only the rows that are asked for', () => {
    fc.assert(
      fc.property(votes, (list) => {
        const { ballots } = ballotsOf(list)
        const only = { turn: 'all', setup: 'S2' } as const
        expect(agreementRows(ballots, { ...plain, only })).toEqual(
          agreementRows(ballots, plain).filter((r) => r.turn === 'all' && r.setup === 'S2'),
        )
      }),
      some,
    )
  })
})

/** The same vote on a pair of models whose order of names is the other one. */
function turnedNames(v: Vote): Vote {
  return { ...v, model_a: 'm9', model_b: 'm2' }
}

function expectClose(found: readonly (number | null)[], wanted: readonly (number | null)[]): void {
  expect(found.map((value) => value === null)).toEqual(wanted.map((value) => value === null))
  for (const [i, value] of wanted.entries()) expect(found[i] ?? 0).toBeCloseTo(value ?? 0, 10)
}
