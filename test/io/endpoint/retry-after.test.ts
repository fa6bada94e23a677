import { describe, expect, it } from 'vitest'
import { retryAfterMs } from '../../../src/io/endpoint/retry-after.ts'

const now = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT')

describe('retryAfterMs', () => {
  it.each<[name: string, headers: Record<string, string>, expected: number | undefined]>([
    ['nothing', {}, undefined],
    ['milliseconds', { 'retry-after-ms': '250' }, 250],
    ['seconds', { 'retry-after': '3' }, 3000],
    ['a fraction of a second', { 'retry-after': '0.5' }, 500],
    ['no wait at all as nothing', { 'retry-after': '0' }, undefined],
    ['milliseconds before seconds', { 'retry-after-ms': '250', 'retry-after': '3' }, 250],
    [
      'seconds where the milliseconds are no number',
      { 'retry-after-ms': 'soon', 'retry-after': '3' },
      3000,
    ],
    ['a date to come', { 'retry-after': 'Wed, 21 Oct 2026 07:28:07 GMT' }, 7000],
    ['a date gone by as nothing', { 'retry-after': 'Wed, 21 Oct 2026 07:00:00 GMT' }, undefined],
    ['words', { 'retry-after': 'in a while' }, undefined],
    ['an endless number', { 'retry-after': 'Infinity' }, undefined],
    ['nothing but white space', { 'retry-after': '' }, undefined],
  ])('reads %s', (_, headers, expected) => {
    expect(retryAfterMs(new Headers(headers), now)).toBe(expected)
  })

  it('says nothing where there are no headers', () => {
    expect(retryAfterMs(undefined, now)).toBeUndefined()
  })
})
