import type { CheckDocument } from '../../../src/report/gate/check-document.ts'
import { checkDocument } from '../../../src/report/gate/check-document.ts'
import { type GateSettings, runGate } from '../../../src/scoring/gate/gate.ts'
import type { GateValue } from '../../../src/scoring/gate/gated-difference.ts'

/** Grades of ten questions of two categories, two turns each; null: no readable judgment. */
export type Grade = (question: number, turn: number) => number | null

export function gradesOf(grade: Grade, questions = 10): GateValue[] {
  return Array.from({ length: questions }, (_, index) => index + 1).flatMap((questionId) =>
    [1, 2].map((turn) => ({
      questionId,
      turn: String(turn),
      value: grade(questionId, turn),
    })),
  )
}

/** A baseline that differs from question to question: 5, 6 or 7. */
export const baselineGrade = (question: number, turn: number) => 5 + ((question + turn) % 3)

export const categoryOf = (id: string | number) => (Number(id) <= 5 ? 'writing' : 'math')

/** The document of a check of these grades, made by the gate itself. */
export function checkOf(
  grade: Grade,
  options: {
    settings?: Partial<GateSettings>
    counts?: { unparsed: number; truncated: number }
    judge?: { variance: number; repeats: number; turns: number }
    inconclusive?: 'pass' | 'fail'
    model?: string
    opponent?: string
    warnings?: string[]
    categories?: (id: string | number) => string | null
    questions?: number
  } = {},
): CheckDocument {
  const categories = options.categories ?? categoryOf
  const settings: GateSettings = {
    alpha: 0.05,
    margin: 0.5,
    range: options.opponent === undefined ? [1, 10] : [0, 1],
    floor: undefined,
    limits: {},
    byCategory: false,
    categoryOf: categories,
    ...options.settings,
  }
  const sides = {
    baseline: gradesOf(baselineGrade, options.questions),
    candidate: gradesOf(grade, options.questions),
    counts: options.counts ?? { unparsed: 0, truncated: 0 },
    judge: options.judge ?? null,
  }
  return checkDocument(runGate(sides, settings), {
    version: '1.2.3',
    inputs: [],
    key: null,
    subject: {
      bench: 'small',
      mode: options.opponent === undefined ? 'single' : 'pairwise-baseline',
      model: options.model ?? 'alder',
      judge: 'owl',
      opponent: options.opponent ?? null,
      baseline: { file: 'mtbench.baseline.json', model: 'birch', version: '1.2.2', mean: 6 },
      mean: 5.9,
    },
    settings: {
      margin: settings.margin,
      alpha: settings.alpha,
      confidence: 1 - 2 * settings.alpha,
      by: settings.byCategory ? 'category' : null,
      floor: settings.floor ?? null,
      limits: settings.limits,
      inconclusive: options.inconclusive ?? null,
    },
    left_out: {},
    warnings: options.warnings ?? [],
    categoryOf: categories,
  })
}
