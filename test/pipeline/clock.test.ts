import { expect, it } from 'vitest'
import { timestamp } from '../../src/pipeline/clock.ts'
import { fakeClock } from '../support/records.ts'

it('gives seconds since 1970, fractions kept', () => {
  expect(timestamp(fakeClock(1_700_000_000_250))).toBe(1_700_000_000.25)
})
