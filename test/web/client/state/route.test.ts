import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  flags,
  hashOf,
  home,
  type Route,
  routeOf,
  sorts,
  textViews,
  verdicts,
  views,
} from '../../../../src/web/client/state/route.ts'

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })

const routes: fc.Arbitrary<Route> = fc.record({
  view: fc.constantFrom(...views),
  question: fc.option(word),
  judge: fc.option(word),
  models: fc.uniqueArray(word, { maxLength: 4 }),
  category: fc.option(word),
  turn: fc.constantFrom(1, 2, null),
  verdict: fc.option(fc.constantFrom(...verdicts)),
  flags: fc.subarray([...flags]),
  search: fc.string({ unit: 'grapheme' }),
  sort: fc.constantFrom(...sorts),
  text: fc.constantFrom(...textViews),
})

describe('the address of a place in the page', () => {
  it('says everything that is looked at, whatever it is called', () => {
    fc.assert(
      fc.property(routes, (route) => {
        expect(routeOf(hashOf(route))).toEqual(route)
      }),
    )
  })

  it.each([
    ['', home],
    ['#', home],
    ['#/nowhere?turn=7&only=x&sort=y&verdict=z&text=w', home],
    ['#/questions/%E0%A4%A', { ...home, view: 'questions' as const, question: '%E0%A4%A' }],
    ['#/questions/81', { ...home, view: 'questions' as const, question: '81' }],
  ])('takes %j for a place that there is', (hash, route) => {
    expect(routeOf(hash)).toEqual(route)
  })
})
