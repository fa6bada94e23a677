import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createProgress } from '../../../src/report/progress/progress.ts'
import { createOutput } from '../../../src/report/terminal/output.ts'

/** A stream that keeps what is written, and a clock that is set by hand. */
function stage(options: { total: number; isTerminal?: boolean; isQuiet?: boolean }) {
  const written: string[] = []
  const stream = Object.assign(
    new Writable({
      write(chunk, _encoding, done) {
        written.push(String(chunk))
        done()
      },
    }),
    { isTTY: options.isTerminal === true, columns: 100 },
  )
  const clock = { ms: 0 }
  const progress = createProgress({
    label: 'judging',
    isTerminal: false,
    isQuiet: false,
    ...options,
    stream: createOutput(stream, { wraps: true }),
    now: () => clock.ms,
  })
  return { progress, clock, text: () => written.join('') }
}

describe('createProgress without a terminal', () => {
  it('writes one plain line a tenth of the way, with the rate', () => {
    const { progress, clock, text } = stage({ total: 20 })
    for (let index = 0; index < 20; index++) {
      clock.ms += 100
      progress.step()
    }
    progress.stop()
    const lines = text().trimEnd().split('\n')
    expect(lines).toHaveLength(10)
    expect(lines[0]).toBe('judging: 2/20, 10/s')
    expect(lines.at(-1)).toBe('judging: 20/20, 10/s')
  })

  it('writes a line a step where there are fewer than ten', () => {
    const { progress, clock, text } = stage({ total: 3 })
    for (let index = 0; index < 3; index++) {
      clock.ms += 2000
      progress.step()
    }
    expect(text()).toBe('judging: 1/3, 0.5/s\njudging: 2/3, 0.5/s\njudging: 3/3, 0.5/s\n')
  })

  it('counts retries and failures, and failures move it forward', () => {
    const { progress, text } = stage({ total: 2 })
    progress.retried()
    progress.retried()
    progress.failed()
    progress.step()
    expect(text()).toBe('judging: 1/2, 0.0/s | 2 retries | 1 failed\n')
  })

  it('writes what is said at once', () => {
    const { progress, text } = stage({ total: 10 })
    progress.say('question 81: filtered')
    expect(text()).toBe('question 81: filtered\n')
  })
})

describe('createProgress that is quiet, or has nothing to do', () => {
  it.each([
    { total: 5, isQuiet: true },
    { total: 5, isQuiet: true, isTerminal: true },
    { total: 0 },
    { total: 0, isTerminal: true },
  ])('writes only what is said: %j', (options) => {
    const { progress, text } = stage(options)
    progress.step()
    progress.retried()
    progress.failed()
    progress.say('a line')
    progress.stop()
    expect(text()).toBe('a line\n')
  })
})

describe('createProgress on a terminal', () => {
  it('draws a bar with counts, and shows the cursor again at the end', () => {
    const { progress, clock, text } = stage({ total: 4, isTerminal: true })
    clock.ms = 1000
    progress.step()
    progress.retried()
    progress.failed()
    progress.stop()
    expect(text()).toContain('judging')
    expect(text()).toContain('2/4')
    expect(text()).toContain('1 retry | 1 failed')
    expect(text()).toContain('\u001b[?25l')
    expect(text().lastIndexOf('\u001b[?25h')).toBeGreaterThan(text().lastIndexOf('\u001b[?25l'))
  })

  it('does not lose a line that is said just before the end', () => {
    const { progress, text } = stage({ total: 4, isTerminal: true })
    progress.say('the last call failed')
    progress.stop()
    expect(text()).toContain('the last call failed\n')
  })

  it('draws no more after the end', () => {
    const { progress, text } = stage({ total: 4, isTerminal: true })
    progress.stop()
    const before = text()
    progress.stop()
    expect(text().replace(before, '')).not.toContain('0/4')
  })
})
