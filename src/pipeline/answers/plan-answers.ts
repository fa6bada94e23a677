import type { Answer, AnswerSource } from '../../domain/answer.ts'
import type { ChatParams } from '../../domain/calls/chat.ts'
import type { Endpoint } from '../../domain/calls/endpoint.ts'
import type { Question, QuestionId } from '../../domain/question.ts'
import { answerPurpose } from '../calls/purpose.ts'

export type AnswerSettings = {
  numChoices: number
  maxTokens: number
  /** Forced temperature; undefined: by question and category. */
  temperature: number | undefined
  systemPrompt: string | undefined
}

export const defaultAnswerSettings: AnswerSettings = {
  numChoices: 1,
  maxTokens: 1024,
  temperature: undefined,
  systemPrompt: undefined,
}

/** One question to ask: the choices that are missing, and those that stand already. */
export type AnswerTask = {
  endpoint: Endpoint
  question: Question
  params: ChatParams
  /** What the answer will say it was made from; undefined where kept choices do not say. */
  source: AnswerSource | undefined
  missing: number[]
  kept: Answer['choices']
}

export type AnswerPlan = {
  tasks: AnswerTask[]
  done: number
  /** Questions of which a batch is under way for a choice: that one is not asked again. */
  underWay: QuestionId[]
  stale: { model: string; questionId: QuestionId; what: string }[]
  /** Done answers that do not say what they were made from. */
  unverified: number
}

const temperatures: ReadonlyMap<string, number> = new Map([
  ['writing', 0.7],
  ['roleplay', 0.7],
  ['extraction', 0],
  ['math', 0],
  ['coding', 0],
  ['reasoning', 0],
  ['stem', 0.1],
  ['humanities', 0.1],
  ['arena-hard-200', 0],
])

const defaultTemperature = 0.7

/** FastChat's sampling temperature of a question, where nothing forces another. */
export function categoryTemperature(question: Question): number {
  return question.required_temperature ?? temperatures.get(question.category) ?? defaultTemperature
}

/**
 * What has to be asked of one model: questions without an answer, with fewer choices or turns
 * than wanted, with a failed turn, and stale ones (made from another question text, model,
 * server or parameters), unless those are kept.
 */
export function planAnswers(options: PlanOptions): AnswerPlan {
  const plan: AnswerPlan = { tasks: [], done: 0, underWay: [], stale: [], unverified: 0 }
  for (const question of options.questions) planQuestion(plan, question, options)
  return plan
}

type PlanOptions = {
  endpoint: Endpoint
  baseUrl: string
  questions: readonly Question[]
  existing: ReadonlyMap<QuestionId, Answer>
  settings: AnswerSettings
  keepStale: boolean
  hash: (text: string) => string
  /** Is a batch under way for the call of this purpose? By default none is. */
  isUnderWay?: (purpose: string) => boolean
}

function planQuestion(plan: AnswerPlan, question: Question, options: PlanOptions): void {
  const params = paramsOf(question, options)
  const source = sourceOf({ ...options, question, params })
  const stored = options.existing.get(question.question_id)
  const change = stored === undefined ? undefined : whatChanged(stored.source, source)
  const isStale = change !== undefined && !options.keepStale
  if (isStale) {
    const { id } = options.endpoint
    plan.stale.push({ model: id, questionId: question.question_id, what: change })
  }
  const kept = isStale ? [] : wholeChoices(stored, question)
  const missing = missingChoices(kept, options.settings.numChoices)
  if (missing.length === 0) {
    plan.done++
    if (stored?.source === undefined) plan.unverified++
    return
  }
  const { endpoint } = options
  const told = originOf({ kept, stored, source })
  const toAsk = missing.filter((choice) => !isAnyUnderWay(question, { ...options, choice }))
  if (toAsk.length < missing.length) plan.underWay.push(question.question_id)
  if (toAsk.length === 0) return
  plan.tasks.push({ endpoint, question, params, source: told, missing: toAsk, kept })
}

/** The questions whose answers are still to come, asked here or in a batch. */
export function questionsToCome({ tasks, underWay }: AnswerPlan): Set<QuestionId> {
  return new Set([...tasks.map((task) => task.question.question_id), ...underWay])
}

function isAnyUnderWay(
  question: Question,
  of: { endpoint: Endpoint; choice: number; isUnderWay?: (purpose: string) => boolean },
): boolean {
  const { endpoint, choice, isUnderWay } = of
  if (isUnderWay === undefined) return false
  const call = { model: endpoint.id, questionId: question.question_id, choice }
  return question.turns.some((_, at) => isUnderWay(answerPurpose({ ...call, turn: at + 1 })))
}

function paramsOf(
  question: Question,
  options: { endpoint: Endpoint; settings: AnswerSettings },
): ChatParams {
  const { endpoint, settings } = options
  const { required_temperature: required } = question
  const forced = settings.temperature ?? required
  return {
    temperature: categoryTemperature(question),
    max_tokens: settings.maxTokens,
    ...endpoint.params,
    ...(forced === undefined ? {} : { temperature: forced }),
  }
}

function sourceOf(options: {
  endpoint: Endpoint
  baseUrl: string
  question: Question
  params: ChatParams
  settings: AnswerSettings
  hash: (text: string) => string
}): AnswerSource {
  const { settings, hash } = options
  return {
    question: hash(JSON.stringify(options.question.turns)),
    model: options.endpoint.model,
    base_url: options.baseUrl,
    params: options.params,
    ...(settings.systemPrompt === undefined ? {} : { system_prompt: hash(settings.systemPrompt) }),
  }
}

/** What an answer may say it was made from: choices that are kept must not pass for today's. */
function originOf(answer: {
  kept: Answer['choices']
  stored: Answer | undefined
  source: AnswerSource
}): AnswerSource | undefined {
  return answer.kept.length > 0 ? answer.stored?.source : answer.source
}

/** In what an answer's source differs from today's; undefined where it does not, or is not known. */
function whatChanged(stored: AnswerSource | undefined, now: AnswerSource): string | undefined {
  if (stored === undefined) return undefined
  if (stored.question !== now.question) return 'question text'
  if (stored.model !== now.model) return 'model'
  if (stored.base_url !== now.base_url) return `server: was ${stored.base_url}, is ${now.base_url}`
  if (stored['system_prompt'] !== now['system_prompt']) return 'system prompt'
  return sortedJson(stored.params) === sortedJson(now.params) ? undefined : 'parameters'
}

function sortedJson(params: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Stored choices with all turns and no failed one. */
function wholeChoices(stored: Answer | undefined, question: Question): Answer['choices'] {
  const failed = (turn: string) => turn === 'ERROR' || turn === '$ERROR$'
  return (stored?.choices ?? []).filter(
    (choice) => choice.turns.length >= question.turns.length && !choice.turns.some(failed),
  )
}

function missingChoices(kept: Answer['choices'], wanted: number): number[] {
  return Array.from({ length: wanted }, (_, index) => index).filter(
    (index) => !kept.some((choice) => choice.index === index),
  )
}
