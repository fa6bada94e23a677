import { describe, expect, it } from 'vitest'
import { checkMarkdown, checkText } from '../../../src/report/gate/check-text.ts'
import { baselineGrade, checkOf } from './documents.ts'

const text = (document: ReturnType<typeof checkOf>) => checkText(document, { width: 80 })
const flat = (shown: string) => shown.replace(/\s+/g, ' ')
const worse = (question: number, turn: number) => baselineGrade(question, turn) - 2 + (question % 2)

describe('checkText', () => {
  it('says outcome, difference, interval, margin, mde and n of a run that passes', () => {
    const shown = text(checkOf(baselineGrade))
    expect(shown).toMatch(/^PASS: alder against the baseline birch · small · grade · judge owl\n/)
    expect(shown).toMatch(/difference +90 % interval +mde +questions +n\n/)
    expect(shown).toMatch(/pass +0\.00 +0\.00 … 0\.00 +0\.00 +10 +20\n/)
    expect(flat(shown)).toContain('the lower bound 0.00 lies above -0.50')
    expect(shown).toContain('margin 0.50')
    expect(shown).not.toContain('Largest losses')
  })

  it('lists of a regression the questions that lost most, and its categories with Holm', () => {
    const shown = text(checkOf(worse, { settings: { byCategory: true } }))
    expect(shown).toMatch(/^REGRESSED: /)
    expect(shown).toMatch(/category +outcome +difference +90 % interval +p Holm/)
    expect(shown).toMatch(/\nmath +regressed +-1\.60/)
    expect(flat(shown)).toContain('regressed: worse in writing: difference -1.40')
    expect(shown).toMatch(/Largest losses\n\nquestion +category +difference +n\n2 +writing +-2\.00/)
  })

  it('tells a tolerated loss and a gain from no change', () => {
    const slightly = (question: number, turn: number) => baselineGrade(question, turn) - 0.1
    const better = (question: number, turn: number) => baselineGrade(question, turn) + 0.1
    expect(flat(text(checkOf(slightly)))).toContain('pass: worse, but by less than is tolerated')
    expect(text(checkOf(better))).toContain('pass: better')
  })

  it('says what missing judgments do, and to judge them before anything else', () => {
    const half = (question: number, turn: number) =>
      question > 5 ? null : baselineGrade(question, turn)
    const shown = flat(text(checkOf(half)))
    expect(shown).toMatch(/^INCONCLUSIVE/)
    expect(shown).toContain("10 of the candidate's 20 turns, 0 of the baseline's")
    expect(shown).toContain('10 turns without a readable judgment widen the interval')
    expect(shown).toContain('if the rest is like what is judged already, it would pass')
  })

  it('promises repeats or questions only where they would do', () => {
    const grade = (question: number, turn: number) =>
      baselineGrade(question, turn) - (question % 5 === 0 ? 2 : 0)
    const advice = (judge?: { variance: number; repeats: number; turns: number }) =>
      flat(text(checkOf(grade, { settings: { margin: 0.6 }, ...(judge && { judge }) })))
    expect(advice()).toContain('what repeats would do is not known')
    expect(advice()).toMatch(/\d+ more questions would do/)
    expect(advice({ variance: 0.001, repeats: 1, turns: 2 })).toContain(
      'no number of repeats would do; ',
    )
    expect(advice({ variance: 5, repeats: 1, turns: 2 })).toMatch(
      /\d+ judgments of each answer, on both sides \(--repeats \d+\), or \d+ more questions/,
    )
  })

  it('has no verdict, and no figure that is not there, below five questions', () => {
    const shown = flat(text(checkOf(baselineGrade, { questions: 4 })))
    expect(shown).toContain('INCONCLUSIVE')
    expect(shown).toContain('4 questions judged on both sides: there is no interval below 5')
    expect(shown).toContain('inconclusive 0.00 – – 4 8')
  })

  it('shows as many decimals as tell a bound from the margin', () => {
    const grade = (question: number, turn: number) => baselineGrade(question, turn) - 0.4996
    expect(flat(text(checkOf(grade)))).toContain('the lower bound -0.4996 lies above -0.5000')
  })

  it('shows points won in per cent', () => {
    const document = checkOf((q, t) => baselineGrade(q, t) - 0.02, {
      opponent: 'cedar',
      settings: { margin: 0.05 },
    })
    const shown = flat(text(document))
    expect(shown).toContain('adjusted win rate against cedar')
    expect(shown).toContain('-2.0 %')
    expect(shown).toContain('margin 5.0 %')
  })

  it('is 80 columns wide at most, and lets names do nothing to a terminal', () => {
    const document = checkOf(worse, {
      settings: { byCategory: true, floor: 7, limits: { missing: 0 } },
      model: 'a\u001b[31mred',
      categories: (id) => `a category with a rather long name, number ${Number(id) % 2}\u001b[2J`,
    })
    const shown = text(document)
    for (const line of shown.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    expect(shown).not.toContain('\u001b')
    expect(shown).toContain('a\\x1b[31mred')
  })
})

describe('checkMarkdown', () => {
  it('shows the same as table and lists', () => {
    const shown = checkMarkdown(checkOf(worse, { settings: { byCategory: true } }))
    expect(shown).toContain('### REGRESSED: `alder` against the baseline `birch`')
    expect(shown).toContain('| category | outcome | difference | 90 % interval | p Holm |')
    expect(shown).toContain('| writing | regressed | -1.40 |')
    expect(shown).toContain('- regressed: worse in `math`')
  })

  it('keeps names that others chose in code, where they mean nothing', () => {
    const name = '![x](http://example.org) @everyone `</details>` | #1'
    const document = checkOf(worse, {
      model: name,
      settings: { byCategory: true },
      categories: () => name,
      warnings: [`stale: ${name}`],
    })
    const outside = checkMarkdown(document)
      .replaceAll('\\|', '')
      .replace(/(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '')
    expect(outside).not.toMatch(/everyone|details|http|!\[/)
  })
})
