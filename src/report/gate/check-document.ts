import type { QuestionId } from '../../domain/question.ts'
import type { Advice } from '../../scoring/gate/conclusive.ts'
import type { GateOutcome } from '../../scoring/gate/decision.ts'
import type { GateRow } from '../../scoring/gate/gate.ts'
import type { JsonDocument } from '../json-document.ts'

/** What `check --json` prints: figures in rating points, or points won in pairwise mode. */
export type CheckDocument = JsonDocument<GateRow> & {
  outcome: GateOutcome
  candidate: { model: string; mean: number | null }
  baseline: { model: string; mean: number | null; version: string }
  /** Candidate − baseline over the turns that both have. */
  difference: number | null
  /** Its interval of 1 − 2·alpha, with missing judgments at their worst and best. */
  ci: readonly [number, number] | null
  margin: number
  alpha: number
  /** Loss that as many questions find with 80 % power. */
  mde: number | null
  n: number
  questions: number
  /** What decided, in words. */
  reasons: string[]
  advice: Advice | null
  /** Questions, the largest loss first. */
  moved: { question_id: QuestionId; n: number; difference: number }[]
}
