import type { Match } from '../../domain/match.ts'
import type { Question, QuestionId } from '../../domain/question.ts'
import { turnsToJudge } from '../../domain/question.ts'
import { UserError } from '../../errors.ts'
import { shortHash } from '../../io/hash.ts'
import {
  defaultMatchSettings,
  type JudgeMode,
  type MatchPlan,
  planMatches,
} from '../../pipeline/judging/plan-matches.ts'
import { loadContestants, loadStored, loadSuiteInputs } from '../judging/judge-inputs.ts'
import type { Coverage, RowName } from './coverage-count.ts'

type Gap = {
  judge: string
  models: readonly string[]
  questionId: QuestionId
  turn: number
  kind: 'missing' | 'stale'
}

/**
 * What the workspace's answers lack in judgments, by row of the results: the same plan that
 * `judge` would make, with today's prompts and references. Undefined, with a warning, where it cannot be made.
 */
export async function coverageOf(
  source: {
    questions: readonly Question[]
    categoryOf: (id: QuestionId) => string | undefined
    baseline: string | undefined
    warnings: string[]
  },
  flags: { mode: JudgeMode; models?: string[]; dir: string; bench: string },
  judges: readonly string[],
): Promise<Coverage | undefined> {
  const gaps: Gap[] = []
  for (const judge of judges) {
    try {
      gaps.push(...(await gapsOf(judge, { ...flags, ...source })))
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      source.warnings.push(`what is missing or stale is not known: ${error.message}`)
      return undefined
    }
  }
  const countOf = (row: RowName) => {
    const own = gaps.filter(
      (gap) =>
        gap.judge === row.judge &&
        gap.models.includes(row.model) &&
        (row.opponent == null || gap.models.includes(row.opponent)) &&
        (row.turn === 'all' || String(gap.turn) === row.turn) &&
        (row.category === null || source.categoryOf(gap.questionId) === row.category),
    )
    const stale = own.filter((gap) => gap.kind === 'stale').length
    return { missing: own.length - stale, stale }
  }
  return {
    countOf,
    modelsOf: (judge) => {
      const own = gaps.filter((gap) => gap.judge === judge)
      return [...new Set(own.flatMap((gap) => gap.models))].sort()
    },
  }
}

async function gapsOf(
  judge: string,
  options: {
    mode: JudgeMode
    models?: string[]
    dir: string
    bench: string
    questions: readonly Question[]
    baseline: string | undefined
  },
): Promise<Gap[]> {
  const { mode, questions, dir, bench } = options
  const suite = await loadSuiteInputs({
    dir,
    bench,
    prompts: undefined,
    references: undefined,
    judgeId: judge,
  })
  const { models, baseline } = await loadContestants(suite, {
    models: options.models,
    mode,
    baselineFlag: options.baseline,
    questions,
  })
  const kind = mode === 'single' ? 'single' : 'pair'
  const { stored } = await loadStored(suite.workspace, { id: judge, kind })
  const plan = planMatches({
    questions,
    models,
    partialModels: suite.partialModels,
    prompts: suite.prompts,
    references: suite.references,
    referenceCategories: suite.referenceCategories,
    judge,
    stored,
    settings: { ...defaultMatchSettings, mode, baseline },
    hash: shortHash,
  })
  const gap = (match: Match, isStale: boolean): Gap => ({
    judge,
    models: match.models,
    questionId: match.question.question_id,
    turn: match.turn,
    kind: isStale ? 'stale' : 'missing',
  })
  return [
    ...plan.todo.map(({ match, reason }) => gap(match, reason === 'stale')),
    ...plan.empty.filter((e) => !e.isRecorded).map(({ match }) => gap(match, false)),
    ...plan.missingAnswers.flatMap((missing) =>
      gapsOfAnswer(missing, { judge, plan, mode, baseline, questions, models: [...models.keys()] }),
    ),
  ]
}

/** The matches that cannot be held because one answer is not there. */
function gapsOfAnswer(
  missing: MatchPlan['missingAnswers'][number],
  context: {
    judge: string
    plan: MatchPlan
    mode: JudgeMode
    baseline: string | undefined
    questions: readonly Question[]
    models: readonly string[]
  },
): Gap[] {
  const { judge, mode, baseline } = context
  const { model, questionId } = missing
  const question = context.questions.find((q) => q.question_id === questionId)
  if (question === undefined) return []
  const isMissing = (id: string) =>
    context.plan.missingAnswers.some((m) => m.model === id && m.questionId === questionId)
  const others = context.models.filter((id) => id !== model && !(isMissing(id) && id < model))
  const opponents = mode === 'pairwise-baseline' && model !== baseline ? [baseline ?? ''] : others
  const groups = mode === 'single' ? [[model]] : opponents.map((other) => [model, other])
  return groups.flatMap((models) =>
    turnsToJudge(question).map((turn) => ({
      judge,
      models,
      questionId,
      turn,
      kind: 'missing' as const,
    })),
  )
}
