import type { GateMode } from '../../domain/gate/baseline.ts'
import type { GateOutcome } from '../../scoring/gate/decision.ts'
import type { GateFinding, GateRow, LimitedShare } from '../../scoring/gate/gate.ts'
import { fixed } from '../round.ts'
import type { CheckAdvice, CheckDocument } from './check-document.ts'

/** How a mode's values are shown: grades as they are, points won in per cent. */
export type GateUnit = { factor: number; decimals: number; suffix: string; what: string }

const units: Readonly<Record<GateMode, GateUnit>> = {
  single: { factor: 1, decimals: 2, suffix: '', what: 'grade' },
  'pairwise-baseline': { factor: 100, decimals: 1, suffix: ' %', what: 'adjusted win rate' },
}

export function unitOf(mode: GateMode): GateUnit {
  return units[mode]
}

/** Most decimals that are shown where fewer would print two different figures alike. */
const mostDecimals = 6

/**
 * Shows values of a mode, with as many decimals as it takes to tell a bound from what it is held against:
 * −0.2996 and −0.3 are not both printed as −0.30.
 */
export function figures(unit: GateUnit, ...told: readonly (number | null)[]) {
  const values = [...new Set(told.filter((value) => value !== null))]
  let decimals = unit.decimals
  const shown = () => new Set(values.map((value) => fixed(value * unit.factor, decimals))).size
  while (shown() < values.length && decimals < mostDecimals) decimals++
  const plain = (value: number) => fixed(value * unit.factor, decimals) + unit.suffix
  return {
    plain,
    signed: (value: number) => `${value > 0 ? '+' : ''}${plain(value)}`,
  }
}

/** Writes a name that others chose, so that it can do nothing where it is printed. */
export type NameWriter = (name: string) => string

/** A reason in one sentence, without its outcome. */
export function reasonText(
  finding: GateFinding,
  context: { document: CheckDocument; name: NameWriter },
): string {
  const { document, name } = context
  const unit = unitOf(document.subject.mode)
  switch (finding.code) {
    case 'difference':
      return differenceText(finding.row, { unit, margin: document.margin })
    case 'no-interval':
      return `${counted(finding.questions, 'question')} judged on both sides: there is no interval below 5, and so no verdict`
    case 'category':
      return categoryText(finding.row, { unit, name })
    case 'floor':
      return floorText(finding, unit)
    case 'limit':
      return `${percent(finding.share)} of the turns ${limitWords[finding.what]}, more than the limit of ${percent(finding.limit)}`
  }
}

/** What each limit counts, after `… of the turns`. */
export const limitWords: Readonly<Record<LimitedShare, string>> = {
  unparsed: 'have a judgment that cannot be read',
  truncated: 'have an answer cut by the token limit',
  missing: 'have no readable judgment of today’s answer',
}

function differenceText(row: GateRow, { unit, margin }: { unit: GateUnit; margin: number }) {
  if (row.ci === null) return 'there is no interval, and so no verdict'
  const [lower, upper] = row.ci
  const show = figures(unit, lower, -margin)
  const upperText = figures(unit, upper, 0).signed(upper)
  const bound = show.signed(lower)
  const tolerated = show.plain(margin)
  const limit = show.signed(-margin)
  switch (row.outcome) {
    case 'pass': {
      const sense =
        lower > 0
          ? 'better'
          : upper < 0
            ? 'worse, but by less than is tolerated'
            : 'not worse beyond what is tolerated'
      return `${sense}: the lower bound ${bound} lies above ${limit}`
    }
    case 'regressed':
      return `worse: the upper bound ${upperText} lies below 0, and the lower bound ${bound} not above ${limit}`
    case 'inconclusive':
      return `a loss of the margin, ${tolerated}, is not ruled out (lower bound ${bound}), nor is any loss shown (upper bound ${upperText})`
  }
}

function categoryText(row: GateRow, { unit, name }: { unit: GateUnit; name: NameWriter }) {
  const show = figures(unit)
  const interval =
    row.ci === null ? '' : `, interval ${show.signed(row.ci[0])} … ${show.signed(row.ci[1])}`
  const difference = row.difference === null ? 'no figure' : show.signed(row.difference)
  return `worse in ${name(row.category ?? '–')}: difference ${difference}${interval}, p after Holm ${probability(row.p_holm)}`
}

function floorText(finding: GateFinding & { code: 'floor' }, unit: GateUnit): string {
  const { floor, mean, interval, outcome } = finding
  if (mean === null || interval === null) return 'too few judgments to hold against the floor'
  const [, upper] = interval
  const show = figures(unit, mean, floor, upper)
  const held = `the floor of ${show.plain(floor)}`
  switch (outcome) {
    case 'pass':
      return `the mean ${show.plain(mean)} is not below ${held}`
    case 'inconclusive':
      return `the mean ${show.plain(mean)} is below ${held}, which its interval reaches (upper bound ${show.plain(upper)})`
    case 'regressed':
      return `the mean ${show.plain(mean)} and even its upper bound ${show.plain(upper)} are below ${held}`
  }
}

/** What an inconclusive difference would need, a sentence each; nothing where it is conclusive. */
export function adviceTexts(document: CheckDocument): string[] {
  const { advice, missing, rows } = document
  if (rows[0]?.outcome !== 'inconclusive') return []
  const open = missing.candidate + missing.baseline
  const first =
    open === 0
      ? []
      : [
          `${counted(open, 'turn')} without a readable judgment widen the interval: judge them first`,
        ]
  return advice === null ? first : [...first, adviceText(advice)]
}

function adviceText(advice: CheckAdvice): string {
  const { towards, more_questions: questions } = advice
  const goal = towards === 'pass' ? 'pass' : 'be a regression'
  if (questions === 0) return `if the rest is like what is judged already, it would ${goal}`
  const more =
    questions === 'no number'
      ? 'no number of questions would do'
      : `${counted(questions, 'more question')} would do`
  return `if the difference is what was found, it would ${goal} with more data: ${repeatsText(advice)}${more}`
}

function repeatsText({ repeats }: CheckAdvice): string {
  if (repeats === 'unknown')
    return 'what repeats would do is not known (nothing was judged twice); '
  if (repeats === 'no number') return 'no number of repeats would do; '
  return `${repeats} judgments of each answer, on both sides (--repeats ${repeats}), or `
}

/** Two places for a probability that matters, and no 0 for one that is only small. */
export function probability(p: number | null): string {
  if (p === null) return '–'
  return p < 0.001 ? '<0.001' : fixed(p, 3)
}

export function percent(share: number): string {
  return `${fixed(share * 100, 1)} %`
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

const headlines: Readonly<Record<GateOutcome, string>> = {
  pass: 'PASS',
  regressed: 'REGRESSED',
  inconclusive: 'INCONCLUSIVE',
}

/** The outcome in one word, and what was compared. */
export function headline(document: CheckDocument, name: NameWriter): string {
  const { model, judge, bench, baseline, mode, opponent } = document.subject
  const against = opponent === null ? '' : ` against ${name(opponent)}`
  return [
    `${headlines[document.outcome]}: ${name(model)} against the baseline ${name(baseline.model)}`,
    name(bench),
    `${unitOf(mode).what}${against}`,
    `judge ${name(judge)}`,
  ].join(' · ')
}
