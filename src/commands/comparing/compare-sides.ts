import type { QuestionId } from '../../domain/question.ts'
import { UserError } from '../../errors.ts'
import type { ReadSummary } from '../../io/files/read-jsonl.ts'
import { loadQuestions } from '../../io/workspace/load-suite.ts'
import { openWorkspace } from '../../io/workspace/workspace.ts'
import type { KeyUse } from '../../scoring/comparability.ts'
import type { SideValue } from '../../scoring/comparing/comparison.ts'
import { createPairwiseScores, type MatchPoints } from '../../scoring/results/pairwise-scores.ts'
import { createSingleScores } from '../../scoring/results/single-scores.ts'
import type { TurnScore } from '../../scoring/results/turn-scores.ts'
import { mean } from '../../stats/means/summary.ts'
import { readGrades, readVerdicts } from '../results/read-judgments.ts'
import { inputPath, type ResultFlags } from '../results/result-source.ts'

/** One run's judgments: grades, or matches, and what they depend on. */
export type RunJudgments = {
  path: string
  summaries: ReadSummary[]
  keyUses: KeyUse[]
  scores: TurnScore[]
  matches: MatchPoints[]
}

/** Reads the judgments of one run, from one file or those of a workspace. */
export async function readRun(
  files: readonly string[],
  flags: Pick<ResultFlags, 'parser' | 'duplicates' | 'skipBadLines' | 'baseline'> & {
    mode: 'single' | 'pairwise'
    confidence: number
  },
): Promise<RunJudgments> {
  const common = {
    source: flags.parser,
    duplicates: flags.duplicates,
    confidence: flags.confidence,
    categoryOf: () => undefined,
    by: 'turn' as const,
  }
  const grades = createSingleScores(common)
  const pairs = createPairwiseScores({ ...common, baseline: flags.baseline })
  const { parser, skipBadLines } = flags
  const summaries: ReadSummary[] = []
  for (const file of files) {
    const path = inputPath(file, flags.mode === 'single' ? 'single' : 'pair')
    summaries.push(
      flags.mode === 'single'
        ? await readGrades(path, grades, { parser, skipBadLines })
        : await readVerdicts(path, pairs, { parser, skipBadLines }),
    )
  }
  return {
    path: files.join(', '),
    summaries,
    keyUses: flags.mode === 'single' ? grades.keyUses() : pairs.keyUses(),
    scores: grades.turnScores(),
    matches: pairs.matchPoints(),
  }
}

/** The one model of a run where none is named. @throws UserError where there are several */
export function onlyModel(run: RunJudgments): string {
  const models = [...new Set([...run.scores, ...run.matches].map((row) => row.model))].sort()
  const [model] = models
  if (model === undefined) throw new UserError(`${run.path}: no judgments`)
  if (models.length === 1) return model
  throw new UserError(
    `${run.path}: judgments of several models, name one of: ${models.slice(0, 12).join(', ')}`,
  )
}

/** The one judge of the runs, or the one that is asked for. @throws UserError where there are several */
export function onlyJudge(
  runs: readonly RunJudgments[],
  options: { judge: string | undefined; models: readonly string[]; mix: boolean },
): string | undefined {
  if (options.judge !== undefined) return options.judge
  const rows = runs.flatMap((run) => [...run.scores, ...run.matches])
  const own = rows.filter((row) => options.models.includes(row.model))
  const judges = [...new Set(own.map((row) => row.judge))].sort()
  if (judges.length < 2 || options.mix) return judges.length === 1 ? judges[0] : undefined
  throw new UserError(
    `judgments by several judges (${judges.join(', ')}): choose one with --judge-model, compare two with --judges, or mix them with --mix`,
  )
}

/** A model's grades as one side; items are turns. */
export function gradesOf(
  run: RunJudgments,
  who: { model: string; judge: string | undefined },
): SideValue[] {
  return run.scores
    .filter((s) => s.model === who.model && (who.judge === undefined || s.judge === who.judge))
    .map(({ questionId, turn, score }) => ({ questionId, item: String(turn), value: score }))
}

/**
 * A model's points as one side: from the matches against the other model where the two have met
 * (`against`), else against every opponent; the mean over choices and repeats.
 */
export function pointsOf(
  run: RunJudgments,
  who: { model: string; judge: string | undefined; against: string | undefined },
): SideValue[] {
  const items = new Map<string, SideValue & { points: number[] }>()
  const own = run.matches.filter(
    (match) =>
      match.model === who.model &&
      match.judge === (who.judge ?? match.judge) &&
      match.opponent === (who.against ?? match.opponent),
  )
  for (const match of own) {
    const { questionId, turn, opponent, points } = match
    const item = JSON.stringify(who.against === undefined ? [turn, opponent] : [turn])
    const key = JSON.stringify([questionId, item])
    const held = items.get(key) ?? { questionId, item, value: null, points: [] }
    items.set(key, held)
    if (points !== null) held.points.push(points)
  }
  return [...items.values()].map(({ questionId, item, points }) => ({
    questionId,
    item,
    value: points.length === 0 ? null : mean(points),
  }))
}

/** Whether two models of one run have met. */
export function haveMet(run: RunJudgments, pair: { a: string; b: string }): boolean {
  return run.matches.some((match) => match.model === pair.a && match.opponent === pair.b)
}

/** Categories of a suite's questions; none where the suite is not at hand. */
export async function categoriesOf(flags: {
  dir: string
  bench: string
}): Promise<Map<QuestionId, string>> {
  try {
    const questions = await loadQuestions(openWorkspace(flags.dir, flags.bench).questionsFile)
    return new Map(questions.map((question) => [question.question_id, question.category]))
  } catch (error) {
    if (error instanceof UserError) return new Map()
    throw error
  }
}
