import { basename } from 'node:path'
import type { Answer } from '../../domain/answer.ts'
import type { Endpoint } from '../../domain/calls/endpoint.ts'
import { defaultBaseline } from '../../domain/default-baseline.ts'
import type { ComparabilityKey, Judgment } from '../../domain/judgment.ts'
import { pairJudgmentSchema, singleJudgmentSchema } from '../../domain/judgment.ts'
import { judgeModelOf } from '../../domain/judgment-fields.ts'
import { fileNameOf, isSameFile } from '../../domain/model-id.ts'
import { type PromptSet, promptSetText } from '../../domain/prompts/prompt.ts'
import type { Question, QuestionId } from '../../domain/question.ts'
import {
  chooseReferences,
  defaultReferenceCategories,
  type SuiteManifest,
} from '../../domain/suite.ts'
import { type ParserName, parserVersion } from '../../domain/verdicts/verdict.ts'
import { UserError } from '../../errors.ts'
import { readJsonl } from '../../io/files/read-jsonl.ts'
import { shortHash } from '../../io/hash.ts'
import {
  loadManifest,
  loadModels,
  loadPrompts,
  loadQuestions,
  loadReferences,
} from '../../io/workspace/load-suite.ts'
import {
  judgmentFiles,
  judgmentsFile,
  openWorkspace,
  promptsFile,
  referenceFiles,
  type Workspace,
} from '../../io/workspace/workspace.ts'
import { addJudgment, createKnownCalls, type KnownCalls } from '../../pipeline/estimate.ts'
import { defaultJudgeParams, type JudgeSetup } from '../../pipeline/judging/ask-judge.ts'
import { indexJudgment, type JudgmentIndex } from '../../pipeline/judging/judgment-index.ts'
import type { JudgeMode, MatchSettings } from '../../pipeline/judging/plan-matches.ts'
import { builtinOf } from '../calls/builtin.ts'
import type { JudgingFlags } from './judge-flags.ts'

/** Everything of a suite that a judge is shown, and its hashes. */
export type SuiteInputs = {
  workspace: Workspace
  manifest: SuiteManifest
  /** All questions of the suite. */
  questions: Question[]
  prompts: PromptSet
  promptsFile: string
  references: ReadonlyMap<QuestionId, readonly string[]>
  referenceCategories: readonly string[]
  partialModels: ReadonlySet<string>
  hashes: { prompts: string; references: string; suite: string }
}

/** Reads a suite's questions, prompts and references for one judge. */
export async function loadSuiteInputs(options: {
  dir: string
  bench: string
  prompts: string | undefined
  references: string | undefined
  judgeId: string
}): Promise<SuiteInputs> {
  const workspace = openWorkspace(options.dir, options.bench)
  const manifest = await loadManifest(workspace)
  const questions = await loadQuestions(workspace.questionsFile)
  const file = promptsFile(options.dir, options.prompts)
  const prompts = await loadPrompts(file)
  const files = referenceFiles(workspace)
  const name = chooseReferences({
    flag: options.references,
    judgeFile: fileNameOf(options.judgeId),
    manifest,
    available: [...files.keys()],
  })
  const path = name === undefined ? undefined : files.get(name)
  const references =
    path === undefined ? new Map<QuestionId, string[]>() : await loadReferences(path)
  return {
    workspace,
    manifest,
    questions,
    prompts,
    promptsFile: file,
    references,
    referenceCategories: manifest.reference_categories ?? defaultReferenceCategories,
    partialModels: new Set(manifest.partial_answers),
    hashes: {
      prompts: shortHash(promptSetText(prompts)),
      references: shortHash(JSON.stringify([...references])),
      suite: shortHash(JSON.stringify(questions.map((q) => [q.question_id, q.category, q.turns]))),
    },
  }
}

/** What a judgment by this judge depends on. */
function comparabilityKey(
  suite: SuiteInputs,
  judge: { model: string; params: object; parser: ParserName },
): ComparabilityKey {
  return {
    judge: shortHash(JSON.stringify([judge.model, judge.params])),
    ...suite.hashes,
    parser: parserVersion(judge.parser),
  }
}

/** Who judges, and how, by the flags and the endpoint's own parameters. */
export function judgeSetup(
  endpoint: Endpoint,
  context: { flags: JudgingFlags; suite: SuiteInputs },
): JudgeSetup {
  const { flags, suite } = context
  const builtin = builtinOf(endpoint.id)
  const params = { ...defaultJudgeParams, ...endpoint.params }
  const { model } = endpoint
  return {
    id: endpoint.id,
    model,
    params,
    parser: flags.parser,
    reparseAttempts: flags.reparseAttempts,
    key: comparabilityKey(suite, {
      model,
      params: builtin === undefined ? params : { fitted: builtin.version },
      parser: flags.parser,
    }),
    questionHashes: questionHashes(suite),
  }
}

/** What a judge sees of each question beside the answers: its text, and the reference where one is shown. */
function questionHashes(suite: SuiteInputs): Map<QuestionId, string> {
  return new Map(
    suite.questions.map(({ question_id: id, category, turns }) => {
      const isReferred = suite.referenceCategories.includes(category)
      const reference = isReferred ? (suite.references.get(id) ?? null) : null
      return [id, shortHash(JSON.stringify([id, category, turns, reference]))]
    }),
  )
}

/** What is judged, by the flags. */
export function matchSettings(
  flags: JudgingFlags,
  what: { mode: JudgeMode; baseline: string | undefined },
): MatchSettings {
  return {
    ...what,
    turns: flags.turns === 'both' ? [1, 2] : flags.turns === '1' ? [1] : [2],
    choices: flags.choices,
    repeats: flags.repeats,
    keepStale: flags.keepStale,
    retryUnparsed: flags.retryUnparsed,
  }
}

/**
 * The answers that are judged, by model, the baseline's among them where the mode has one.
 * @throws UserError for a model or baseline without answers
 */
export async function loadContestants(
  suite: SuiteInputs,
  options: {
    models: readonly string[] | undefined
    mode: JudgeMode
    baselineFlag: string | undefined
    questions: readonly Question[]
  },
): Promise<{ models: Map<string, ReadonlyMap<QuestionId, Answer>>; baseline: string | undefined }> {
  const { workspace, manifest } = suite
  const { mode, questions } = options
  const baseline =
    mode === 'pairwise-baseline'
      ? (options.baselineFlag ?? manifest.baseline ?? defaultBaseline)
      : undefined
  const sets = await loadModels(workspace, { models: options.models, questions: suite.questions })
  const models = new Map(sets.map((set) => [set.modelId, set.answers]))
  if (baseline !== undefined && !models.has(baseline)) {
    const [own] = await loadBaseline(suite, { baseline, have: [...models.keys()] })
    if (own !== undefined) models.set(own.modelId, own.answers)
  }
  if (mode !== 'single' && models.size < 2) {
    throw new UserError(
      `${mode} needs the answers of two models; there is only ${[...models.keys()]}`,
    )
  }
  const chosen = new Set(questions.map((question) => question.question_id))
  return {
    models: new Map(
      [...models].map(([id, answers]) => [
        id,
        new Map([...answers].filter(([questionId]) => chosen.has(questionId))),
      ]),
    ),
    baseline,
  }
}

async function loadBaseline(
  suite: SuiteInputs,
  options: { baseline: string; have: readonly string[] },
) {
  try {
    return await loadModels(suite.workspace, {
      models: [options.baseline],
      questions: suite.questions,
    })
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    throw new UserError(
      `no answers of the baseline ${JSON.stringify(options.baseline)}; --baseline can be one of: ${options.have.join(', ')}`,
      { cause: error },
    )
  }
}

/** @throws UserError where the judge's file holds judgments by another id with the same file name */
function checkOwnJudge(row: Judgment, judge: { id: string; file: string }): void {
  const other = judgeModelOf(row)
  if (other === judge.id || !isSameFile(other, judge.id)) return
  throw new UserError(
    `${judge.file}: holds judgments by ${JSON.stringify(other)}, which has the same file name as ${JSON.stringify(judge.id)}: give the judge another id (id=${judge.id})`,
  )
}

/**
 * Stored judgments of one judge and kind, by identity; `bytes` is the size of our own file,
 * `known` what the judge's calls took.
 */
export async function loadStored(
  workspace: Workspace,
  judge: { id: string; kind: 'single' | 'pair' },
): Promise<{ stored: JudgmentIndex; torn: string[]; bytes: number; known: KnownCalls }> {
  const stored: JudgmentIndex = new Map()
  const known = createKnownCalls()
  const torn: string[] = []
  let bytes = 0
  const own = judgmentsFile(workspace, { judgeId: judge.id, kind: judge.kind })
  for (const file of judgmentFilesOf(workspace, { judgeId: judge.id, kind: judge.kind })) {
    const onRecord = (row: Judgment) => {
      checkOwnJudge(row, { id: judge.id, file })
      indexJudgment(stored, row, shortHash)
      addJudgment(known, row)
    }
    const summary =
      judge.kind === 'single'
        ? await readJsonl(file, singleJudgmentSchema, { onRecord })
        : await readJsonl(file, pairJudgmentSchema, { onRecord })
    if (summary.torn) torn.push(file)
    if (file === own) bytes = summary.bytes
  }
  return { stored, torn, bytes, known }
}

/** A judge's files, FastChat's place first: what this harness wrote later is what counts. */
export function judgmentFilesOf(
  workspace: Workspace,
  judge: { judgeId: string; kind: 'single' | 'pair' },
): string[] {
  const name = `${fileNameOf(judge.judgeId)}_${judge.kind}.jsonl`
  const files = judgmentFiles(workspace, judge.kind).filter((file) => basename(file) === name)
  return files.reverse()
}
