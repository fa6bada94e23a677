import { existsSync } from 'node:fs'
import { defaultBaseline } from '../../domain/default-baseline.ts'
import type { Question, QuestionId } from '../../domain/question.ts'
import { UserError } from '../../errors.ts'
import { peekKind, type RecordKind } from '../../io/files/peek-record.ts'
import type { Workspace } from '../../io/workspace/workspace.ts'
import type { JudgeMode } from '../../pipeline/judging/plan-matches.ts'
import type { TieRule } from '../../scoring/results/average-win-rates.ts'
import type { DuplicateRule } from '../../scoring/results/judgment-table.ts'
import type { ScoreSource } from '../../scoring/results/parse-stored.ts'
import type { CommonFlags, IntervalFlags } from '../flags.ts'
import { thoseThere } from '../short-list.ts'

export type ResultFlags = CommonFlags &
  IntervalFlags & {
    mode: JudgeMode | 'pairwise'
    inputFile?: string[]
    judgeModel?: string[]
    models?: string[]
    baseline?: string
    by: 'turn' | 'category' | 'model-pair'
    parser: ScoreSource
    duplicates: DuplicateRule
    fastchat?: boolean
    confidence: number
    skipBadLines: boolean
    /** Files of which no more than this is read: what was added later does not count. */
    bytes?: ReadonlyMap<string, number>
    mix: boolean
    ties: TieRule
  }

/** Where judgments come from, and what is known of their questions. */
export type Source = {
  files: readonly string[]
  workspace: Workspace | undefined
  questions: readonly Question[] | undefined
  categoryOf: (id: QuestionId) => string | undefined
  baseline: string | undefined
  warnings: string[]
}

/** @throws UserError where there are no judgments of the mode */
export async function openSource(flags: ResultFlags, mode: JudgeMode): Promise<Source> {
  // Files alone need no suite, and not the time to load what reads one.
  const hasSuite = flags.inputFile === undefined || flags.by === 'category'
  const suite = hasSuite ? await (await import('./result-suite.ts')).openSuite(flags, mode) : null
  const categories = new Map(suite?.questions.map((q) => [q.question_id, q.category]))
  return {
    files: flags.inputFile ?? suite?.files ?? [],
    workspace: flags.inputFile === undefined ? suite?.workspace : undefined,
    questions: suite?.questions,
    categoryOf: (id) => categories.get(id),
    baseline:
      mode === 'pairwise-baseline'
        ? (flags.baseline ?? suite?.baseline ?? defaultBaseline)
        : undefined,
    warnings: [],
  }
}

/** Whether the flags ask for a row of this judge and these models. */
export function wants(
  flags: Pick<ResultFlags, 'judgeModel' | 'models'>,
  judge: string,
  models: readonly string[],
): boolean {
  const { judgeModel, models: chosen } = flags
  if (judgeModel !== undefined && !judgeModel.includes(judge)) return false
  return chosen === undefined || models.some((model) => chosen.includes(model))
}

/** The error where nothing is left of what was read, naming the judges and models that there are. */
export function nothingIn(
  files: readonly string[],
  {
    baseline,
    known,
  }: { baseline?: string | undefined; known: readonly { judge: string; model: string }[] },
): UserError {
  const whose = baseline === undefined ? '' : ` against the baseline ${JSON.stringify(baseline)}`
  const judges = thoseThere(known.map((row) => row.judge))
  const models = thoseThere(known.map((row) => row.model))
  const have = known.length === 0 ? '' : `; of judges ${judges}; of models ${models}`
  return new UserError(
    `no judgment${whose} of the chosen models and judges in ${files.join(', ')}${have}`,
  )
}

/** How a file is read: bad lines, and how far. */
export function readOptions(file: string, { skipBadLines, bytes }: ResultFlags) {
  const most = bytes?.get(file)
  return most === undefined ? { skipBadLines } : { skipBadLines, bytes: most }
}

/**
 * The file as it is to be read.
 * @throws UserError where it is not there, or holds records of another kind
 */
export function inputPath(file: string, wanted: 'single' | 'pair'): string {
  if (file === '-') return file
  if (!existsSync(file)) throw new UserError(`${file}: no such file`)
  const kind = peekKind(file)
  if (kind === undefined || kind === wanted) return file
  throw new UserError(`${file}: ${elsewhere[kind]}`)
}

/** Where records that are not wanted here belong. */
const elsewhere: Readonly<Record<RecordKind, string>> = {
  single: 'holds grades: use --mode single',
  pair: 'holds pairwise judgments: use --mode pairwise',
  vote: 'holds votes: use mtbench agreement --votes',
  answer: 'holds answers, not judgments',
}
