import { existsSync } from 'node:fs'
import type { QuestionId } from '../../domain/question.ts'
import { UserError } from '../../errors.ts'
import { packageVersion } from '../../io/files/package-files.ts'
import type { JsonDocument } from '../../report/json-document.ts'
import type { CompareRow } from '../../report/tables/compare.ts'
import {
  compareSides,
  type QuestionDifference,
  type SideValue,
} from '../../scoring/comparing/comparison.ts'
import { bridgeJudges, type JudgeBridge } from '../../scoring/comparing/judge-bridge.ts'
import { intervalChoice } from '../flags.ts'
import { checkComparable } from '../results/comparable.ts'
import { openSource, type ResultFlags } from '../results/result-source.ts'
import { thoseThere } from '../short-list.ts'
import {
  categoriesOf,
  gradesOf,
  haveMet,
  onlyJudge,
  onlyModel,
  pointsOf,
  type RunJudgments,
  readRun,
} from './compare-sides.ts'

export type CompareFlags = Omit<ResultFlags, 'mode' | 'judgeModel' | 'by' | 'ties'> & {
  mode: 'single' | 'pairwise'
  judgeModel?: string
  judges?: string[]
  top: number
}

export type CompareDocument = JsonDocument<CompareRow> & {
  moved: QuestionDifference[]
  bridge: JudgeBridge | null
}

type Sides = {
  a: string
  b: string
  valuesA: SideValue[]
  valuesB: SideValue[]
  bridge: JudgeBridge | null
  /** Models whose judgments are compared. */
  models: readonly string[]
  judge: string | undefined
}

/**
 * Reads the judgments that the words and flags name and compares them.
 * @param names two models, two files, or none where two judges are compared
 * @throws UserError where a side has no judgments, or the two are not comparable
 */
export async function collectComparison(
  names: readonly string[],
  flags: CompareFlags,
): Promise<CompareDocument> {
  if (flags.judges !== undefined && flags.judges.length !== 2) {
    throw new UserError('--judges takes two judges')
  }
  if (flags.judges !== undefined && flags.mode !== 'single') {
    throw new UserError('--judges compares grades: --mode single')
  }
  const runs = await readRuns(names, flags)
  const sides =
    flags.judges === undefined ? modelSides(names, runs, flags) : judgeSides(names, runs, flags)
  const uses = runs
    .flatMap((run) => run.keyUses)
    .filter((use) => use.models.some((model) => sides.models.includes(model)))
    .filter((use) => flags.judges?.includes(use.judge) ?? (sides.judge ?? use.judge) === use.judge)
  const { key, warnings } = checkComparable(uses, flags)
  const categories = await categoriesOf(flags)
  const { seed, resamples, confidence, mode } = flags
  const interval = intervalChoice(flags)
  const options = {
    seed,
    draws: resamples,
    confidence,
    interval,
    categoryOf: categoryFrom(categories),
  }
  const { rows, questions, leftOut } = compareSides(sides.valuesA, sides.valuesB, options)
  if (rows.length === 0) {
    throw new UserError(`${sides.a} and ${sides.b} have no judged question in common`)
  }
  const summaries = [...new Set(runs)].flatMap((run) => run.summaries)
  const torn = summaries.filter((summary) => summary.torn)
  return {
    schema: 'mtbench.compare/1',
    version: packageVersion(),
    inputs: summaries.map(({ path, sha256, rows: count }) => ({ path, sha256, rows: count })),
    key,
    settings: {
      mode,
      judge: sides.judge ?? null,
      seed,
      resamples,
      confidence,
      interval: flags.interval ?? null,
    },
    rows: rows.map((row) => ({ a: sides.a, b: sides.b, ...row })),
    moved: questions.slice(0, flags.top),
    bridge: sides.bridge,
    left_out: {
      torn_lines: torn.length,
      bad_lines: summaries.reduce((total, summary) => total + summary.skipped, 0),
      ...leftOut,
    },
    warnings: [
      ...torn.map(({ path }) => `${path}: its last line is torn and was left out`),
      ...(rows.length === 1 && categories.size === 0
        ? [`no figures by category: the questions of suite ${flags.bench} are not at hand`]
        : []),
      ...(rows[0]?.ci === null ? ['no interval: it needs five questions or more'] : []),
      ...warnings,
    ],
  }
}

function categoryFrom(categories: ReadonlyMap<QuestionId, string>) {
  return (id: QuestionId) => categories.get(id)
}

/** The run of each side: one and the same where there is one source. */
async function readRuns(
  names: readonly string[],
  flags: CompareFlags,
): Promise<[RunJudgments, RunJudgments]> {
  const files = flags.inputFile ?? (areFiles(names) ? names : undefined)
  const [first, second] = files ?? []
  if (files !== undefined && files.length > 2) {
    throw new UserError(`--input-file takes one file or two, not ${files.length}`)
  }
  if (first !== undefined && second !== undefined && flags.judges === undefined) {
    return [await readRun([first], flags), await readRun([second], flags)]
  }
  const run = await readRun(files ?? (await workspaceFiles(flags)), flags)
  return [run, run]
}

async function workspaceFiles(flags: CompareFlags): Promise<readonly string[]> {
  const { judgeModel: judge, judges, ...rest } = flags
  const chosen = judges ?? (judge === undefined ? undefined : [judge])
  const judgeModel = chosen === undefined ? {} : { judgeModel: chosen }
  const mode = flags.mode === 'single' ? 'single' : 'pairwise-all'
  return (await openSource({ ...rest, ...judgeModel, by: 'turn', ties: 'half' }, mode)).files
}

function areFiles(names: readonly string[]): boolean {
  return names.length === 2 && names.every((name) => name.endsWith('.jsonl') && existsSync(name))
}

function modelSides(
  names: readonly string[],
  [runA, runB]: readonly [RunJudgments, RunJudgments],
  flags: CompareFlags,
): Sides {
  const given = areFiles(names) ? (flags.models ?? []) : names
  const isTwoRuns = runA !== runB
  if (!isTwoRuns && given.length !== 2) {
    throw new UserError('name two models, two files, or two judges with --judges')
  }
  const modelA = given[0] ?? onlyModel(runA)
  const modelB = given[1] ?? given[0] ?? onlyModel(runB)
  const models = [modelA, modelB]
  const judge = onlyJudge([runA, runB], { judge: flags.judgeModel, models, mix: flags.mix })
  const isDirect =
    !isTwoRuns && flags.mode === 'pairwise' && haveMet(runA, { a: modelA, b: modelB })
  const side = (run: RunJudgments, model: string, other: string) => {
    const values =
      flags.mode === 'single'
        ? gradesOf(run, { model, judge })
        : pointsOf(run, { model, judge, against: isDirect ? other : undefined })
    if (values.length > 0) return values
    const names = [...run.scores, ...run.matches].map((row) => row.model)
    throw new UserError(
      `no judgments of ${JSON.stringify(model)} in ${run.path}; ${thoseThere(names)}`,
    )
  }
  const name = (model: string, run: RunJudgments) =>
    isTwoRuns && modelA === modelB ? `${model} @ ${run.path}` : model
  return {
    a: name(modelA, runA),
    b: name(modelB, runB),
    valuesA: side(runA, modelA, modelB),
    valuesB: side(runB, modelB, modelA),
    bridge: null,
    models,
    judge,
  }
}

/** Two judges' grades of the same answers: items are models and turns. */
function judgeSides(
  names: readonly string[],
  [run]: readonly [RunJudgments, RunJudgments],
  flags: CompareFlags,
): Sides {
  const [a, b] = flags.judges ?? []
  if (a === undefined || b === undefined) throw new UserError('--judges takes two judges')
  const chosen = areFiles(names) || names.length === 0 ? flags.models : names
  const own = (judge: string) => {
    const scores = run.scores.filter(
      (score) => score.judge === judge && (chosen?.includes(score.model) ?? true),
    )
    if (scores.length === 0) {
      const names = run.scores.map((score) => score.judge)
      throw new UserError(`no grades by judge ${judge} in ${run.path}; ${thoseThere(names)}`)
    }
    return scores
  }
  const [scoresA, scoresB] = [own(a), own(b)]
  const values = (scores: typeof scoresA): SideValue[] =>
    scores.map(({ questionId, model, turn, score }) => ({
      questionId,
      item: JSON.stringify([model, turn]),
      value: score,
    }))
  return {
    a,
    b,
    valuesA: values(scoresA),
    valuesB: values(scoresB),
    bridge: bridgeJudges(scoresA, scoresB, flags),
    models: [...new Set([...scoresA, ...scoresB].map((score) => score.model))],
    judge: undefined,
  }
}
