import type { GateMode } from '../../domain/gate/baseline.ts'
import type { Advice } from '../../scoring/gate/conclusive.ts'
import type { GateOutcome } from '../../scoring/gate/decision.ts'
import type { GateFinding, GateResult, GateRow, LimitedShare } from '../../scoring/gate/gate.ts'
import type { JsonDocument } from '../json-document.ts'

/** What was compared with what. */
export type CheckSubject = {
  bench: string
  mode: GateMode
  model: string
  judge: string
  /** pairwise-baseline: the model that both sides were judged against. */
  opponent: string | null
  baseline: {
    file: string
    model: string
    /** Version of mtbench that wrote it. */
    version: string
    /** Mean over the turns of each side that have a value. */
    mean: number | null
  }
  /** The candidate's mean. */
  mean: number | null
}

/** What decided. */
export type CheckSettings = {
  margin: number
  /** Level of each side of the test, at this look. */
  alpha: number
  /** 1 − 2·alpha. */
  confidence: number
  by: 'category' | null
  floor: number | null
  limits: Readonly<Partial<Record<LimitedShare, number>>>
  /** Of `--inconclusive`; null: an exit code of its own. */
  inconclusive: 'pass' | 'fail' | null
  [more: string]: unknown
}

/** A question's mean difference, the largest loss first. */
export type MovedQuestion = {
  question_id: string | number
  category: string | null
  n: number
  difference: number
}

/** What would make an inconclusive difference conclusive (`Advice`, in words that JSON has). */
export type CheckAdvice = {
  towards: Advice['towards']
  /** Judgments of each answer on both sides. */
  repeats: number | 'no number' | 'unknown'
  more_questions: number | 'no number'
}

/** `mtbench.check/1`: the gate's outcome, the figures over all questions, and the reasons. */
export type CheckDocument = JsonDocument<GateRow> &
  Omit<GateRow, 'category' | 'p_holm'> &
  Pick<CheckSettings, 'margin' | 'alpha'> & {
    schema: 'mtbench.check/1'
    subject: CheckSubject
    settings: CheckSettings
    /** The outcome of the run, which its gravest reason decides; that of the row over all is in `rows`. */
    outcome: GateOutcome
    reasons: GateFinding[]
    advice: CheckAdvice | null
    missing: GateResult['missing']
    moved: MovedQuestion[]
  }

/** The document of a gate's result. */
export function checkDocument(
  result: GateResult,
  about: Pick<
    CheckDocument,
    'version' | 'inputs' | 'key' | 'subject' | 'settings' | 'left_out' | 'warnings'
  > & { categoryOf: (questionId: string | number) => string | null },
): CheckDocument {
  const { categoryOf, settings, ...rest } = about
  const [overall] = result.rows
  return {
    schema: 'mtbench.check/1',
    version: rest.version,
    inputs: rest.inputs,
    key: rest.key,
    subject: rest.subject,
    settings,
    outcome: result.outcome,
    difference: overall.difference,
    ci: overall.ci,
    margin: settings.margin,
    alpha: settings.alpha,
    mde: overall.mde,
    n: overall.n,
    questions: overall.questions,
    reasons: result.findings,
    advice: result.advice === null ? null : adviceOf(result.advice),
    missing: result.missing,
    rows: result.rows,
    moved: result.moved.map(({ questionId, n, difference }) => ({
      question_id: questionId,
      category: categoryOf(questionId),
      n,
      difference,
    })),
    left_out: rest.left_out,
    warnings: rest.warnings,
  }
}

function adviceOf({ towards, repeats, moreQuestions }: Advice): CheckAdvice {
  return {
    towards,
    repeats: repeats === undefined ? 'unknown' : (repeats ?? 'no number'),
    more_questions: moreQuestions ?? 'no number',
  }
}
