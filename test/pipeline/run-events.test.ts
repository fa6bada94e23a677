import { describe, expect, it } from 'vitest'
import type { Usage } from '../../src/domain/answer.ts'
import { addUsage, emptyCounts } from '../../src/pipeline/run-events.ts'

describe('addUsage', () => {
  const some: Usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 }
  it.each<[name: string, a: Usage | null, b: Usage | null, sum: Usage | null]>([
    ['two', some, some, { prompt_tokens: 2, completion_tokens: 4, total_tokens: 6 }],
    ['one and none', some, null, some],
    ['none and one', null, some, some],
    ['none', null, null, null],
    [
      'one that is told in part',
      some,
      { total_tokens: 1 },
      { prompt_tokens: 1, completion_tokens: 2, total_tokens: 4 },
    ],
  ])('adds %s', (_, a, b, sum) => {
    expect(addUsage(a, b)).toEqual(sum)
  })
})

it('emptyCounts gives counts of their own each time', () => {
  const counts = emptyCounts()
  counts.done++
  counts.failed.push({ what: 'x', why: 'y', endpointIsDead: false })
  expect(emptyCounts()).toEqual({
    done: 0,
    failed: [],
    truncated: 0,
    unparsed: 0,
    filtered: 0,
    notRun: 0,
  })
})
