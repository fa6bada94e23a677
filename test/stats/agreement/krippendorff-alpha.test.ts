import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cohenKappa } from '../../../src/stats/agreement/cohen-kappa.ts'
import { krippendorffAlpha } from '../../../src/stats/agreement/krippendorff-alpha.ts'

const gap = null
const observers = [
  [1, 2, 3, 3, 2, 1, 4, 1, 2, gap, gap, gap],
  [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, gap, 3],
  [gap, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, gap],
  [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, gap],
]
const units = Array.from({ length: 12 }, (_, unit) => observers.map((row) => row[unit] ?? gap))

// Krippendorff (2011), section C; the same data and values stand in R irr's ?kripp.alpha.
test.each([
  ['nominal', 0.743],
  ['ordinal', 0.815],
  ['interval', 0.849],
] as const)(
  'the %s alpha of four observers with gaps is that of Krippendorff and irr',
  (level, expected) => {
    const result = krippendorffAlpha(units, { level })
    expect(result.alpha).toBeCloseTo(expected, 3)
    expect(result).toMatchObject({ values: 40, units: 11 })
  },
)

test('the worked example is 1 − 7/15', () => {
  const { alpha } = krippendorffAlpha(
    [
      [1, 1],
      [1, 2],
      [2, 2],
      [2, 2],
    ],
    { level: 'nominal' },
  )
  expect(alpha).toBeCloseTo(8 / 15, 14)
})

test('for two judges and many units nominal alpha comes near kappa of the symmetric table', () => {
  const pairs = Array.from({ length: 3000 }, (_, i) => [(i * 7) % 3, (i * i) % 3])
  const both = [...pairs, ...pairs.map(([a = 0, b = 0]) => [b, a])]
  const table = [0, 1, 2].map((a) =>
    [0, 1, 2].map((b) => both.filter((pair) => pair[0] === a && pair[1] === b).length),
  )
  const { alpha } = krippendorffAlpha(pairs, { level: 'nominal' })
  expect(alpha).toBeCloseTo(cohenKappa(table).coefficient ?? 9, 3)
})

test('the order of units and judges, and gaps alone, change nothing', () => {
  const value = fc.option(fc.integer({ min: 1, max: 5 }), { nil: null })
  const unit = fc.array(value, { minLength: 0, maxLength: 4 })
  const level = fc.constantFrom('nominal', 'ordinal', 'interval')
  fc.assert(
    fc.property(fc.array(unit, { minLength: 2 }), level, (data, scale) => {
      fc.pre(data.some((one) => one.filter((v) => v !== null).length >= 2))
      const alpha = krippendorffAlpha(data, { level: scale }).alpha ?? 9
      const other = [...data, [null, 3]].reverse().map((one) => [...one].reverse())
      expect(krippendorffAlpha(other, { level: scale }).alpha ?? 9).toBeCloseTo(alpha, 9)
      expect(alpha === 9 || alpha <= 1).toBe(true)
    }),
  )
})

test('interval alpha does not change with the unit of the scale', () => {
  const alpha = krippendorffAlpha(units, { level: 'interval' }).alpha ?? 9
  const scaled = units.map((unit) => unit.map((v) => (v === null ? null : 10 * v - 3)))
  expect(krippendorffAlpha(scaled, { level: 'interval' }).alpha).toBeCloseTo(alpha, 12)
})

test('values that never vary have no alpha; units without a pair are refused', () => {
  expect(
    krippendorffAlpha(
      [
        [2, 2],
        [2, 2],
      ],
      { level: 'ordinal' },
    ).alpha,
  ).toBeNull()
  expect(() => krippendorffAlpha([[1], [2, null]], { level: 'nominal' })).toThrow(RangeError)
})
