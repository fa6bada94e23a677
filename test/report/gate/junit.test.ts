import { parse } from 'junit2json'
import { describe, expect, it } from 'vitest'
import type { CheckDocument } from '../../../src/report/gate/check-document.ts'
import { checkJunit } from '../../../src/report/gate/junit.ts'
import { hostile } from '../../support/pictures.ts'
import { baselineGrade, checkOf } from './documents.ts'

/** What a JUnit reader finds in a check. */
async function readBack(document: CheckDocument) {
  const read = await parse(checkJunit(document))
  if (read == null || !('testsuite' in read)) throw new Error('no <testsuites>')
  const [suite, ...others] = read.testsuite ?? []
  expect(others).toEqual([])
  const cases = suite?.testcase ?? []
  const states = cases.map((own) => {
    if (own.failure !== undefined) return 'failure'
    if (own.error !== undefined) return 'error'
    return own.skipped === undefined ? 'passed' : 'skipped'
  })
  expect(suite).toMatchObject({
    tests: cases.length,
    failures: states.filter((state) => state === 'failure').length,
    errors: states.filter((state) => state === 'error').length,
    skipped: states.filter((state) => state === 'skipped').length,
  })
  return { read, suite, cases, states }
}

const worse = (question: number, turn: number) => baselineGrade(question, turn) - 2 + (question % 2)

describe('checkJunit', () => {
  it('has one passed test for a run that passes, and one for its floor and each limit', async () => {
    const settings = { floor: 4, limits: { missing: 0.1, unparsed: 0 } }
    const { cases, states } = await readBack(checkOf(baselineGrade, { settings }))
    expect(cases.map((own) => own.name)).toEqual([
      'all questions',
      'floor',
      expect.stringContaining('at most 0.0 %'),
      expect.stringContaining('at most 10.0 %'),
    ])
    expect(new Set(states)).toEqual(new Set(['passed']))
  })

  it('has a failure for what regressed, with the figures, and an error for what is inconclusive', async () => {
    const document = checkOf(worse, {
      settings: { byCategory: true, floor: 7, limits: { unparsed: 0.01 } },
      counts: { unparsed: 3, truncated: 0 },
    })
    const { cases, states } = await readBack(document)
    expect(states).toEqual(['failure', 'failure', 'failure', 'failure', 'error'])
    expect(cases[0]?.failure?.[0]).toMatchObject({
      type: 'regressed',
      message: expect.stringContaining('lies below 0'),
    })
    expect(cases.slice(1, 3).map((own) => own.name)).toEqual(['category math', 'category writing'])
  })

  it('says in the error what would make the run conclusive', async () => {
    const grade = (question: number, turn: number) =>
      baselineGrade(question, turn) - (question % 5 === 0 ? 3 : 0)
    const document = checkOf(grade, { judge: { variance: 0.1, repeats: 1, turns: 2 } })
    expect(document.outcome).toBe('inconclusive')
    const { cases, states } = await readBack(document)
    expect(states).toEqual(['error'])
    expect(cases[0]?.error?.[0]?.inner).toMatch(/more questions? would do/)
  })

  it('skips what is inconclusive where that passes, and a category that stops no run', async () => {
    const half = (question: number, turn: number) =>
      question > 5 ? null : baselineGrade(question, turn)
    const settings = { byCategory: true }
    const strict = await readBack(checkOf(half, { settings }))
    expect(strict.states).toEqual(['error', 'skipped', 'passed'])
    const lax = await readBack(checkOf(half, { settings, inconclusive: 'pass' }))
    expect(lax.states).toEqual(['skipped', 'skipped', 'passed'])
  })

  it('holds hostile names as text', async () => {
    const document = checkOf(worse, {
      model: hostile,
      settings: { byCategory: true },
      categories: () => hostile,
    })
    const { cases, suite } = await readBack(document)
    expect(cases[0]?.classname).toContain('<script>alert(1)</script>&amp;')
    expect(cases[1]?.name).toContain('<script>')
    expect(suite?.['system-out']?.[0]).toContain('\\u202e\\x00')
  })
})
