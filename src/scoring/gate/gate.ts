import type { QuestionId } from '../../domain/question.ts'
import { holm } from '../../stats/comparing/holm.ts'
import { minimumDetectableEffect } from '../../stats/comparing/power.ts'
import { minClusters } from '../../stats/means/clustered-mean.ts'
import { type Advice, whatWouldBeConclusive } from './conclusive.ts'
import { decide, decideFloor, type GateOutcome, gravest } from './decision.ts'
import { type GatedDifference, type GateValue, gatedDifference } from './gated-difference.ts'

/** Power at which the minimum detectable effect is given. */
const promisedPower = 0.8

/** The shares of a run that can be limited. */
export const limitedShares = ['unparsed', 'truncated', 'missing'] as const
export type LimitedShare = (typeof limitedShares)[number]

export type GateSettings = {
  /** Level of each side of the test. */
  alpha: number
  /** Loss that is tolerated. */
  margin: number
  /** Lowest and highest value of a turn. */
  range: readonly [number, number]
  /** The least mean of the candidate; undefined: no floor. */
  floor: number | undefined
  /** The largest shares of the candidate's turns. */
  limits: Readonly<Partial<Record<LimitedShare, number>>>
  byCategory: boolean
  categoryOf: (questionId: QuestionId) => string | null
}

export type GateSides = {
  baseline: readonly GateValue[]
  candidate: readonly GateValue[]
  /** The candidate's turns whose judgment is unreadable, and whose answer was cut. */
  counts: { unparsed: number; truncated: number }
  /** The judge's variance of one judgment, judgments of each answer, judged turns of a question. */
  judge: { variance: number; repeats: number; turns: number } | null
}

/** One line of the gate's table: over all questions (null) or one category. */
export type GateRow = {
  category: string | null
  outcome: GateOutcome
  n: number
  questions: number
  difference: number | null
  ci: [number, number] | null
  /** Loss that as many questions find with 80 % power; null without an interval. */
  mde: number | null
  /** Categories: p of "not worse", adjusted by Holm; null over all and without an interval. */
  p_holm: number | null
}

/** Why the gate says what it says. */
export type GateFinding =
  | { code: 'difference'; outcome: GateOutcome; row: GateRow }
  | { code: 'no-interval'; outcome: 'inconclusive'; questions: number }
  | { code: 'category'; outcome: 'regressed'; row: GateRow }
  | {
      code: 'floor'
      outcome: GateOutcome
      floor: number
      mean: number | null
      interval: readonly [number, number] | null
    }
  | { code: 'limit'; outcome: GateOutcome; what: LimitedShare; share: number; limit: number }

export type GateResult = {
  outcome: GateOutcome
  /** The row over all questions first. */
  rows: [GateRow, ...GateRow[]]
  findings: GateFinding[]
  /** What would make an inconclusive difference conclusive; null where it is not, or nothing would. */
  advice: Advice | null
  missing: GatedDifference['missing']
  /** Questions, the largest loss first. */
  moved: GatedDifference['byQuestion']
}

/**
 * Runs the gate: the difference over all questions, where asked the categories (regressed only where Holm's
 * adjustment upholds it; a category that is inconclusive does not stop a run), the floor and the limits.
 * The gravest finding is the outcome. A share beyond its limit makes a run inconclusive, since it says that
 * too little was measured; for answers that were cut (`truncated`) it is regressed.
 * @throws RangeError where there is nothing to compare
 */
export function runGate(sides: GateSides, settings: GateSettings): GateResult {
  const found = gatedDifference(sides, settings)
  const context = rowContext(settings)
  const overall = rowOf(null, found, context)
  const categories = settings.byCategory ? categoryRows(sides, context) : []
  const findings: GateFinding[] = [
    found.interval === null
      ? { code: 'no-interval', outcome: 'inconclusive', questions: found.questions }
      : { code: 'difference', outcome: overall.outcome, row: overall },
    ...categories
      .filter((row) => row.outcome === 'regressed')
      .map((row) => ({ code: 'category' as const, outcome: 'regressed' as const, row })),
    ...floorFinding(sides, settings),
    ...limitFindings(sides, { settings, missing: found.missing }),
  ]
  return {
    outcome: gravest(findings.map((finding) => finding.outcome)),
    rows: [overall, ...categories],
    findings,
    advice: overall.outcome === 'inconclusive' ? adviceFor(found, sides, settings) : null,
    missing: found.missing,
    moved: [...found.byQuestion].sort((a, b) => a.difference - b.difference),
  }
}

/** Settings, and the detectable effect of so many questions where the sd is 1: it grows with the sd. */
type RowContext = { settings: GateSettings; effectOfSd1: (questions: number) => number }

/** Categories are often of one size: each size is worked out once. */
function rowContext(settings: GateSettings): RowContext {
  const known = new Map<number, number>()
  return {
    settings,
    effectOfSd1: (questions) => {
      const effect =
        known.get(questions) ??
        minimumDetectableEffect({
          clusters: questions,
          alpha: settings.alpha,
          sides: 1,
          power: promisedPower,
          sd: 1,
          sdDegrees: questions - 1,
        })
      known.set(questions, effect)
      return effect
    },
  }
}

function rowOf(category: string | null, found: GatedDifference, context: RowContext): GateRow {
  const { n, questions, difference, interval, standardError } = found
  const hasEffect = standardError !== null && questions >= minClusters
  return {
    category,
    outcome: decide(interval, context.settings.margin),
    n,
    questions,
    difference,
    ci: interval,
    mde: hasEffect ? context.effectOfSd1(questions) * standardError * Math.sqrt(questions) : null,
    p_holm: null,
  }
}

function categoryRows(sides: GateSides, context: RowContext): GateRow[] {
  const { settings } = context
  const values = [...sides.baseline, ...sides.candidate]
  const names = [...new Set(values.map((value) => settings.categoryOf(value.questionId)))]
  const found = names
    .filter((name) => name !== null)
    .sort()
    .map((category) => {
      const own = (side: readonly GateValue[]) =>
        side.filter((value) => settings.categoryOf(value.questionId) === category)
      const part = { baseline: own(sides.baseline), candidate: own(sides.candidate) }
      return { category, difference: gatedDifference(part, settings) }
    })
  const tested = found.filter(({ difference }) => difference.pNotWorse !== null)
  const adjusted = holm(tested.map(({ difference }) => difference.pNotWorse ?? 1))
  return found.map(({ category, difference }) => {
    const place = tested.findIndex((test) => test.category === category)
    const p = place < 0 ? null : (adjusted[place] ?? null)
    const row = { ...rowOf(category, difference, context), p_holm: p }
    const isUpheld = p !== null && p <= settings.alpha
    return row.outcome === 'regressed' && !isUpheld ? { ...row, outcome: 'inconclusive' } : row
  })
}

/** The floor is held against the candidate's own mean; a missing judgment counts at its best for the bound. */
function floorFinding(sides: GateSides, settings: GateSettings): GateFinding[] {
  const { floor, range } = settings
  if (floor === undefined) return []
  const ground = sides.candidate.map((value) => ({ ...value, value: range[0] }))
  const found = gatedDifference({ baseline: ground, candidate: sides.candidate }, settings)
  const mean = found.difference === null ? null : found.difference + range[0]
  const interval: readonly [number, number] | null =
    found.interval === null ? null : [found.interval[0] + range[0], found.interval[1] + range[0]]
  return [{ code: 'floor', outcome: decideFloor({ mean, interval }, floor), floor, mean, interval }]
}

function limitFindings(
  sides: GateSides,
  context: { settings: GateSettings; missing: GatedDifference['missing'] },
): GateFinding[] {
  const { limits } = context.settings
  const { unparsed, truncated } = sides.counts
  const counts = { unparsed, truncated, missing: context.missing.candidate }
  return limitedShares.flatMap((what) => {
    const limit = limits[what]
    const share = counts[what] / context.missing.turns
    if (limit === undefined || share <= limit) return []
    const outcome = what === 'truncated' ? ('regressed' as const) : ('inconclusive' as const)
    return [{ code: 'limit' as const, outcome, what, share, limit }]
  })
}

function adviceFor(
  found: GatedDifference,
  sides: GateSides,
  settings: GateSettings,
): Advice | null {
  const { difference, standardError, questions } = found
  if (difference === null || standardError === null || found.interval === null) return null
  if (questions < minClusters) return null
  const { margin, alpha } = settings
  const { judge } = sides
  return whatWouldBeConclusive({ difference, standardError, questions, margin, alpha, judge })
}
