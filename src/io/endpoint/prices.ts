import type { Endpoint, Price } from '../../domain/calls/endpoint.ts'
import { isLoopback } from './api-key.ts'

/** A price and where it is from: `mtbench.config.json`, or the package `@pydantic/genai-prices`. */
export type KnownPrice = { price: Price; source: 'config' | 'genai-prices' }

/** Tokens that the package is asked about: few, so that the first step of a stepped price counts. */
const askedTokens = 1000

/**
 * What an endpoint costs in US dollars per million tokens: the config's price, else that of the
 * data which the package carries, looked up by base URL and model name, without the network. Null
 * where neither knows it: a model of a known name on another server has no known price.
 *
 * @param options.at when the calls are made, in milliseconds since 1970: prices change
 */
export async function priceOf(
  endpoint: Endpoint,
  options: { baseUrl: string; at: number },
): Promise<KnownPrice | null> {
  if (endpoint.price !== undefined) return { price: endpoint.price, source: 'config' }
  if (isLoopback(options.baseUrl)) return null
  const { calcPrice } = await import('@pydantic/genai-prices')
  const usage = { input_tokens: askedTokens, output_tokens: askedTokens }
  const found = calcPrice(usage, endpoint.model, {
    providerApiUrl: options.baseUrl,
    timestamp: new Date(options.at),
  })
  if (found === null) return null
  const perMillion = (dollars: number) => (dollars * 1e6) / askedTokens
  const price = { input: perMillion(found.input_price), output: perMillion(found.output_price) }
  return { price, source: 'genai-prices' }
}

/**
 * What an endpoint costs in batches, in US dollars per million tokens: only the config tells
 * (`batch_input`, `batch_output`); the package knows no such prices, and half of another price
 * would be a guess.
 */
export function batchPriceOf({ price }: Pick<Endpoint, 'price'>): KnownPrice | null {
  if (price?.batch_input === undefined || price.batch_output === undefined) return null
  return { price: { input: price.batch_input, output: price.batch_output }, source: 'config' }
}
