import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeSpan } from '../../../src/report/gate/markdown-code.ts'

describe('codeSpan', () => {
  it.each([
    ['gpt-4o', '`gpt-4o`'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['', '`  `'],
    ['a\nb', '`a\\x0ab`'],
  ])('%j becomes %j', (text, span) => expect(codeSpan(text)).toBe(span))

  it('ends nowhere before its end', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', 'a', ' ', '\n', '<') }), (text) => {
        const span = codeSpan(text)
        const fence = span.match(/^`+/)?.[0] ?? ''
        const inner = span.slice(fence.length, -fence.length)
        expect(span.endsWith(fence)).toBe(true)
        expect(inner).not.toMatch(/^`|`$|\n/)
        expect(inner.match(/`+/g) ?? []).not.toContain(fence)
      }),
    )
  })
})
