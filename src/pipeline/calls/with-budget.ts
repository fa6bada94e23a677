import { type Chat, ChatError, type ChatReply, type ChatRequest } from '../../domain/calls/chat.ts'
import type { Price } from '../../domain/calls/endpoint.ts'
import { costOf, type TokenCount, tokensOf } from '../../domain/calls/price.ts'
import { inputTokens } from '../estimate.ts'
import type { Budget, Spending } from './budget.ts'

/** Output that is held for a call whose parameters state no limit, in tokens. */
const unlimitedOutput = 16_384

/** What is held of input over the estimate: the model's own tokenizer may count more. */
const inputMargin = 1.5

/** Kept above the largest count that the server has reported, as a part of the estimate. */
const learntMargin = 1.2

export type BudgetOptions = {
  budget: Budget
  /** Null where it is not known: then dollars are not counted. */
  price: Price | null
  /** Null where no limit needs tokens. */
  countTokens: ((text: string) => number) | null
}

/**
 * A Chat whose calls are held against a budget: the worst case before each (estimated input with
 * a margin, all of `max_tokens` as output), what the server reported after it. A reply without
 * usage counts as estimated; a failure that may have been billed (a reset, a time-out) as its worst
 * case; an answer with an error status as a call without tokens.
 * @throws ChatError `aborted` when a limit is reached
 */
export function withBudget(chat: Chat, options: BudgetOptions): Chat {
  const { budget, countTokens, price } = options
  let margin = inputMargin

  const spending = (tokens: TokenCount) => spendingOf(tokens, price)

  return async (request) => {
    const input = countTokens === null ? 0 : inputTokens(request.messages, countTokens)
    const output = countTokens === null ? 0 : outputLimit(request)
    const worst = spending({ input: Math.ceil(input * margin), output })
    if (!(await budget.reserve(worst))) {
      throw new ChatError('a limit of the run is reached', { kind: 'aborted' })
    }
    try {
      const reply = await chat(request)
      const reported = tokensOf(reply.usage)
      if (reported !== undefined && input > 0) {
        margin = Math.max(margin, (learntMargin * reported.input) / input)
      }
      budget.settle(worst, spending(reported ?? { input, output: written(reply, countTokens) }))
      return reply
    } catch (error) {
      budget.settle(worst, afterFailure(error, { worst, spending }))
      throw error
    }
  }
}

/** What one call takes; dollars are not counted where the price is not known. */
export function spendingOf(tokens: TokenCount, price: Price | null): Spending {
  return {
    calls: 1,
    tokens: tokens.input + tokens.output,
    cost: price === null ? 0 : costOf(tokens, price),
  }
}

/** What a call may take at its worst, before anything is known of the server's tokenizer. */
export function worstCase(
  request: ChatRequest,
  { price, countTokens }: Pick<BudgetOptions, 'price' | 'countTokens'>,
): Spending {
  if (countTokens === null) return spendingOf({ input: 0, output: 0 }, price)
  const input = Math.ceil(inputTokens(request.messages, countTokens) * inputMargin)
  return spendingOf({ input, output: outputLimit(request) }, price)
}

function outputLimit({ params }: ChatRequest): number {
  const limits = [params.max_tokens, params['max_completion_tokens']]
  const stated = limits.filter((limit) => typeof limit === 'number')
  return stated.length === 0 ? unlimitedOutput : Math.max(...stated)
}

function written(reply: ChatReply, countTokens: BudgetOptions['countTokens']): number {
  return countTokens === null ? 0 : countTokens(reply.text) + countTokens(reply.reasoning ?? '')
}

function afterFailure(
  error: unknown,
  held: { worst: Spending; spending: (tokens: TokenCount) => Spending },
): Spending {
  if (!(error instanceof ChatError)) return held.worst
  const reported = tokensOf(error.usage)
  if (reported !== undefined) return held.spending(reported)
  const mayBeBilled = error.status === undefined && error.kind !== 'endpoint'
  return mayBeBilled ? held.worst : held.spending({ input: 0, output: 0 })
}
