import { describe, expect, it } from 'vitest'
import { createOutput } from '../../../src/report/terminal/output.ts'
import { writable } from '../../support/writable.ts'

describe('createOutput', () => {
  it('shows control characters instead of obeying them, in whatever is written', () => {
    const { stream, text } = writable()
    createOutput(stream, { wraps: true }).write('\u001b]0;x\u0007 \u202eabc\n')
    expect(text()).toBe('\\x1b]0;x\\x07 \\u202eabc\n')
  })

  it('breaks messages between words at the width of a terminal', () => {
    const { stream, text } = writable({ columns: 20 })
    createOutput(stream, { wraps: true }).write('a message that is longer than the terminal\n')
    expect(text()).toBe('a message that is\n  longer than the\n  terminal\n')
  })

  it('leaves lines as long as they are where there is no terminal', () => {
    const { stream, text } = writable()
    const output = createOutput(stream, { wraps: true })
    output.write(`${'word '.repeat(100)}\n`)
    expect(text().split('\n')).toHaveLength(2)
    expect(output.columns).toBe(Number.POSITIVE_INFINITY)
  })

  it('follows a terminal that changes its width, and takes 80 where it does not say', () => {
    const { stream } = writable({ columns: 40 })
    const output = createOutput(stream, { wraps: false })
    expect(output.columns).toBe(40)
    Object.assign(stream, { columns: 100 })
    expect(output.columns).toBe(100)
    Object.assign(stream, { columns: undefined })
    expect(output.columns).toBe(80)
  })
})
