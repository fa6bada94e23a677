import type { CallMeta } from '../../domain/answer.ts'
import type {
  Chat,
  ChatMessage,
  ChatParams,
  ChatReply,
  ChatRequest,
} from '../../domain/calls/chat.ts'
import type { ComparabilityKey, Outcome } from '../../domain/judgment.ts'
import type { Game } from '../../domain/match.ts'
import type { QuestionId } from '../../domain/question.ts'
import type { ParserName } from '../../domain/verdicts/verdict.ts'
import { metaOf } from '../answers/generate-answers.ts'
import { addUsage } from '../run-events.ts'

/** Who judges, and how. */
export type JudgeSetup = {
  /** Id in records and file names. */
  id: string
  /** Name that the server knows. */
  model: string
  params: ChatParams
  parser: ParserName
  /** How often an unreadable reply is asked for again. */
  reparseAttempts: number
  key: ComparabilityKey
  /** Hash of each question with the reference that is shown: part of its judgments' keys. */
  questionHashes?: ReadonlyMap<QuestionId, string>
}

/** FastChat's parameters of a judge. */
export const defaultJudgeParams: ChatParams = { temperature: 0, max_tokens: 2048 }

/** Readings of an unreadable reply, beyond the first. */
export const defaultReparseAttempts = 2

/** A token limit that proved too small is doubled, up to this many times its first value. */
const maxBudgetFactor = 8

/** One game's last reply, and what was read from it. */
export type GameReply<V> = {
  text: string
  read: V
  outcome: Outcome
  meta: CallMeta
}

/**
 * Asks the judge for one game until a verdict can be read, a bounded number of times. A reply cut
 * by the token limit is asked for again with twice the tokens; a filtered one is final.
 * @throws ChatError where a call fails for good
 */
export async function askJudge<V>(options: {
  game: Game
  judge: JudgeSetup
  chat: Chat
  signal: AbortSignal
  read: (text: string) => { value: V; isReadable: boolean }
  /** What the game is called in records of calls. */
  purpose: string
  /** Which judgment of the same match this is: replies at temperature 0 are kept by it. */
  repeat: number
  /** Which replies are asked for again; in batches only those that more tokens may mend. */
  again?: 'unread' | 'cut' | undefined
}): Promise<GameReply<V>> {
  const { game, judge, purpose, signal, repeat } = options
  const { model } = judge
  const request = { model, messages: messagesOf(game), subject: game.subject, purpose, signal }
  let params = judge.params
  let usage: CallMeta['usage'] = null
  for (let attempt = 0; ; attempt++) {
    const { reply, read, outcome } = await readOnce({ ...request, params }, { ...options, repeat })
    usage = addUsage(usage ?? null, reply.usage)
    const next = outcome === 'truncated' ? withMoreTokens(params, judge.params) : params
    const hasMore = next.max_tokens !== params.max_tokens
    if (isFinal(outcome, { again: options.again, hasMore }) || attempt >= judge.reparseAttempts) {
      const meta = { ...metaOf(reply), usage, ...(attempt > 0 ? { attempts: attempt + 1 } : {}) }
      return { text: reply.text, read, outcome, meta }
    }
    params = next
  }
}

function isFinal(
  outcome: Outcome,
  { again, hasMore }: { again: 'unread' | 'cut' | undefined; hasMore: boolean },
): boolean {
  return again === 'cut' ? !hasMore : outcome === 'ok' || outcome === 'content_filter'
}

/** A reply and what was read from it; one that was kept before serves only if it can be read. */
async function readOnce<V>(
  request: ChatRequest,
  options: {
    chat: Chat
    read: (text: string) => { value: V; isReadable: boolean }
    repeat: number
    isFresh?: boolean
  },
): Promise<{ reply: ChatReply; read: V; outcome: Outcome }> {
  const { repeat, isFresh = false } = options
  const mayServe = request.params.temperature === 0
  const reply = await options.chat(mayServe ? { ...request, reuse: { repeat, isFresh } } : request)
  const { value, isReadable } = options.read(reply.text)
  if (isReadable) reply.keep?.()
  else if (reply.served === true) return readOnce(request, { ...options, isFresh: true })
  return { reply, read: value, outcome: isReadable ? 'ok' : outcomeOf(reply) }
}

/** What the judge is sent for a game. */
export function messagesOf(game: Pick<Game, 'systemPrompt' | 'userPrompt'>): ChatMessage[] {
  const user: ChatMessage = { role: 'user', content: game.userPrompt }
  return game.systemPrompt === '' ? [user] : [{ role: 'system', content: game.systemPrompt }, user]
}

function outcomeOf(reply: ChatReply): Outcome {
  if (reply.finishReason === 'content_filter') return 'content_filter'
  return reply.finishReason === 'length' ? 'truncated' : 'unparsed'
}

function withMoreTokens(params: ChatParams, first: ChatParams): ChatParams {
  if (params.max_tokens === undefined || first.max_tokens === undefined) return params
  const doubled = Math.min(params.max_tokens * 2, first.max_tokens * maxBudgetFactor)
  return { ...params, max_tokens: doubled }
}
