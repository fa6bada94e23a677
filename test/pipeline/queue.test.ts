import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createQueue } from '../../src/pipeline/queue.ts'

describe('createQueue', () => {
  it('gives what was added first, whatever is added and taken between', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 6000 }), (steps) => {
        const queue = createQueue<number>()
        const plain: number[] = []
        for (const [index, isAdding] of steps.entries()) {
          if (isAdding) {
            queue.add(index)
            plain.push(index)
          } else expect(queue.take()).toBe(plain.shift())
          expect(queue.first()).toBe(plain[0])
          expect(queue.size()).toBe(plain.length)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('gives back the places of many that were taken', () => {
    const queue = createQueue<number>()
    for (let i = 0; i < 10_000; i++) queue.add(i)
    for (let i = 0; i < 9_999; i++) expect(queue.take()).toBe(i)
    expect([queue.first(), queue.size()]).toEqual([9_999, 1])
    expect([queue.take(), queue.take()]).toEqual([9_999, undefined])
  })
})
