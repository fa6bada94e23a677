import type { Usage } from '../answer.ts'
import type { Price } from './endpoint.ts'

/** Tokens that went in and came out. */
export type TokenCount = { input: number; output: number }

const million = 1e6

/**
 * What tokens cost in US dollars: (input × price of input + output × price of output) / 10^6.
 * 1,000 in and 100 out at 2.50 and 10.00 cost 0.0035. Discounts for cached input are not taken off.
 */
export function costOf(tokens: TokenCount, price: Price): number {
  return (tokens.input * price.input + tokens.output * price.output) / million
}

/** Tokens that a server reported; undefined where it reported none. */
export function tokensOf(usage: Usage | null | undefined): TokenCount | undefined {
  const { prompt_tokens: input, completion_tokens: output, total_tokens: total } = usage ?? {}
  if (input === undefined && output === undefined && total === undefined) return undefined
  const rest = (total ?? 0) - (output ?? 0)
  return { input: Math.max(0, input ?? rest), output: Math.max(0, output ?? 0) }
}
