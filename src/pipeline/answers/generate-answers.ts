import type { Answer, CallMeta, Choice } from '../../domain/answer.ts'
import { type Chat, ChatError, type ChatMessage, type ChatReply } from '../../domain/calls/chat.ts'
import { messageOf } from '../../errors.ts'
import { answerPurpose } from '../calls/purpose.ts'
import { type Clock, timestamp } from '../clock.ts'
import { longestFirst } from '../longest-first.ts'
import { emptyCounts, type RunCounts, type RunEvents } from '../run-events.ts'
import { runTasks } from '../run-tasks.ts'
import type { AnswerTask } from './plan-answers.ts'

/**
 * Asks one model its questions, turn by turn in one conversation, and hands each whole answer to
 * `save`. A choice of which a turn fails for good is reported and not saved; its question's other
 * choices are.
 *
 * @returns what was done, failed, cut and left; it throws only what `save` throws
 */
export async function generateAnswers(options: {
  tasks: readonly AnswerTask[]
  chat: Chat
  /** Questions under way at once. */
  width: number
  systemPrompt: string | undefined
  save: (answer: Answer) => Promise<void>
  hash: (text: string) => string
  clock: Clock
  signal: AbortSignal
  events: RunEvents
}): Promise<RunCounts> {
  const counts = emptyCounts()
  let started = 0
  await runTasks(longestFirst(options.tasks, expectedLength), {
    width: options.width,
    signal: options.signal,
    run: async (task) => {
      started++
      const choices = await askedChoices(task, options, counts)
      if (choices.length === 0) return
      await options.save(answerOf(task, choices, options))
      counts.truncated += choices.flatMap((c) => c.meta ?? []).filter(isCut).length
      if (choices.length < task.missing.length) return
      counts.done++
      options.events.onDone()
    },
  })
  counts.notRun += options.tasks.length - started
  return counts
}

/**
 * How long a question takes, in arbitrary units: its turns are asked one after the other, each with
 * all that was said before, and an answer is about as long as its question asks for.
 */
function expectedLength({ question }: AnswerTask): number {
  const characters = question.turns.reduce((sum, turn) => sum + turn.length, 0)
  return question.turns.length * (typicalAnswer + characters)
}

/** Characters of an answer that nothing is known of: the means of published ones lie near it. */
const typicalAnswer = 1000

type Asking = Parameters<typeof generateAnswers>[0]

/** The choices that were answered, once none is under way any more; the first failure is counted. */
async function askedChoices(
  task: AnswerTask,
  asking: Asking,
  counts: RunCounts,
): Promise<Choice[]> {
  const ends = await Promise.allSettled(task.missing.map((index) => askTurns(task, index, asking)))
  const errors = ends.flatMap((end) => (end.status === 'rejected' ? [asChatError(end.reason)] : []))
  const final = errors.find((error) => error.kind !== 'aborted')
  if (final !== undefined) {
    const what = `${task.endpoint.id}, question ${task.question.question_id}`
    const why = messageOf(final)
    const failure = { what, why, endpointIsDead: final.kind === 'endpoint' }
    counts.failed.push(failure)
    asking.events.onFailure(failure)
  } else if (errors.length > 0) counts.notRun++
  return ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []))
}

function asChatError(error: unknown): ChatError {
  if (error instanceof ChatError) return error
  throw error
}

async function askTurns(task: AnswerTask, index: number, asking: Asking): Promise<Choice> {
  const { systemPrompt, chat, signal } = asking
  const { id: model } = task.endpoint
  const { question_id } = task.question
  const messages: ChatMessage[] =
    systemPrompt === undefined ? [] : [{ role: 'system', content: systemPrompt }]
  const turns: string[] = []
  const meta: CallMeta[] = []
  for (const [at, question] of task.question.turns.entries()) {
    messages.push({ role: 'user', content: question })
    const reply = await chat({
      model: task.endpoint.model,
      messages: [...messages],
      params: task.params,
      purpose: answerPurpose({ model, questionId: question_id, choice: index, turn: at + 1 }),
      signal,
    })
    const why = whyNoAnswer(reply)
    if (why !== undefined) throw new ChatError(`turn ${at + 1}: ${why}`, { kind: 'call' })
    messages.push({ role: 'assistant', content: reply.text })
    turns.push(reply.text)
    meta.push(metaOf(reply))
  }
  return { index, turns, meta }
}

/** Why a reply is no answer; undefined where it is one. */
export function whyNoAnswer(reply: ChatReply): string | undefined {
  if (reply.text.trim() !== '') return undefined
  return reply.finishReason === 'content_filter'
    ? 'the reply was filtered by the provider'
    : 'the token limit was reached before any answer: raise --max-tokens'
}

/** What a record keeps of a call. */
export function metaOf(reply: ChatReply): CallMeta {
  return {
    usage: reply.usage,
    finish_reason: reply.finishReason,
    latency_ms: reply.latencyMs === null ? null : Math.round(reply.latencyMs),
    system_fingerprint: reply.systemFingerprint,
    params: reply.sentParams,
    ...(reply.served === true ? { served: true } : {}),
  }
}

function isCut(meta: CallMeta): boolean {
  return meta.finish_reason === 'length'
}

function answerOf(task: AnswerTask, choices: Choice[], asking: Asking): Answer {
  const all = [...task.kept, ...choices].sort((a, b) => a.index - b.index)
  const { question_id } = task.question
  const model_id = task.endpoint.id
  const texts = all.map((choice) => choice.turns)
  return {
    question_id,
    answer_id: asking.hash(JSON.stringify([model_id, question_id, texts])),
    model_id,
    choices: all,
    tstamp: timestamp(asking.clock),
    ...(task.source === undefined ? {} : { source: task.source }),
  }
}
