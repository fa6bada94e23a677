import { describe, expect, it } from 'vitest'
import { githubAnnotations, withoutCommands } from '../../../src/report/gate/github.ts'
import { baselineGrade, checkOf } from './documents.ts'

const worse = (question: number, turn: number) => baselineGrade(question, turn) - 2 + (question % 2)
const unsure = (question: number, turn: number) =>
  question > 5 ? null : baselineGrade(question, turn)

describe('githubAnnotations', () => {
  it('says nothing of a run that passes', () =>
    expect(githubAnnotations(checkOf(baselineGrade))).toEqual([]))

  it('gives an error for a regression, with its reason, and a warning for each warning', () => {
    const commands = githubAnnotations(checkOf(worse, { warnings: ['100 % unknown'] }))
    expect(commands).toEqual([
      expect.stringMatching(/^::error title=REGRESSED%3A alder [^:,]*::worse: the upper bound/),
      '::warning title=mtbench check::100 %25 unknown',
    ])
  })

  it('gives an error for what is inconclusive, a warning where that passes', () => {
    expect(githubAnnotations(checkOf(unsure))[0]).toMatch(/^::error /)
    expect(githubAnnotations(checkOf(unsure, { inconclusive: 'pass' }))[0]).toMatch(/^::warning /)
  })

  it('lets no name end a line, a title or the command', () => {
    const model = 'a,b::c\r\n::error::x%0A'
    const [command, ...others] = githubAnnotations(checkOf(worse, { model, warnings: [model] }))
    expect(command).toContain('a%2Cb%3A%3Ac\\x0d\\x0a%3A%3Aerror%3A%3Ax%250A')
    for (const line of [command, ...others]) expect(line).not.toMatch(/[\r\n]/)
  })

  it('stays within ten of a kind', () => {
    const document = checkOf(worse, { warnings: Array.from({ length: 30 }, (_, i) => `w${i}`) })
    const commands = githubAnnotations(document)
    expect(commands.filter((command) => command.startsWith('::warning')).length).toBe(10)
  })
})

describe('withoutCommands', () => {
  it.each([
    ['::stop-commands::x', '\\x3a:stop-commands::x'],
    ['ok\n  ::add-mask::x', 'ok\n  \\x3a:add-mask::x'],
    ['a ##[group]x', 'a \\x23#[group]x'],
    ['a::b and # [c]', 'a::b and # [c]'],
  ])('%j becomes %j', (text, inert) => expect(withoutCommands(text)).toBe(inert))
})
