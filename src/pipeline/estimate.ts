import type { Answer } from '../domain/answer.ts'
import type { ChatMessage } from '../domain/calls/chat.ts'
import type { Price } from '../domain/calls/endpoint.ts'
import { costOf, type TokenCount } from '../domain/calls/price.ts'
import type { Judgment } from '../domain/judgment.ts'
import { isPairJudgment, promptNameOf } from '../domain/judgment-fields.ts'
import { gamesOf } from '../domain/match.ts'
import type { AnswerPlan } from './answers/plan-answers.ts'
import { messagesOf } from './judging/ask-judge.ts'
import type { MatchPlan } from './judging/plan-matches.ts'

/** Tokens that the chat form adds to a message and to a call (OpenAI's own count). */
const tokensAMessage = 4
const tokensACall = 3

/**
 * Tokens of an output where no record tells: means over the published answers of eight models
 * (202 a turn) and over GPT-4's published judgments (163 to 172 a grade, 138 a game).
 */
export const defaultOutputTokens = { answer: 200, single: 170, pair: 140 } as const

/** Texts without reported usage that are counted for an estimate, at most. */
const maxTexts = 200

/** What a run is expected to call; cost in US dollars, null where the price is not known. */
export type Estimate = TokenCount & { calls: number }

type Count = (text: string) => number

/** Estimated tokens of a call's messages. */
export function inputTokens(messages: readonly ChatMessage[], count: Count): number {
  return messages.reduce((sum, m) => sum + count(m.content) + tokensAMessage, tokensACall)
}

/** Stored prompts that are counted for an estimate, at most. */
const maxPrompts = 128

type StoredPrompt = { name: string; text: string; reported: number }

/** Prompts of which the server reported the tokens: its tokenizer against ours. */
export type KnownInputs = {
  add: (prompt: StoredPrompt) => void
  /**
   * Tokens reported for a token of ours, over an even sample; 1 where nothing is known.
   * @param systemOf the system prompt of a judge prompt's name; undefined: it is not used now
   */
  factor: (count: Count, systemOf: (name: string) => string | undefined) => number
}

export function createKnownInputs(): KnownInputs {
  let sample: StoredPrompt[] = []
  let step = 1
  let seen = 0
  return {
    add: (prompt) => {
      if (seen++ % step !== 0) return
      sample.push(prompt)
      if (sample.length < maxPrompts) return
      sample = sample.filter((_, index) => index % 2 === 0)
      step *= 2
    },
    factor: (count, systemOf) => {
      let reported = 0
      let counted = 0
      for (const prompt of sample) {
        const system = systemOf(prompt.name)
        if (system === undefined) continue
        reported += prompt.reported
        counted += inputTokens(messagesOf({ systemPrompt: system, userPrompt: prompt.text }), count)
      }
      return counted === 0 ? 1 : reported / counted
    },
  }
}

/** What is known of a judge's calls. */
export type KnownCalls = { outputs: KnownOutputs; inputs: KnownInputs }

export function createKnownCalls(): KnownCalls {
  return { outputs: createKnownOutputs(), inputs: createKnownInputs() }
}

/** Outputs that are known: what servers reported, and some texts of which none was. */
export type KnownOutputs = {
  add: (output: { tokens: number | undefined; text: string }) => void
  /** Mean in tokens, of those reported if there are any; undefined where nothing is known. */
  mean: (count: Count) => number | undefined
}

export function createKnownOutputs(): KnownOutputs {
  let sum = 0
  let reported = 0
  const texts: string[] = []
  return {
    add: ({ tokens, text }) => {
      if (tokens !== undefined) {
        sum += tokens
        reported++
      } else if (texts.length < maxTexts) texts.push(text)
    },
    mean: (count) => {
      if (reported > 0) return sum / reported
      if (texts.length === 0) return undefined
      return texts.reduce((total, text) => total + count(text), 0) / texts.length
    },
  }
}

/** Puts a judgment's calls among those that are known. */
export function addJudgment(known: KnownCalls, row: Judgment): void {
  if (row.outcome === 'empty_answer') return
  const games = isPairJudgment(row)
    ? [
        { meta: row.g1_meta, text: row.g1_judgment, prompt: row.g1_user_prompt },
        { meta: row.g2_meta, text: row.g2_judgment, prompt: row.g2_user_prompt },
      ]
    : [{ meta: row.meta, text: row.judgment, prompt: row.user_prompt }]
  const name = promptNameOf(row)
  for (const { meta, text, prompt } of games) {
    known.outputs.add({ tokens: meta?.usage?.completion_tokens, text })
    const reported = meta?.usage?.prompt_tokens
    const isOneCall = meta?.['attempts'] === undefined
    if (reported !== undefined && prompt !== undefined && name !== null && isOneCall) {
      known.inputs.add({ name, text: prompt, reported })
    }
  }
}

/** Puts an answer's turns among the known outputs. */
export function addAnswer(outputs: KnownOutputs, answer: Answer): void {
  for (const choice of answer.choices) {
    for (const [index, text] of choice.turns.entries()) {
      outputs.add({ tokens: choice.meta?.[index]?.usage?.completion_tokens, text })
    }
  }
}

/**
 * What a plan of answers comes to: each turn is sent with the turns before it and the answers to
 * them, which are taken to be as long as `answerTokens`.
 */
export function estimateAnswers(
  tasks: AnswerPlan['tasks'],
  options: { systemPrompt: string | undefined; answerTokens: number; count: Count },
): Estimate {
  const { answerTokens, count } = options
  const head = options.systemPrompt === undefined ? 0 : count(options.systemPrompt) + tokensAMessage
  const estimate = { calls: 0, input: 0, output: 0 }
  for (const { question, missing, params } of tasks) {
    const output = Math.min(answerTokens, params.max_tokens ?? answerTokens)
    let input = tokensACall + head
    for (const turn of question.turns) {
      input += count(turn) + tokensAMessage
      estimate.calls += missing.length
      estimate.input += missing.length * input
      estimate.output += missing.length * output
      input += output + tokensAMessage
    }
  }
  return estimate
}

/** Stands for a turn that is not answered yet where a prompt is estimated. */
export const turnToCome = 'to come'

/**
 * What a plan of judgments comes to, from the prompts that would be sent. Turns to come are taken
 * to be as long as their model's `answerTokens`; the two games of a pair are of equal length.
 */
export function estimateJudgments(
  todo: MatchPlan['todo'],
  options: {
    outputTokens: number
    /** Tokens of the judge for one of ours. */
    inputFactor: number
    /** Of a turn to come, by model. */
    answerTokens?: (model: string) => number
    count: Count
  },
): Estimate {
  const { count, outputTokens, inputFactor, answerTokens } = options
  const estimate = { calls: 0, input: 0, output: 0 }
  for (const { match } of todo) {
    const games = gamesOf(match)
    const [first] = games
    if (first === undefined) continue
    const toCome = first.shown.filter((text) => text === turnToCome).length
    const mean =
      match.models.reduce((sum, model) => sum + (answerTokens?.(model) ?? 0), 0) /
      match.models.length
    const input = inputTokens(messagesOf(first), count) * inputFactor + toCome * mean
    estimate.calls += games.length
    estimate.input += games.length * input
    estimate.output += games.length * outputTokens
  }
  return estimate
}

/** An estimate with its cost, and whole tokens. */
export function priced(
  estimate: Estimate,
  price: Price | null,
): Estimate & { cost: number | null } {
  const { calls } = estimate
  const tokens = { input: Math.round(estimate.input), output: Math.round(estimate.output) }
  return { calls, ...tokens, cost: price === null ? null : costOf(tokens, price) }
}
