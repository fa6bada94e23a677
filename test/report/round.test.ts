import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fixed } from '../../src/report/round.ts'

/** Rounds by whole numbers only: every double is an integer times a power of two. */
function exactly(value: number, decimals: number): string {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, Math.abs(value))
  const raw = bits.getBigUint64(0)
  const exponent = Number(raw >> 52n)
  const fraction = raw & ((1n << 52n) - 1n)
  const mantissa = exponent === 0 ? fraction : fraction | (1n << 52n)
  const shift = Math.max(exponent, 1) - 1075
  const scaled = mantissa * 10n ** BigInt(decimals) * (shift > 0 ? 1n << BigInt(shift) : 1n)
  const unit = shift < 0 ? 1n << BigInt(-shift) : 1n
  const [down, twiceRest] = [scaled / unit, (scaled % unit) * 2n]
  const isUp = twiceRest > unit || (twiceRest === unit && down % 2n === 1n)
  const digits = String(isUp ? down + 1n : down).padStart(decimals + 1, '0')
  const point = digits.length - decimals
  const text = decimals === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`
  return value < 0 ? `-${text}` : text
}

describe('fixed', () => {
  // What Python 3.11's format(value, '.<decimals>f') gives.
  it.each([
    [66.25, 1, '66.2'],
    [0.15, 1, '0.1'],
    [0.35, 1, '0.3'],
    [2.675, 2, '2.67'],
    [0.5, 0, '0'],
    [1.5, 0, '2'],
    [2.5, 0, '2'],
    [0.125, 2, '0.12'],
    [0.375, 2, '0.38'],
    [1.005, 2, '1.00'],
    [8.345, 2, '8.35'],
    [0.045, 2, '0.04'],
    [-0.4, 0, '-0'],
    [-0.5, 0, '-0'],
    [-0.125, 2, '-0.12'],
    [-2.675, 2, '-2.67'],
    [-0.001, 2, '-0.00'],
    [6.103125, 5, '6.10313'],
    [6.103125, 2, '6.10'],
    [5.475, 2, '5.47'],
    [7.76875, 2, '7.77'],
    [9.995, 2, '9.99'],
    [99.95, 1, '100.0'],
    [1e-7, 2, '0.00'],
    [100, 1, '100.0'],
    [0, 2, '0.00'],
    [2 ** 50 + 0.25, 1, '1125899906842624.2'],
    [123456789.5, 0, '123456790'],
    [1e20, 1, '100000000000000000000.0'],
    [0.1 + 0.2, 17, '0.30000000000000004'],
  ])('of %d with %i decimals is %s', (value, decimals, text) => {
    expect(fixed(value, decimals)).toBe(text)
    expect(exactly(value, decimals)).toBe(text)
  })

  it('53 of 80 is 66.2 %, where toFixed says 66.3', () => {
    expect(fixed((53 / 80) * 100, 1)).toBe('66.2')
    expect(((53 / 80) * 100).toFixed(1)).toBe('66.3')
  })

  it('rounds the exact value, ties to even, for any number and number of decimals', () => {
    const tie = fc
      .tuple(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), fc.integer({ min: 0, max: 8 }))
      .map(([whole, power]) => whole / 2 ** power)
    const any = fc.double({ min: -1e20, max: 1e20, noNaN: true }).filter((x) => !Object.is(x, -0))
    const hundredths = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((x) => x / 1000)
    fc.assert(
      fc.property(
        fc.oneof(tie, any, hundredths),
        fc.integer({ min: 0, max: 8 }),
        (value, decimals) => {
          fc.pre(!Object.is(value, -0))
          expect(fixed(value, decimals)).toBe(exactly(value, decimals))
        },
      ),
      { numRuns: 2000 },
    )
  })
})
