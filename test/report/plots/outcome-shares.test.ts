import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/errors.ts'
import { type OutcomeSharesRow, outcomeShares } from '../../../src/report/plots/outcome-shares.ts'
import { hostile, readPicture, textsOf, words } from '../../support/pictures.ts'
import { elementsOf, numberOf } from '../../support/xml.ts'

const draw = (rows: readonly OutcomeSharesRow[], heading = 'true loss') =>
  outcomeShares({ rows, heading, unit: 'pairs of runs' }, words)
const row = (fields: Partial<OutcomeSharesRow> = {}): OutcomeSharesRow => ({
  label: 'none (A/A)',
  pass: 810,
  inconclusive: 187,
  regressed: 3,
  ...fields,
})

describe('outcomeShares', () => {
  it('draws each outcome as long as its share, one after the other', () => {
    const counts = fc.record({
      label: fc.string({ maxLength: 20, unit: 'binary' }),
      pass: fc.nat(1000),
      inconclusive: fc.nat(1000),
      regressed: fc.integer({ min: 1, max: 1000 }),
    })
    fc.assert(
      fc.property(fc.array(counts, { minLength: 1, maxLength: 12 }), (rows) => {
        const tree = readPicture(draw(rows))
        const groups = elementsOf(tree, 'g', 'outcomes')
        expect(groups.length).toBe(rows.length)
        groups.forEach((group, index) => {
          const { pass = 0, inconclusive = 0, regressed = 0 } = rows[index] ?? {}
          const [frame] = elementsOf(group, 'rect')
          const all = pass + inconclusive + regressed
          let x = numberOf(frame, 'x')
          for (const [name, count] of Object.entries({ pass, inconclusive, regressed })) {
            const [part] = elementsOf(group, 'rect', `part ${name}`)
            if (count === 0) expect(part).toBeUndefined()
            else {
              expect(numberOf(part, 'x')).toBeCloseTo(x, 1)
              x += (numberOf(frame, 'width') * count) / all
              expect(numberOf(part, 'x') + numberOf(part, 'width')).toBeCloseTo(x, 1)
            }
          }
        })
      }),
      { numRuns: 20 },
    )
  })

  it('prints every share, n and what the rows are', () => {
    const rows = [row(), row({ label: '0.80', pass: 0, inconclusive: 1, regressed: 999 })]
    const texts = textsOf(readPicture(draw(rows)))
    const wanted = ['81.0 %', '18.7 %', '0.3 %', '99.9 %', 'none (A/A)', 'true loss']
    for (const text of wanted) expect(texts).toContain(text)
    expect(texts).toContain('n = 1000 pairs of runs a bar')
    for (const name of ['pass', 'inconclusive', 'regressed']) expect(texts).toContain(name)
  })

  it('says "no data" of a row without trials, and draws nothing from nothing', () => {
    const none = row({ pass: 0, inconclusive: 0, regressed: 0 })
    expect(textsOf(readPicture(draw([row(), none])))).toContain('no data')
    expect(() => draw([])).toThrow(UserError)
  })

  it('shows hostile words as text', () =>
    expect(elementsOf(readPicture(draw([row({ label: hostile })], hostile)), 'script')).toEqual([]))
})
