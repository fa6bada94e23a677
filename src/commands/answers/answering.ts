import type { Answer } from '../../domain/answer.ts'
import { type Endpoint, parseEndpoint } from '../../domain/calls/endpoint.ts'
import { checkDistinctFiles, fileNameOf, isSameFile } from '../../domain/model-id.ts'
import type { Question, QuestionId } from '../../domain/question.ts'
import { UserError } from '../../errors.ts'
import { baseUrlOf } from '../../io/endpoint/api-key.ts'
import { openAppender } from '../../io/files/append-jsonl.ts'
import { shortHash } from '../../io/hash.ts'
import { loadConfig } from '../../io/workspace/load-config.ts'
import { type AnswerSet, loadAnswers, loadQuestions } from '../../io/workspace/load-suite.ts'
import {
  answerFiles,
  answersFile,
  openWorkspace,
  type Workspace,
} from '../../io/workspace/workspace.ts'
import { generateAnswers } from '../../pipeline/answers/generate-answers.ts'
import {
  type AnswerPlan,
  planAnswers,
  questionsToCome,
} from '../../pipeline/answers/plan-answers.ts'
import { emptyCounts, type RunCounts } from '../../pipeline/run-events.ts'
import { plural } from '../../report/plural.ts'
import { callsUnderWay, nothingUnderWay, type UnderWay } from '../batches/under-way.ts'
import { refuseBuiltin } from '../calls/builtin.ts'
import { addCounts, failureLines } from '../calls/run-ending.ts'
import type { Stage } from '../calls/stage.ts'
import { recordClock } from '../calls/tape.ts'
import { type CommonFlags, chosenQuestions, type QuestionFlags } from '../flags.ts'
import { shortList } from '../short-list.ts'
import type { Ui } from '../ui.ts'
import { type AnswerFlags, answerSettings } from './answer-flags.ts'

/** The flags that a plan of answers depends on. */
export type AnsweringFlags = CommonFlags & QuestionFlags & AnswerFlags & { keepStale: boolean }

/** What is to be asked of one model. */
export type PlannedAnswers = {
  endpoint: Endpoint
  /** As it was named on the command line. */
  word: string
  plan: AnswerPlan
  /** Answers that stand in the model's file. */
  stored: ReadonlyMap<QuestionId, Answer>
  /** Size of that file when the plan was made. */
  bytes: number
}

/** Models, questions, and what is to be asked of whom. */
export type Answering = {
  flags: AnsweringFlags
  ui: Ui
  workspace: Workspace
  endpoints: Endpoint[]
  questions: Question[]
  /** Hash of the whole suite. */
  suiteHash: string
  planned: PlannedAnswers[]
  /** What batches under way are for, by model. */
  underWay: ReadonlyMap<string, UnderWay>
}

/**
 * Reads the suite and what the models have answered, and plans the rest.
 * @throws UserError for bad input, before anything is called or written
 */
export async function planAnswering(flags: AnsweringFlags, ui: Ui): Promise<Answering> {
  const workspace = openWorkspace(flags.dir, flags.bench)
  const config = await loadConfig(flags.dir)
  const words = [...new Set(flags.model)]
  const endpoints = words.map((word) => parseEndpoint(word, config))
  refuseBuiltin(endpoints)
  checkDistinctFiles(endpoints.map((endpoint) => endpoint.id))
  const all = await loadQuestions(workspace.questionsFile)
  const questions = chosenQuestions(all, flags)
  const context = { workspace, questions, flags, ui, underWay: await underWayOf(endpoints, flags) }
  const planned = await Promise.all(
    endpoints.map(async (endpoint, index) => ({
      ...(await planModel(endpoint, context)),
      word: words[index] ?? endpoint.id,
    })),
  )
  const suiteHash = shortHash(JSON.stringify(all))
  return { ...context, endpoints, planned, suiteHash }
}

async function underWayOf(
  endpoints: readonly Endpoint[],
  { dir, bench }: CommonFlags,
): Promise<ReadonlyMap<string, UnderWay>> {
  const entries = endpoints.map(async ({ id }) => {
    const of = { command: 'gen-answers', suite: bench, model: id } as const
    return [id, await callsUnderWay(dir, of)] as const
  })
  return new Map(await Promise.all(entries))
}

type Planning = Pick<Answering, 'workspace' | 'questions' | 'flags' | 'ui' | 'underWay'>

/** What is to be asked of one model, by what stands in its file now. */
export async function planModel(
  endpoint: Endpoint,
  planning: Planning,
): Promise<Omit<PlannedAnswers, 'word'>> {
  const { workspace, questions, flags, ui } = planning
  const name = fileNameOf(endpoint.id)
  const file = answerFiles(workspace).get(name)
  const stored = file === undefined ? undefined : await loadAnswers(file, name)
  if (stored !== undefined) checkOwnFile(endpoint.id, stored)
  const plan = planAnswers({
    endpoint,
    baseUrl: baseUrlOf(endpoint, ui.env),
    questions,
    existing: stored?.answers ?? new Map(),
    settings: answerSettings(flags),
    keepStale: flags.keepStale,
    hash: shortHash,
    isUnderWay: planning.underWay.get(endpoint.id) ?? nothingUnderWay,
  })
  return { endpoint, plan, stored: stored?.answers ?? new Map(), bytes: stored?.bytes ?? 0 }
}

/** @throws UserError where the model's file holds the answers of another id with the same file name */
function checkOwnFile(id: string, { answers, file }: AnswerSet): void {
  const owners = [...new Set([...answers.values()].map((answer) => answer.model_id))]
  const other = owners.find((owner) => owner !== id && isSameFile(owner, id))
  if (other === undefined) return
  throw new UserError(
    `${file}: holds answers of ${JSON.stringify(other)}, which has the same file name as ${JSON.stringify(id)}: give the model another id (id=${id})`,
  )
}

/** Number of questions to ask, over all models. */
export function questionsToAsk(answering: Answering): number {
  return answering.planned.reduce((sum, { plan }) => sum + plan.tasks.length, 0)
}

/** What the plan comes to, by model. */
export function answerPlanLines(
  answering: Answering,
  options: { dryRun: boolean; quiet: boolean },
): string[] {
  // A plan is a dry run's result, and otherwise no problem.
  if (options.quiet && !options.dryRun) return []
  return answering.planned.flatMap(({ endpoint, plan }) => {
    const unverified = plan.unverified > 0 ? `, ${plan.unverified} of them of unknown origin` : ''
    const calls = plan.tasks.reduce((n, t) => n + t.missing.length * t.question.turns.length, 0)
    const would = options.dryRun ? 'would be asked' : 'to ask'
    return [
      ...(plan.underWay.length > 0
        ? [
            `${endpoint.id}: ${plural(plan.underWay.length, 'question is', 'questions are')} under way in batches: mtbench batch status`,
          ]
        : []),
      `${endpoint.id}: ${plural(plan.tasks.length, 'question')} ${would} (${plural(calls, 'call')}), ${plan.done} done${unverified}`,
      ...staleLines(endpoint.id, plan),
    ]
  })
}

/** Stale answers by what has changed; a server may be the same one under another address. */
function staleLines(id: string, { stale }: AnswerPlan): string[] {
  return [...new Set(stale.map(({ what }) => what))].map((what) => {
    const own = stale.filter((one) => one.what === what).map(({ questionId }) => String(questionId))
    const advice = what.startsWith('server') ? ' (if both are one server: --keep-stale)' : ''
    const count = plural(own.length, 'answer is', 'answers are')
    return `${id}: ${count} stale and made anew, ${what}${advice}: ${shortList(own)}`
  })
}

/** Asks all models at once, and hands on each answer when it is on the disk. */
export async function answerQuestions(
  answering: Answering,
  run: Stage & { onAnswer?: (answer: Answer) => void },
): Promise<RunCounts> {
  return addCounts(
    await Promise.all(answering.planned.map((first) => askModel(first, { answering, ...run }))),
  )
}

async function askModel(
  first: PlannedAnswers,
  run: Stage & { answering: Answering; onAnswer?: (answer: Answer) => void },
): Promise<RunCounts> {
  const { endpoint } = first
  const { answering, session, progress, tape } = run
  const { workspace, flags, ui } = answering
  if (first.plan.tasks.length === 0) return emptyCounts()
  const release = tape?.hold()
  const appender = await openAppender(answersFile(workspace, endpoint.id)).catch((error) => {
    release?.()
    throw error
  })
  try {
    const isOld = appender.openedBytes !== first.bytes
    const current = isOld ? await planModel(endpoint, answering) : first
    const save = session.guard(tape?.saving('answer', appender.append) ?? appender.append)
    for (const answer of answeredSince(first, { ...first, ...current })) run.onAnswer?.(answer)
    release?.()
    return await generateAnswers({
      tasks: current.plan.tasks,
      chat: session.chatFor(endpoint),
      width: session.widthOf(endpoint),
      systemPrompt: flags.systemPrompt,
      save: async (answer) => {
        await save(answer)
        run.onAnswer?.(answer)
      },
      hash: shortHash,
      clock: recordClock(tape, ui),
      signal: ui.signal,
      events: { onDone: progress.step, onFailure: progress.failed },
    })
  } finally {
    release?.()
    await appender.close()
  }
}

/** Answers that were to be asked for by an older plan and that another process has got since. */
type Planned = Pick<PlannedAnswers, 'plan' | 'stored'>

function answeredSince(older: Planned, current: Planned): Answer[] {
  const pending = questionsToCome(current.plan)
  return older.plan.tasks.flatMap(({ question }) => {
    const answer = current.stored.get(question.question_id)
    return answer === undefined || pending.has(question.question_id) ? [] : [answer]
  })
}

/** The last lines about answers: what was done, what was not, and where it stands. */
export function answeringLines(counts: RunCounts, answering: Answering): string[] {
  const { workspace, endpoints } = answering
  const files = endpoints.map((endpoint) => answersFile(workspace, endpoint.id))
  const parts = [
    `${plural(counts.done, 'question')} answered`,
    ...(counts.truncated > 0 ? [`${plural(counts.truncated, 'turn')} cut by the token limit`] : []),
    `${counts.failed.length} failed`,
    ...(counts.notRun > 0 ? [`${counts.notRun} not asked`] : []),
  ]
  return [
    ...failureLines(counts.failed),
    `${parts.join(', ')}${counts.done > 0 ? `; written to ${files.join(', ')}` : ''}`,
    ...(counts.failed.length + counts.notRun > 0
      ? ['the same command again asks only what is missing']
      : []),
  ]
}
