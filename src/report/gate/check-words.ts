import type { GateMode } from '../../domain/gate/baseline.ts'
import type { Advice } from '../../scoring/gate/conclusive.ts'
import type { GateFinding, GateResult, GateRow, LimitedShare } from '../../scoring/gate/gate.ts'
import { fixed } from '../round.ts'

/** A value of the mode with its sign: grades with two places, points won as per cent. */
export function gateValue(value: number, options: { mode: GateMode; signed: boolean }): string {
  const text = options.mode === 'single' ? fixed(value, 2) : `${fixed(value * 100, 1)} %`
  return options.signed && value > 0 ? `+${text}` : text
}

type Words = {
  mode: GateMode
  settings: { margin: number; alpha: number }
  run: { counts: { turns: number } }
}

/** Why the gate says what it says, in a sentence. */
export function findingText(finding: GateFinding, words: Words): string {
  const { mode } = words
  const value = (number: number) => gateValue(number, { mode, signed: true })
  const plain = (number: number) => gateValue(number, { mode, signed: false })
  switch (finding.code) {
    case 'difference':
      return differenceText(finding.row, words)
    case 'no-interval':
      return `only ${finding.questions} questions are judged on both sides: an interval needs five or more`
    case 'category': {
      const { category, ci, p_holm } = finding.row
      const interval = ci === null ? '' : ` [${value(ci[0])}, ${value(ci[1])}]`
      return `${category} regressed: difference ${value(finding.row.difference ?? 0)}${interval}, p ${fixed(p_holm ?? 1, 3)} adjusted by Holm`
    }
    case 'floor': {
      if (finding.mean === null) return `nothing is judged, so that the floor cannot be held`
      const sure = {
        regressed: 'surely below',
        inconclusive: 'below, but perhaps by chance,',
        pass: 'not below',
      }
      return `the mean ${plain(finding.mean)} is ${sure[finding.outcome]} the floor ${plain(finding.floor)}`
    }
    case 'limit':
      return `${limitWords[finding.what]}: ${percent(finding.share)}, more than the ${percent(finding.limit)} allowed`
  }
}

const limitWords: Readonly<Record<LimitedShare, string>> = {
  unparsed: 'unreadable judgments',
  truncated: 'answers cut by the token limit',
  missing: 'turns without a judgment',
}

function percent(share: number): string {
  return `${fixed(share * 100, 1)} %`
}

function differenceText(row: GateRow, { mode, settings }: Words): string {
  const value = (number: number) => gateValue(number, { mode, signed: true })
  const { ci } = row
  if (ci === null) return 'there is no interval'
  const allowed = value(-settings.margin)
  const [lower, upper] = [value(ci[0]), value(ci[1])]
  if (row.outcome === 'pass') {
    return `even the lower bound ${lower} is above ${allowed}: no loss as large as the margin`
  }
  if (row.outcome === 'regressed') {
    return `the upper bound ${upper} is below 0, and the lower bound ${lower} does not rule out a loss of the margin (${allowed})`
  }
  return `the interval ${lower} … ${upper} holds both ${allowed} and no loss at all: it cannot be told`
}

/** What the sides lack, where they lack something. */
export function missingText(missing: GateResult['missing']): string[] {
  const { candidate, baseline, turns } = missing
  const of = (count: number, whose: string) =>
    count === 0
      ? []
      : [
          `${count} of ${turns} turns have no readable judgment of ${whose}: the bounds take each at its worst and its best`,
        ]
  return [...of(candidate, 'the candidate'), ...of(baseline, 'the baseline')]
}

/** What would make it conclusive, in a sentence. */
export function adviceText(advice: Advice | null): string | undefined {
  if (advice === null) return undefined
  const { repeats, moreQuestions, towards } = advice
  const questions =
    moreQuestions === null
      ? 'no number of questions within reach'
      : `${moreQuestions} more ${moreQuestions === 1 ? 'question' : 'questions'}`
  const ways =
    repeats === undefined
      ? `${questions} (whether repeats would do is not known: no answer is judged twice)`
      : repeats === null
        ? `no number of repeats; ${questions}`
        : `${repeats} judgments of each answer on both sides, or ${questions}`
  return `if the difference found is the true one, it would take ${ways} to ${towards === 'pass' ? 'pass' : 'call it a regression'}`
}
